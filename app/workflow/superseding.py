"""A reassessment's certificate takes the place of the one before it, in the transaction that issues it."""

# Who takes part is locked in one order, so that no two transactions wait for each other: the assessment that is being
# certified, then the one it was begun from, then along the chain of those that took its place, and the ledger's head
# last of all. An assessment that is being certified has taken nobody's place yet, so no chain leads back to it.

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import lifecycle
from app.domain.lifecycle import Action, Facts, State
from app.storage import certificates
from app.storage.assessments import Assessment, locked
from app.storage.certificates import Certificate
from app.storage.ledger import lineage
from app.storage.successors import successor
from app.workflow.actor import SYSTEM_ACTOR
from app.workflow.moving import advance
from app.workflow.recording import record
from app.workflow.standing import holds

Load = Callable[[Session, UUID], Assessment]


def hold_replaced(session: Session, begun: Assessment, now: datetime) -> Certificate | None:
    """The certificate whose place this assessment's would take, its assessment held until the transaction ends.

    Call it inside a transaction that holds `begun` and has not written to the ledger. None when the assessment was
    not begun from another that was certified, and when that one's certificate is over: expired, or revoked meanwhile.
    """
    return _find(session, begun, now, locked)


def to_be_replaced(session: Session, begun: Assessment, now: datetime) -> Certificate | None:
    """The certificate whose place this assessment's would take if it were certified now; for pages."""
    return _find(session, begun, now, _read)


def _read(session: Session, assessment_id: UUID) -> Assessment:
    return session.get_one(Assessment, assessment_id)


def _find(session: Session, begun: Assessment, now: datetime, load: Load) -> Certificate | None:
    for earlier in lineage(session, begun.id)[1:]:
        found = certificates.of_assessment(session, earlier)
        if found is not None:
            return _last_of_chain(session, found, begun, now, load)
    return None


def _last_of_chain(
    session: Session, first: Certificate, begun: Assessment, now: datetime, load: Load
) -> Certificate | None:
    """From a certificate along those that took its place already: two may be begun from the same answers."""
    seen, found = {begun.id}, first
    while found.assessment_id not in seen:
        seen.add(found.assessment_id)
        assessment = load(session, found.assessment_id)
        if assessment.state != State.SUPERSEDED:
            same_owner = assessment.organisation_id == begun.organisation_id
            return found if same_owner and holds(assessment, found, now) else None
        number = successor(session, found.assessment_id)
        newer = certificates.by_number(session, number) if number else None
        if newer is None:
            return None
        found = newer
    return None


def supersede(session: Session, *, replaced: Certificate, by: Certificate, now: datetime) -> None:
    """Let a certificate give way to another, inside the caller's transaction; raises Refused when it is over."""
    assessment = locked(session, replaced.assessment_id)
    move = lifecycle.move(State(assessment.state), Action.SUPERSEDE, SYSTEM_ACTOR.roles, Facts())
    advance(session, assessment, move, now)
    details = {"from": move.state.value, "to": move.to.value, "number": replaced.number, "by": by.number}
    subject = ("assessment", replaced.assessment_id)
    record(session, actor=SYSTEM_ACTOR, action=move.action.value, subject=subject, now=now, details=details)
