"""Counting what is limited by rate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.storage.tables import Attempt

__all__ = ["Attempt", "forget", "forget_before", "key_of", "wait_of"]


def key_of(*parts: str) -> str:
    """The key of whom or where an attempt concerns; hashed, since a password is easily typed into the wrong field."""
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def wait_of(
    session: Session, kind: str, key: str, *, limit: int, window: timedelta, now: datetime, stored: bool = False
) -> timedelta | None:
    """How long to wait before another attempt, None when there is room.

    `stored` says that the attempt itself is among those counted. Counting after the commit, the tenth to commit
    sees ten, whatever the order in which they began.
    """
    query = select(Attempt.at).where(Attempt.kind == kind, Attempt.key == key, Attempt.at > now - window)
    newest = session.scalars(query.order_by(Attempt.at.desc()).limit(limit + 1)).all()
    if len(newest) < limit + stored:
        return None
    return max(newest[limit - 1] + window - now, timedelta(seconds=1))


def forget(session: Session, attempt_ids: Iterable[UUID]) -> None:
    """Attempts that succeeded count against nobody."""
    session.execute(delete(Attempt).where(Attempt.id.in_(list(attempt_ids))))


def forget_before(session: Session, kind: str, moment: datetime) -> None:
    """What was written down of this kind before a moment counts no more."""
    session.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.at < moment))
