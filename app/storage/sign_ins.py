"""Finding the session that a token opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.tables import SignIn

__all__ = ["SignIn", "current", "hash_of", "open_of"]


def hash_of(token: str) -> str:
    """What is stored of a token; whoever reads the database cannot sign in with it."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def current(session: Session, token: str, now: datetime) -> SignIn | None:
    """The session of this token, with its person; None when ended, expired, unknown, or the person is deactivated."""
    query = select(SignIn).where(SignIn.token_hash == hash_of(token))
    found = session.scalars(query).unique().one_or_none()
    if found is None or found.ended_at is not None or found.expires_at <= now or not found.person.active:
        return None
    return found


def open_of(session: Session, person_id: UUID) -> Sequence[SignIn]:
    """The sessions of a person that were not ended."""
    query = select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    return session.scalars(query).unique().all()
