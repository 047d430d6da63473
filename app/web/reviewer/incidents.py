"""The list of incidents, the page of one, and what is decided on it; nothing is decided by a GET."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField, ValidationError

from app.domain.incident import Outcome
from app.domain.lifecycle import Refused, Role
from app.storage import incidents
from app.storage.incidents import Incident
from app.web import database
from app.web.access import audience, signed_in
from app.web.clock import now
from app.web.language_switch import Form
from app.web.localisation import LazyText, number_in_words
from app.web.localisation import gettext as _
from app.web.reviewer.incident_page import decided_rows, incident_shown, move_words, open_rows, outcome_words
from app.web.words import refusal_sentence
from app.workflow import answering_incidents
from app.workflow.errors import Invalid
from app.workflow.moving import LONGEST_REASON

A_PAGE = 50
REVIEWER = audience(Role.REVIEWER, Role.ETHICS_REVIEWER)


class AnswerForm(Form):
    """Why an incident is answered as the pressed button says."""

    reason = TextAreaField(LazyText("Reason"))

    def __init__(self, outcome: Outcome | None = None, **values: object) -> None:
        super().__init__(**values)
        self._outcome = outcome

    def validate_reason(self, field: TextAreaField) -> None:
        """Say what the reason is needed for, or that it is too long; what was typed stays."""
        typed = (field.data or "").strip()
        if not typed:
            raise ValidationError(_missing(self._outcome or Outcome.DISMISS))
        if len(typed) > LONGEST_REASON:
            longest = number_in_words(LONGEST_REASON)
            raise ValidationError(_("Shorten the reason to %(longest)s characters", longest=longest))


def open_incidents() -> int:
    """How many incidents wait for a decision: for the tab that leads to them."""
    return incidents.count_open(database.session())


@REVIEWER
def show_incidents() -> ResponseReturnValue:
    """The open incidents, oldest deadline first, or those that were decided, newest first."""
    session, decided = database.session(), request.args.get("show") == "decided"
    after = incidents.by_reference(session, request.args.get("after", ""))
    if decided:
        last = incidents.outcome_of(session, after.id) if after else None
        rows = decided_rows(session, incidents.decided_incidents(session, after=last, limit=A_PAGE + 1))
    else:
        rows = open_rows(session, incidents.open_incidents(session, after=after, limit=A_PAGE + 1))
    shown = rows[:A_PAGE]
    return render_template(
        "reviewer/incidents.html",
        rows=shown,
        more=shown[-1].incident.reference if len(rows) > A_PAGE else None,
        decided=decided,
        open_count=incidents.count_open(session),
        decided_count=incidents.count_decided(session),
        outcome_words=outcome_words(),
        keys=dict.fromkeys(row.incident.certificate.submission.published_matrix_id for row in shown),
    )


@REVIEWER
def incident(reference: str) -> ResponseReturnValue:
    """The report, its clock, the certificate and its history, and what this person may decide."""
    return _page(_loaded(reference), AnswerForm(formdata=None))


@REVIEWER
def answer(reference: str, outcome: Outcome) -> ResponseReturnValue:
    """Dismiss the incident, or suspend or revoke the certificate, with a reason."""
    found, form = _loaded(reference), AnswerForm(outcome)
    if not form.validate():
        return _page(found, form, 400)
    reason = form.reason.data or ""
    try:
        answering_incidents.decide(
            database.session(), actor=signed_in(), incident_id=found.id, outcome=outcome, reason=reason, now=now()
        )
    except Refused as refused:
        return _refused(reference, refused, reason)
    except Invalid as invalid:
        form.reason.errors = list(invalid.messages)
        return _page(found, form, 400)
    flash(_done(outcome), "success")
    return redirect(url_for("reviewer.incident", reference=reference))


@REVIEWER
def erase_contact(reference: str) -> ResponseReturnValue:
    """Erase how to reach whoever reported it; the report stays."""
    found = _loaded(reference)
    if answering_incidents.erase_contact(database.session(), actor=signed_in(), incident_id=found.id, now=now()):
        flash(_("The address is erased. The report stays."), "success")
    return redirect(url_for("reviewer.incident", reference=reference))


def _loaded(reference: str) -> Incident:
    """The incident, for reviewers who have no part in the assessment: a report may name whom it is about."""
    found = incidents.by_reference(database.session(), reference) or abort(404)
    if answering_incidents.has_a_part(database.session(), signed_in(), found):
        raise Refused("contributor")
    return found


def _page(found: Incident, form: AnswerForm, status: int = 200) -> ResponseReturnValue:
    shown = incident_shown(database.session(), signed_in(), found)
    body = render_template(
        "reviewer/incident.html",
        shown=shown,
        incident=found,
        certificate=found.certificate,
        form=form,
        outcome_words=outcome_words(),
        move_words=move_words(),
        key=found.certificate.submission.published_matrix_id,
    )
    return body, status


def _refused(reference: str, refused: Refused, typed: str) -> ResponseReturnValue:
    sentence = refusal_sentence(refused.reason)
    page = render_template("reviewer/incident_refused.html", sentence=sentence, reference=reference, typed=typed)
    return page, 409


def _missing(outcome: Outcome) -> str:
    return {
        Outcome.DISMISS: _("Enter why the incident is dismissed"),
        Outcome.SUSPEND: _("Enter why the certificate is suspended"),
        Outcome.REVOKE: _("Enter why the certificate is revoked"),
    }[outcome]


def _done(outcome: Outcome) -> str:
    return {
        Outcome.DISMISS: _("The incident is dismissed. The certificate stays as it is."),
        Outcome.SUSPEND: _("The certificate is suspended. Its public page says so from now on."),
        Outcome.REVOKE: _("The certificate is revoked. Its public page says so from now on."),
    }[outcome]


# The rest of the address, the endpoint, the view, the methods and what the address stands for.
ADDRESSES: tuple[tuple[str, str, Callable[..., ResponseReturnValue], list[str], dict[str, object]], ...] = (
    ("/queue/incidents", "incidents", show_incidents, ["GET"], {}),
    ("/incidents/<reference>", "incident", incident, ["GET"], {}),
    ("/incidents/<reference>/dismiss", "answer_incident", answer, ["POST"], {"outcome": Outcome.DISMISS}),
    ("/incidents/<reference>/suspend", "answer_incident", answer, ["POST"], {"outcome": Outcome.SUSPEND}),
    ("/incidents/<reference>/revoke", "answer_incident", answer, ["POST"], {"outcome": Outcome.REVOKE}),
    ("/incidents/<reference>/erase-contact", "erase_contact", erase_contact, ["POST"], {}),
)
