"""Who opened which submission for review, at which digest."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.storage.review_tables import ReviewOpening
from app.storage.tables import Submission

__all__ = ["ReviewOpening", "has_opened", "openings_of"]


def has_opened(session: Session, submission: Submission, person_id: UUID | None) -> bool:
    """Whether somebody opened this submission at its present digest; nobody has opened none."""
    if person_id is None:
        return False
    known = exists().where(
        ReviewOpening.submission_id == submission.id,
        ReviewOpening.person_id == person_id,
        ReviewOpening.digest == submission.digest,
    )
    return bool(session.scalar(select(known)))


def openings_of(session: Session, submission_id: UUID) -> Sequence[ReviewOpening]:
    """Who opened a submission, first come first."""
    query = select(ReviewOpening).where(ReviewOpening.submission_id == submission_id)
    return session.scalars(query.order_by(ReviewOpening.opened_at, ReviewOpening.id)).all()
