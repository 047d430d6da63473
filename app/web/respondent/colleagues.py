"""Who works on an assessment: the list, inviting, taking off, leaving, and handing over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import SelectField, ValidationError

from app.domain.lifecycle import Refused, Role
from app.storage.assessments import Assessment, members_of
from app.storage.people import Person, colleague, colleagues, person
from app.web import database
from app.web.access import audience, own_assessment, signed_in
from app.web.clock import now
from app.web.language_switch import Form
from app.web.localisation import LazyText
from app.web.localisation import gettext as _
from app.workflow import sharing
from app.workflow.errors import Invalid


class InvitationForm(Form):
    """Which colleague to invite."""

    colleague = SelectField(LazyText("Colleague"), choices=[], validate_choice=False)

    def offer(self, found: Sequence[Person]) -> None:
        """Offer these people, and at first nobody."""
        self._offered = {str(each.id) for each in found}
        self.colleague.choices = [("", _("Choose somebody")), *((str(each.id), _named(each)) for each in found)]

    def validate_colleague(self, field: SelectField) -> None:
        """Somebody of the list is needed."""
        if field.data not in self._offered:
            raise ValidationError(_("Choose a colleague to invite"))


@dataclass(frozen=True, slots=True)
class AtWork:
    """Somebody who works on an assessment; `by` is the name of whoever invited them, empty for the owner."""

    person: Person
    by: str
    at: datetime
    active: bool  # may still answer
    is_you: bool


def at_work(session: Session, assessment: Assessment) -> tuple[AtWork, ...]:
    """The owner first, then everybody who was invited."""
    you = signed_in().person_id
    names: dict[UUID, str] = {}
    found = [AtWork(assessment.owner, "", assessment.created_at, True, assessment.owner_id == you)]
    for member in members_of(session, assessment.id):
        if member.added_by not in names:
            inviter = person(session, member.added_by)
            names[member.added_by] = inviter.name if inviter else ""
        active = colleague(session, assessment.organisation_id, member.person_id) is not None
        is_you = member.person_id == you
        found.append(AtWork(member.person, names[member.added_by], member.added_at, active, is_you))
    return tuple(found)


@audience(Role.RESPONDENT)
def show_colleagues(assessment_id: UUID) -> ResponseReturnValue:
    """Everybody who works on an assessment; for its owner, with what can be changed."""
    return _page(own_assessment(assessment_id), InvitationForm(formdata=None))


@audience(Role.RESPONDENT)
def invite(assessment_id: UUID) -> ResponseReturnValue:
    """Invite the colleague who was chosen."""
    found, form = own_assessment(assessment_id), InvitationForm()
    _only_the_owner(found)
    form.offer(_not_yet(database.session(), found))
    if not form.validate():
        return _page(found, form, 400)
    chosen = UUID(form.colleague.data)
    sharing.invite_colleague(database.session(), actor=signed_in(), assessment_id=found.id, person_id=chosen, now=now())
    flash(_("%(name)s can now read and answer this assessment.", name=_name_of(chosen)), "success")
    return _back(found)


@audience(Role.RESPONDENT)
def take_off(assessment_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Close the assessment to a colleague, or leave it oneself."""
    found = own_assessment(assessment_id)
    sharing.take_off_colleague(
        database.session(), actor=signed_in(), assessment_id=found.id, person_id=person_id, now=now()
    )
    if person_id == signed_in().person_id:
        flash(_("You no longer work on “%(system)s”.", system=found.system_name), "success")
        return redirect(url_for("respondent.assessments"))
    flash(_("%(name)s no longer works on this assessment. Their answers stay.", name=_name_of(person_id)), "success")
    return _back(found)


@audience(Role.RESPONDENT)
def hand_over(assessment_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """Ask once more, then make a colleague the owner."""
    found = own_assessment(assessment_id)
    _only_the_owner(found)
    heir = next((each for each in at_work(database.session(), found) if each.person.id == person_id), None)
    if heir is None or heir.is_you or not heir.active:
        abort(404)
    if request.method == "GET":
        return render_template("respondent/hand_over.html", assessment=found, heir=heir.person)
    try:
        sharing.hand_over(database.session(), actor=signed_in(), assessment_id=found.id, person_id=person_id, now=now())
    except Invalid:
        abort(404)  # taken off a moment ago
    flash(
        _("%(name)s now owns this assessment. You go on working on it as a colleague.", name=heir.person.name),
        "success",
    )
    return _back(found)


def _page(found: Assessment, form: InvitationForm, status: int = 200) -> ResponseReturnValue:
    session = database.session()
    stand = sharing.sharing(session, signed_in(), found)
    open_to = _not_yet(session, found) if stand.may_invite() else []
    form.offer(open_to)
    page = render_template(
        "respondent/colleagues.html",
        assessment=found,
        people=at_work(session, found),
        stand=stand,
        form=form,
        can_invite=bool(open_to),
    )
    return make_response(page, status)


def _not_yet(session: Session, found: Assessment) -> list[Person]:
    """The colleagues who do not work on it yet."""
    known = {found.owner_id, *(member.person_id for member in members_of(session, found.id))}
    return [each for each in colleagues(session, found.organisation_id) if each.id not in known]


def _only_the_owner(found: Assessment) -> None:
    if not sharing.sharing(database.session(), signed_in(), found).may_invite():
        raise Refused("not_the_owner")


def _named(found: Person) -> str:
    """The name with the address: two people may have one name."""
    return _("%(name)s (%(address)s)", name=found.name, address=found.email)


def _name_of(person_id: UUID) -> str:
    found = person(database.session(), person_id)
    return found.name if found else ""


def _back(found: Assessment) -> ResponseReturnValue:
    return redirect(url_for("respondent.colleagues", assessment_id=found.id))
