"""The outbox: what was asked for and is still to be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.storage.tables import OutboxMessage

__all__ = [
    "OutboxMessage",
    "Standing",
    "given_up",
    "held",
    "is_due",
    "known_keys",
    "next_due",
    "standing",
    "waiting_by_kind",
]

_WAITING = and_(OutboxMessage.done_at.is_(None), OutboxMessage.given_up_at.is_(None))
MOST_KEYS = 500  # asked for at once; databases take so many values in one statement and not many more


@dataclass(frozen=True, slots=True)
class Standing:
    """How many messages wait, how many of them are due, failed before, were given up; since when the oldest is due."""

    waiting: int
    due: int
    failed: int
    given_up: int
    oldest: datetime | None


def is_due(session: Session, now: datetime, kinds: Iterable[str]) -> bool:
    """Whether a message of these kinds can be taken now; asked without a lock, for mostly there is none."""
    return session.scalar(_due(now, kinds).with_only_columns(OutboxMessage.id)) is not None


def next_due(session: Session, now: datetime, kinds: Iterable[str]) -> OutboxMessage | None:
    """The message of these kinds that is due longest and that nobody has taken, held until the transaction ends.

    PostgreSQL passes over those that another worker looks at; SQLite has locked the whole database by then.
    """
    return session.scalars(_due(now, kinds).with_for_update(skip_locked=True)).one_or_none()


def held(session: Session, message_id: UUID) -> OutboxMessage:
    """The message with this key as it is now, held until the transaction ends."""
    query = select(OutboxMessage).where(OutboxMessage.id == message_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def standing(session: Session, now: datetime) -> Standing:
    """How the outbox stands."""
    due = and_(_WAITING, OutboxMessage.due_at <= now)
    counted = (_count(_WAITING), _count(due), _count(and_(_WAITING, OutboxMessage.last_error.is_not(None))))
    row = session.execute(select(*counted, _count(OutboxMessage.given_up_at.is_not(None)))).one()
    return Standing(*row, session.scalar(select(func.min(OutboxMessage.due_at)).where(due)))


def waiting_by_kind(session: Session) -> dict[str, int]:
    """How many messages of each kind wait."""
    query = select(OutboxMessage.kind, func.count()).where(_WAITING).group_by(OutboxMessage.kind)
    return {str(kind): int(count) for kind, count in session.execute(query.order_by(OutboxMessage.kind))}


def given_up(session: Session, limit: int) -> Sequence[OutboxMessage]:
    """The messages given up last, newest first."""
    query = select(OutboxMessage).where(OutboxMessage.given_up_at.is_not(None))
    return session.scalars(query.order_by(OutboxMessage.given_up_at.desc(), OutboxMessage.id).limit(limit)).all()


def known_keys(session: Session, keys: Sequence[str]) -> frozenset[str]:
    """Those of the keys under which something was asked for already."""
    found: set[str] = set()
    for start in range(0, len(keys), MOST_KEYS):
        query = select(OutboxMessage.key).where(OutboxMessage.key.in_(keys[start : start + MOST_KEYS]))
        found |= {key for key in session.scalars(query) if key is not None}
    return frozenset(found)


def _due(now: datetime, kinds: Iterable[str]) -> Select[OutboxMessage]:
    free = or_(OutboxMessage.taken_until.is_(None), OutboxMessage.taken_until <= now)
    query = select(OutboxMessage).where(_WAITING, OutboxMessage.due_at <= now, free, OutboxMessage.kind.in_(kinds))
    return query.order_by(OutboxMessage.due_at, OutboxMessage.id).limit(1)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)
