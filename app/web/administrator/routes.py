"""The administrator's lists of people and organisations, and inviting somebody."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.lifecycle import Role
from app.settings import Settings
from app.storage import directory
from app.storage.directory import Place
from app.storage.people import person
from app.web import database
from app.web.access import audience, signed_in
from app.web.administrator import one_person
from app.web.administrator.forms import (
    GIVEN,
    InvitationForm,
    OrganisationForm,
    role_help,
    standing_in_words,
    wanted_of,
)
from app.web.clock import now
from app.web.localisation import gettext as _
from app.web.localisation import language
from app.workflow import inviting
from app.workflow.errors import Invalid
from app.workflow.linking import link_key

blueprint = Blueprint("administrator", __name__)
blueprint.app_template_global("standing_in_words")(standing_in_words)
A_PAGE = 50

for address, name, view, methods in (
    ("", "person", one_person.show, ["GET"]),
    ("/roles", "change_roles", one_person.change_roles, ["POST"]),
    ("/invite-again", "invite_again", one_person.invite_again, ["POST"]),
    ("/send-reset", "send_reset", one_person.send_reset, ["POST"]),
    ("/end-sessions", "end_sessions", one_person.end_sessions, ["POST"]),
    ("/reset-factors", "reset_factors", one_person.reset_factors, ["POST"]),
    ("/unlink", "unlink", one_person.unlink, ["POST"]),
    ("/deactivate", "deactivate", one_person.deactivate, ["GET", "POST"]),
    ("/reactivate", "reactivate", one_person.reactivate, ["POST"]),
):
    blueprint.add_url_rule(f"/people/<uuid:person_id>{address}", name, view, methods=methods)


@blueprint.get("/people")
@audience(Role.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    """Everybody, narrowed by what the address says."""
    session, asked = database.session(), request.args
    wanted = wanted_of(asked.get("words", ""), asked.get("role", ""), asked.get("standing", ""))
    found = directory.listed(session, wanted, after=_place(asked.get("after", "")), limit=A_PAGE + 1)
    narrowed = {"words": wanted.words or None, "role": wanted.role, "standing": wanted.standing}
    return render_template(
        "administrator/people.html",
        rows=found[:A_PAGE],
        more=found[A_PAGE - 1].person.id if len(found) > A_PAGE else None,
        total=directory.count(session, wanted),
        wanted=wanted,
        narrowed=narrowed,
        roles=GIVEN,
        standings=tuple(directory.Standing),
    )


@blueprint.route("/people/invite", methods=["GET", "POST"])
@audience(Role.ADMINISTRATOR)
def invite() -> ResponseReturnValue:
    """Add somebody, and send them a link to choose a password."""
    session = database.session()
    form = InvitationForm([organisation for organisation, _count in directory.organisations(session)])
    if request.method == "GET":
        form.language.data = language()
        return _invitation_page(form)
    if not form.validate():
        return _invitation_page(form, 400)
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    try:
        link = inviting.invite(
            session,
            actor=signed_in(),
            name=form.name.data or "",
            email=form.email.data or "",
            organisation=form.organisation_name(),
            roles=form.roles.chosen(),
            language=form.language.data,
            key=link_key(settings.secret_key),
            now=now(),
        )
    except Invalid as invalid:
        if invalid.problem != "address_taken":
            raise
        form.email.errors = [_("Somebody has this address already")]
        return _invitation_page(form, 400)
    flash(_("An invitation to %(address)s is on its way. It is valid for 7 days.", address=form.email.data), "success")
    return redirect(url_for("administrator.person", person_id=link.person_id))


@blueprint.route("/organisations", methods=["GET", "POST"])
@audience(Role.ADMINISTRATOR)
def organisations() -> ResponseReturnValue:
    """Every organisation, and a new one."""
    form = OrganisationForm()
    if request.method == "GET":
        return _organisations_page(form)
    if not form.validate():
        return _organisations_page(form, 400)
    try:
        inviting.add_organisation(database.session(), actor=signed_in(), name=form.name.data or "", now=now())
    except Invalid as invalid:
        if invalid.problem != "organisation_taken":
            raise
        form.name.errors = [_("There is an organisation with this name already")]
        return _organisations_page(form, 400)
    flash(_("“%(name)s” is added.", name=form.name.data), "success")
    return redirect(url_for("administrator.organisations"))


def _invitation_page(form: InvitationForm, status: int = 200) -> ResponseReturnValue:
    return make_response(render_template("administrator/invite.html", form=form, role_help=role_help()), status)


def _organisations_page(form: OrganisationForm, status: int = 200) -> ResponseReturnValue:
    rows = directory.organisations(database.session())
    return make_response(render_template("administrator/organisations.html", form=form, rows=rows), status)


def _place(after: str) -> Place | None:
    """Where the page before ended; the beginning for what is nobody's key."""
    try:
        last = person(database.session(), UUID(after))
    except ValueError:
        return None
    return (last.name, last.id) if last else None
