"""Finding assessments, their submissions and what was decided on them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from app.storage.tables import Assessment, AssessmentMember, Decision, Submission

__all__ = [
    "Assessment",
    "AssessmentMember",
    "Decision",
    "Submission",
    "assessment",
    "decision",
    "decisions_of",
    "is_member",
    "latest_submission",
    "locked",
    "members_of",
    "mine",
    "submission",
    "submissions_of",
]

# Made once: putting these together takes about as long as asking.
_ONE = select(Assessment).where(Assessment.id == bindparam("id"))
_LOCKED = _ONE.with_for_update().execution_options(populate_existing=True)


def assessment(session: Session, assessment_id: UUID) -> Assessment | None:
    """The assessment with this key; whether somebody may see it is for web.access to say."""
    return session.scalars(_ONE, {"id": assessment_id}).one_or_none()


def locked(session: Session, assessment_id: UUID) -> Assessment:
    """The assessment as it is now, held until the transaction ends; LookupError when there is none.

    SQLite has locked the whole database by then, PostgreSQL locks the row.
    """
    found = session.scalars(_LOCKED, {"id": assessment_id}).one_or_none()
    if found is None:
        raise LookupError(f"There is no assessment {assessment_id}.")
    return found


def mine(session: Session, person_id: UUID) -> Sequence[Assessment]:
    """The assessments somebody owns or was invited to, last changed first."""
    invited = select(AssessmentMember.assessment_id).where(AssessmentMember.person_id == person_id)
    query = select(Assessment).where(or_(Assessment.owner_id == person_id, Assessment.id.in_(invited)))
    return session.scalars(query.order_by(Assessment.changed_at.desc(), Assessment.id.desc())).all()


def members_of(session: Session, assessment_id: UUID) -> Sequence[AssessmentMember]:
    """The colleagues who were invited to an assessment, first invited first."""
    query = select(AssessmentMember).where(AssessmentMember.assessment_id == assessment_id)
    return session.scalars(query.order_by(AssessmentMember.added_at, AssessmentMember.person_id)).all()


def is_member(session: Session, assessment_id: UUID, person_id: UUID) -> bool:
    """Whether somebody was invited to an assessment and not taken off again."""
    return session.get(AssessmentMember, (assessment_id, person_id)) is not None


def submission(session: Session, submission_id: UUID) -> Submission | None:
    """The submission with this key."""
    return session.get(Submission, submission_id)


def latest_submission(session: Session, found: Assessment) -> Submission | None:
    """The submission that reviewers look at, or looked at last; None before the first."""
    return None if found.submission_id is None else session.get(Submission, found.submission_id)


def submissions_of(session: Session, assessment_id: UUID) -> Sequence[Submission]:
    """Every submission of an assessment, first revision first."""
    query = select(Submission).where(Submission.assessment_id == assessment_id)
    return session.scalars(query.order_by(Submission.revision)).all()


def decision(session: Session, decision_id: UUID) -> Decision | None:
    """The decision with this key."""
    return session.get(Decision, decision_id)


def decisions_of(session: Session, submission_id: UUID) -> Sequence[Decision]:
    """What was decided on a submission, in order."""
    query = select(Decision).where(Decision.submission_id == submission_id)
    return session.scalars(query.order_by(Decision.place)).all()
