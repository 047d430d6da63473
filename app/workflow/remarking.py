"""Writing a remark on one answer of a submission: written once, it goes along when the assessment is sent back."""

# There is no taking back: a remark that was a mistake is followed by another that says so, and both stay to be read.

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import lifecycle
from app.domain.lifecycle import Action, Refused, State
from app.domain.names import fit_text
from app.domain.remark import LONGEST_REMARK
from app.storage.assessments import Submission, latest_submission, locked
from app.storage.columns import new_key
from app.storage.remarks import Remark
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.errors import Invalid
from app.workflow.recording import record
from app.workflow.standing import facts


def remark(
    session: Session, actor: Actor, assessment_id: UUID, digest: str, question: str, text: str, now: datetime
) -> UUID:
    """Write down what a reviewer says of the answer to this question, in the submission with this digest.

    Gives the remark's key. Raises Refused: for another digest, for contributors, for those who are no reviewers, once
    the submission is decided on; Invalid for a question that was not asked and for a text that is empty or too long.
    """
    words = _words(text)
    with transaction(session):
        assessment = locked(session, assessment_id)
        known = facts(session, actor, assessment, seen=digest)
        lifecycle.move(State(assessment.state), Action.REMARK, actor.roles, known)
        submission = latest_submission(session, assessment)
        if submission is None or actor.person_id is None:
            raise Refused("not_in_this_state")
        _check_question(submission, question)
        row = Remark(
            id=new_key(),
            submission_id=submission.id,
            question=question,
            text=words,
            made_at=now,
            made_by=actor.person_id,
            maker_name=actor.name,
        )
        session.add(row)
        session.flush()
        details = {"question": question, "digest": submission.digest}
        subject = ("assessment", assessment_id)
        record(session, actor=actor, action=Action.REMARK.value, subject=subject, now=now, details=details, rows=[row])
        return row.id


def _words(text: str) -> str:
    words = "\n".join(text.strip().splitlines())
    if not words:
        raise Invalid("remark_missing", ["Enter what you have to say about this answer."])
    if len(words) > LONGEST_REMARK:
        raise Invalid("remark_long", [f"Shorten the remark to {LONGEST_REMARK:,} characters."])
    if not fit_text(words):
        raise Invalid("remark_unfit", ["The remark holds characters that cannot be stored."])
    return words


def _check_question(submission: Submission, question: str) -> None:
    if question not in submission.outcome["visible"]:
        raise Invalid("foreign_question", ["This question was not asked in this submission."], [question])
