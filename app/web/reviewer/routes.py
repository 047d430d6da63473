"""The queue, the page of one review, and the decisions on it; nothing is decided by a GET."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.domain.lifecycle import Action, Refused, Role
from app.domain.names import mixed_scripts
from app.storage import certificates, queue
from app.storage.assessments import Assessment, Submission, latest_submission
from app.storage.queue import Reader, Wanted
from app.web import database
from app.web.access import audience, reviewable, signed_in
from app.web.certificates import office_names
from app.web.clock import now
from app.web.localisation import gettext as _
from app.web.reviewer import incidents, remarks
from app.web.reviewer.forms import DecisionForm
from app.web.reviewer.opened import open_for_review
from app.web.reviewer.queue_address import asked
from app.web.reviewer.queue_choices import choices, due_choices
from app.web.reviewer.queue_page import certificate_rows, chips, filters, queue_rows
from app.web.reviewer.replacing import replacing
from app.web.reviewer.review_page import review_of, submitted_plan
from app.web.reviewer.what_if import what_if
from app.web.words import refusal_sentence
from app.workflow import certifying, reviewing
from app.workflow.errors import Invalid
from app.workflow.standing import CONTRIBUTIONS

blueprint = Blueprint("reviewer", __name__)
blueprint.get("/reviews/<uuid:assessment_id>/what-if")(what_if)
blueprint.app_template_global("open_incidents")(incidents.open_incidents)
blueprint.app_template_global("replacing")(replacing)
for address, name, view, methods, defaults in incidents.ADDRESSES:
    blueprint.add_url_rule(address, name, view, methods=methods, defaults=defaults)
REMARK = "/reviews/<uuid:assessment_id>/remarks/<question_id>"
blueprint.add_url_rule(REMARK, "remark", remarks.show_remark, methods=["GET"])
blueprint.add_url_rule(REMARK, "write_remark", remarks.write_remark, methods=["POST"])
A_PAGE = 50
Step = Callable[..., object]
TURNED_DOWN: dict[Action, Step] = {Action.SEND_BACK: reviewing.send_back, Action.REJECT: reviewing.reject}
BOUND = {Action.APPROVE, *TURNED_DOWN}  # decisions on one submission, which somebody has to have opened
CERTIFIED: dict[Action, Step] = {
    Action.SUSPEND: certifying.suspend,
    Action.LIFT: certifying.lift,
    Action.REVOKE: certifying.revoke,
}


@blueprint.get("/queue", endpoint="queue")
@audience(Role.REVIEWER, Role.ETHICS_REVIEWER)
def show_queue() -> ResponseReturnValue:
    """What waits for this person, or all that was submitted, filtered as the address says; oldest deadline first."""
    session, actor = database.session(), signed_in()
    if actor.person_id is None:
        abort(404)
    reader = Reader(actor.person_id, actor.roles, CONTRIBUTIONS)
    offered = choices(session)
    wants = asked(reader, offered)
    found = queue.page(session, wants.wanted, after=wants.after, until=wants.until, limit=A_PAGE)
    counted = queue.counts(session, wants.wanted)
    return render_template(
        "reviewer/queue.html",
        asked=wants,
        choices=offered,
        due_choices=due_choices(),
        found=found,
        rows=queue_rows(session, found.rows),
        filters=filters(wants, offered),
        chips=chips(wants, counted),
        total=counted.total if wants.wanted.state is None else counted.by_state.get(wants.wanted.state, 0),
        mine=queue.counts(session, Wanted(reader, wants.wanted.now, wants.wanted.week_ends)).total,
        keys=dict.fromkeys(row.published_matrix_id for row in found.rows),
    )


@blueprint.get("/queue/certificates")
@audience(Role.REVIEWER, Role.ETHICS_REVIEWER)
def show_certificates() -> ResponseReturnValue:
    """Every certificate, newest first, with how it stands today."""
    session = database.session()
    rows = certificate_rows(session, certificates.all_certificates(session))
    keys = dict.fromkeys(row.certificate.submission.published_matrix_id for row in rows)
    return render_template("reviewer/certificates.html", rows=rows, keys=keys)


@blueprint.get("/reviews/<uuid:assessment_id>")
@audience(Role.REVIEWER, Role.ETHICS_REVIEWER)
def review(assessment_id: UUID) -> ResponseReturnValue:
    """The answers, why they come to this level, who signed, and what this person may do; it is told who opened it."""
    open_for_review(reviewable(assessment_id))
    found, submission = _loaded(assessment_id)
    return _page(found, submission, DecisionForm(formdata=None, digest=submission.digest))


@blueprint.post("/reviews/<uuid:assessment_id>/start-review")
@audience(Role.REVIEWER, Role.ETHICS_REVIEWER)
def start_review(assessment_id: UUID) -> ResponseReturnValue:
    """Take the assessment up."""
    found, _submission = _loaded(assessment_id)
    try:
        reviewing.start_review(database.session(), actor=signed_in(), assessment_id=found.id, now=now())
    except Refused as refused:
        return _refused(assessment_id, refused)
    return _back(assessment_id)


@blueprint.post("/reviews/<uuid:assessment_id>/approve")
@audience(Role.REVIEWER, Role.ETHICS_REVIEWER)
def approve(assessment_id: UUID) -> ResponseReturnValue:
    """Sign the open step; the last signature issues the certificate."""

    def act(form: DecisionForm) -> object:
        return reviewing.approve(
            database.session(),
            actor=signed_in(),
            assessment_id=assessment_id,
            digest=form.digest.data or "",
            reason=form.reason.data or "",
            now=now(),
            office=office_names(),
        )

    return _decide(assessment_id, Action.APPROVE, act)


@blueprint.post("/reviews/<uuid:assessment_id>/send-back", defaults={"action": Action.SEND_BACK})
@blueprint.post("/reviews/<uuid:assessment_id>/reject", defaults={"action": Action.REJECT})
@audience(Role.REVIEWER, Role.ETHICS_REVIEWER)
def turn_down(assessment_id: UUID, action: Action) -> ResponseReturnValue:
    """Send the assessment back or reject it, with a reason."""
    letter = {"office": office_names()} if action is Action.REJECT else {}

    def act(form: DecisionForm) -> object:
        return TURNED_DOWN[action](
            database.session(),
            actor=signed_in(),
            assessment_id=assessment_id,
            digest=form.digest.data or "",
            reason=form.reason.data or "",
            now=now(),
            **letter,
        )

    return _decide(assessment_id, action, act)


@blueprint.post("/reviews/<uuid:assessment_id>/suspend", defaults={"action": Action.SUSPEND})
@blueprint.post("/reviews/<uuid:assessment_id>/lift", defaults={"action": Action.LIFT})
@blueprint.post("/reviews/<uuid:assessment_id>/revoke", defaults={"action": Action.REVOKE})
@audience(Role.REVIEWER, Role.ETHICS_REVIEWER)
def change_certificate(assessment_id: UUID, action: Action) -> ResponseReturnValue:
    """Suspend a certificate, give it back, or revoke it, with a reason."""

    def act(form: DecisionForm) -> object:
        reason = form.reason.data or ""
        session = database.session()
        return CERTIFIED[action](session, actor=signed_in(), assessment_id=assessment_id, reason=reason, now=now())

    return _decide(assessment_id, action, act)


def _decide(assessment_id: UUID, action: Action, act: Callable[[DecisionForm], object]) -> ResponseReturnValue:
    """Load, check the form, act, and go back to the page, which then shows what was decided."""
    found, submission = _loaded(assessment_id)
    form = DecisionForm(action)
    if not form.validate():
        if action in BOUND and form.digest.data != submission.digest:
            return _refused(assessment_id, Refused("digest_changed"), form.reason.data or "")
        return _page(found, submission, form, 400)
    try:
        act(form)
    except Refused as refused:
        return _refused(assessment_id, refused, form.reason.data or "")
    except Invalid as invalid:
        form.reason.errors = list(invalid.messages)
        return _page(found, submission, form, 400)
    flash(_done(action), "success")
    return _back(assessment_id)


def _loaded(assessment_id: UUID) -> tuple[Assessment, Submission]:
    found = reviewable(assessment_id)
    return found, latest_submission(database.session(), found) or abort(404)


def _page(found: Assessment, submission: Submission, form: DecisionForm, status: int = 200) -> ResponseReturnValue:
    page = review_of(database.session(), signed_in(), found, submission)
    body = render_template(
        "reviewer/review.html",
        assessment=found,
        review=page,
        form=form,
        key=submission.published_matrix_id,
        mixed=mixed_scripts(submission.system_name) or mixed_scripts(submission.organisation_name),
        try_another=lambda question: url_for("reviewer.what_if", assessment_id=found.id, question=question),
        write_remark=lambda question: url_for("reviewer.remark", assessment_id=found.id, question_id=question),
        done_words={"approve": _("approved"), "send_back": _("sent back"), "reject": _("rejected")},
    )
    return body, status


def _refused(assessment_id: UUID, refused: Refused, typed: str = "") -> ResponseReturnValue:
    sentence = refusal_sentence(refused.reason)
    if refused.reason == "blocking_tests_open":
        stopping = submitted_plan(_loaded(assessment_id)[1]).stopping
        sentence = _(
            "The last approval issues the certificate, and these tests must be passed first: %(tests)s.",
            tests=_("; ").join(each.test.title for each in stopping),
        )
    body = render_template("reviewer/refused.html", sentence=sentence, assessment_id=assessment_id, typed=typed)
    return body, 409


def _back(assessment_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("reviewer.review", assessment_id=assessment_id))


def _done(action: Action) -> str:
    return {
        Action.APPROVE: _("Your approval is recorded."),
        Action.SEND_BACK: _("The assessment was sent back with your reason."),
        Action.REJECT: _("The assessment was rejected with your reason."),
        Action.SUSPEND: _("The certificate is suspended. Its public page says so from now on."),
        Action.LIFT: _("The suspension is lifted. The certificate is valid again."),
        Action.REVOKE: _("The certificate is revoked. Its public page says so from now on."),
    }[action]
