"""Finding what time has come for: reviews that are overdue, certificates that end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.lifecycle import State
from app.storage.queue_order import WAITING
from app.storage.tables import Assessment, Certificate, Submission

CAN_RUN_OUT = (State.CERTIFIED.value, State.SUSPENDED.value)


@dataclass(frozen=True, slots=True)
class Overdue:
    """A review whose open step was to be done by now."""

    assessment_id: UUID
    submission_id: UUID
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Ending:
    """A certificate that is valid, and until when."""

    certificate_id: UUID
    owner_id: UUID
    issued_on: date
    valid_until: date


def overdue(session: Session, now: datetime) -> Sequence[Overdue]:
    """Every review that is overdue, oldest deadline first."""
    query = select(Assessment.id, Assessment.submission_id, Assessment.due_at).where(
        Assessment.state.in_(WAITING), Assessment.due_at <= now, Assessment.submission_id.is_not(None)
    )
    rows = session.execute(query.order_by(Assessment.due_at, Assessment.id))
    return [Overdue(key, submission, due) for key, submission, due in rows if submission and due]


def outdated(session: Session, today: date) -> Sequence[UUID]:
    """The assessments whose certificate has had its last valid day, the longest ago first."""
    query = select(Certificate.assessment_id).join(Certificate.assessment)
    query = query.where(Certificate.valid_until < today, Assessment.state.in_(CAN_RUN_OUT))
    return session.scalars(query.order_by(Certificate.valid_until, Certificate.id)).all()


def levels_in_use(session: Session) -> Sequence[tuple[UUID, str]]:
    """The levels, each with the key of its matrix, of certificates that are valid and will end."""
    query = select(Submission.published_matrix_id, Certificate.level).distinct().join(Certificate.submission)
    query = query.join(Certificate.assessment)
    query = query.where(Assessment.state == State.CERTIFIED.value, Certificate.valid_until.is_not(None))
    return [(matrix, level) for matrix, level in session.execute(query)]


def ending(session: Session, matrix_id: UUID, level: str, today: date, until: date) -> Sequence[Ending]:
    """The valid certificates of a level of a matrix that end between today and a later day, the first to end first."""
    query = select(Certificate.id, Assessment.owner_id, Certificate.issued_at, Certificate.valid_until)
    query = query.join(Certificate.assessment).join(Certificate.submission)
    query = query.where(
        Submission.published_matrix_id == matrix_id,
        Certificate.level == level,
        Assessment.state == State.CERTIFIED.value,
        Certificate.valid_until.between(today, until),
    )
    rows = session.execute(query.order_by(Certificate.valid_until, Certificate.id))
    return [Ending(key, owner, issued.astimezone(UTC).date(), last) for key, owner, issued, last in rows if last]
