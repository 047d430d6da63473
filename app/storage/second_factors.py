"""Finding the second factors of a person, and the codes that stand for a lost one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.sign_in_tables import RecoveryCode, SecondFactor

__all__ = ["RecoveryCode", "SecondFactor", "has_any"]


def has_any(session: Session, person_id: UUID) -> bool:
    """Whether this person has set up a second factor, and confirmed it once."""
    query = select(SecondFactor.id).where(SecondFactor.person_id == person_id, SecondFactor.confirmed_at.is_not(None))
    return session.scalar(query.limit(1)) is not None
