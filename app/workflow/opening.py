"""Opening a submission for review, which is told once: nobody decides on what they did not open."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import REVIEWERS, Refused, State
from app.storage.assessments import Assessment, Submission, assessment, latest_submission, locked
from app.storage.columns import new_key
from app.storage.openings import ReviewOpening, has_opened
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.recording import record

OPENED_IN = (State.SUBMITTED, State.IN_REVIEW)  # while something may still be decided on the submission


def open_submission(session: Session, *, actor: Actor, assessment_id: UUID, now: datetime) -> bool:
    """Record that this reviewer opened the present submission; whether that is new.

    Only the first time at each digest, and only while the submission can be decided on, is anything written. It is no
    contribution: whoever reads may decide. Raises Refused for people who do not review, and LookupError for an
    assessment that is not there.
    """
    if not actor.roles & REVIEWERS:
        raise Refused("not_your_role")
    # Asked before the transaction, since most pages are opened again, and a transaction keeps writers waiting.
    if not _is_new(session, actor, assessment(session, assessment_id)):
        return False
    with transaction(session):
        found = locked(session, assessment_id)
        submission = _is_new(session, actor, found)
        if submission is None:
            return False
        opening = ReviewOpening(
            id=new_key(),
            submission_id=submission.id,
            person_id=actor.person_id,
            digest=submission.digest,
            opened_at=now,
        )
        session.add(opening)
        details = {"digest": submission.digest, "revision": submission.revision}
        subject = ("assessment", assessment_id)
        record(session, actor=actor, action="open", subject=subject, now=now, details=details, rows=[opening])
        return True


def _is_new(session: Session, actor: Actor, found: Assessment | None) -> Submission | None:
    """The present submission, when this actor may decide on it some day and has not opened it yet."""
    if found is None:
        raise LookupError("There is no such assessment.")
    submission = latest_submission(session, found)
    if submission is None or State(found.state) not in OPENED_IN or has_opened(session, submission, actor.person_id):
        return None
    return submission
