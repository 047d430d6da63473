"""Who may open what: every endpoint names its audience, and a person reaches only what they may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, abort, current_app, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app.domain.lifecycle import Refused, Role, State
from app.domain.sign_in_stages import Stage
from app.storage import sign_ins
from app.storage.assessments import Assessment, assessment
from app.storage.directory import Listed, listed_person
from app.storage.draft_rows import DraftRow, draft_row
from app.storage.evidence import EvidenceFile, evidence_file, is_submitted
from app.web import database
from app.web.clock import now
from app.web.kept_form import sent_form
from app.web.localisation import LANGUAGES
from app.web.own_path import own_path
from app.web.sign_in_stages import hold_back, stage_now, stages_of
from app.workflow import noticing
from app.workflow.actor import Actor
from app.workflow.standing import is_responsible

EVERYONE = "everyone"
SIGNED_IN = "signed_in"
SIGN_IN = "sign_in"  # the key of the token in the cookie session
View = TypeVar("View", bound=Callable[..., Any])


def audience(*who: str) -> Callable[[View], View]:
    """Mark a view with those who may open it: EVERYONE, SIGNED_IN or roles; without a mark nobody may."""

    def mark(view: View) -> View:
        vars(view)["audience"] = frozenset(who)
        return view

    return mark


def audience_of(app: Flask, endpoint: str) -> frozenset[str] | None:
    """Those who may open this endpoint, None when it is not marked."""
    found: frozenset[str] | None = getattr(app.view_functions.get(endpoint), "audience", None)
    return found


def install(app: Flask) -> None:
    """Ask before every request who it is and whether they may open this endpoint."""
    app.before_request(_recognise)
    app.before_request(_admit)
    app.context_processor(lambda: {"signed_in_actor": g.get("actor"), "sign_in_begun": g.get("stage") is not None})


def _recognise() -> None:
    """Find out who asks; a page that is the same for everyone does not ask the database."""
    g.actor = g.held = g.stage = None
    if request.endpoint == "static_files.serve" or not (token := session.get(SIGN_IN)):
        return
    found = sign_ins.holder(database.session(), token, now())
    if found is None:
        session.pop(SIGN_IN)
        g.sign_in_ended = True
        return
    g.held, g.stage = found, stage_now(found)
    # Who has still to confirm who they are is nobody yet, on pages for everyone too.
    if g.stage is not Stage.SECOND_FACTOR:
        g.actor = Actor(found.person_id, found.name, found.roles, found.organisation_id)
    if found.language in LANGUAGES:
        g.own_language = found.language
    noticing.notice(database.session(), token, found.seen_at, now())


def _admit() -> Response | None:
    if request.endpoint is None:
        return None  # no such address: Flask answers 404 or 405
    who = audience_of(current_app, request.endpoint)
    if who is None:
        current_app.logger.error("the endpoint %s has no audience, so nobody may open it", request.endpoint)
        abort(404)
    if g.stage not in (None, Stage.OPEN):
        # Everything is closed until the sign-in is finished, but for what a view is marked for.
        if g.stage not in stages_of(current_app, request.endpoint):
            return hold_back(g.stage, _way_back())
        if g.stage is Stage.SECOND_FACTOR:
            return None
    if EVERYONE in who:
        return None
    if g.actor is None:
        if kept := sent_form():
            return make_response(render_template("account/session_ended.html", kept=kept, next=_way_back()), 403)
        return redirect(url_for("account.sign_in", next=_way_back(), ended="yes" if g.get("sign_in_ended") else None))
    if SIGNED_IN not in who and not who & {str(role) for role in g.actor.roles}:
        abort(403)
    return None


def _way_back() -> str:
    """The page to return to after signing in: this one, or the page whose form was sent."""
    if request.method in ("GET", "HEAD"):
        return own_path(request.full_path.removesuffix("?")) or "/"
    sent_from = urlsplit(request.referrer or "")
    path = sent_from.path + (f"?{sent_from.query}" if sent_from.query else "")
    origin = f"{sent_from.scheme}://{sent_from.netloc}"
    return (own_path(path) if origin in current_app.config["FENJI_SETTINGS"].origins() else None) or "/"


def signed_in() -> Actor:
    """Whoever is signed in; for views whose audience is not EVERYONE. 404 to anybody else."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        abort(404)
    return actor


def _existing(assessment_id: UUID) -> Assessment:
    return assessment(database.session(), assessment_id) or abort(404)


def own_assessment(assessment_id: UUID) -> Assessment:
    """An assessment that this person is responsible for, in any state; 404 to strangers."""
    found = _existing(assessment_id)
    if not is_responsible(database.session(), signed_in(), found):
        abort(404)
    return found


def own_draft(assessment_id: UUID) -> Assessment:
    """An assessment that this person may write; raises Refused when it is no draft, 404 to strangers."""
    found = own_assessment(assessment_id)
    if found.state != State.DRAFT:
        raise Refused("not_in_this_state")
    return found


def own_draft_row(assessment_id: UUID) -> DraftRow:
    """As `own_draft`, but only a plain row of it: for the pages that are asked for most."""
    session = database.session()
    found = draft_row(session, assessment_id) or abort(404)
    if not is_responsible(session, signed_in(), found):
        abort(404)
    if found.state != State.DRAFT:
        raise Refused("not_in_this_state")
    return found


def reviewable(assessment_id: UUID) -> Assessment:
    """An assessment that was submitted, for reviewers; 404 to others and before it is submitted."""
    found = _existing(assessment_id)
    if not signed_in().roles & {Role.REVIEWER, Role.ETHICS_REVIEWER} or found.submission_id is None:
        abort(404)
    return found


def readable_assessment(assessment_id: UUID) -> Assessment:
    """An assessment that this person may read: their own, or a submitted one as a reviewer or auditor."""
    found = _existing(assessment_id)
    actor = signed_in()
    if is_responsible(database.session(), actor, found):
        return found
    readers = {Role.REVIEWER, Role.ETHICS_REVIEWER, Role.AUDITOR}
    if found.submission_id is None or not actor.roles & readers:
        abort(404)
    return found


def readable_evidence(assessment_id: UUID, file_id: UUID) -> EvidenceFile:
    """A file of an assessment that this person may read; those who only review or audit see what was submitted."""
    found, session = readable_assessment(assessment_id), database.session()
    file = evidence_file(session, found.id, file_id) or abort(404)
    if not is_responsible(session, signed_in(), found) and not is_submitted(session, found.id, file.id):
        abort(404)
    return file


def administered_person(person_id: UUID) -> Listed:
    """Somebody, for an administrator; 404 for nobody, and to everybody else."""
    if Role.ADMINISTRATOR not in signed_in().roles:
        abort(404)
    return listed_person(database.session(), person_id) or abort(404)
