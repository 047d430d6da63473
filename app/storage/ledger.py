"""The ledger: one row an event, each carrying the hash of the row before it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, inspect, select, update
from sqlalchemy.orm import Session

from app.domain.canonical import canonical_json, digest
from app.storage.mapping import plain
from app.storage.tables import LedgerEntry, LedgerHead
from app.storage.written_once import WrittenOnce

__all__ = [
    "FIRST_HASH",
    "LedgerEntry",
    "append",
    "contributed",
    "contributors",
    "entries",
    "entries_of",
    "hash_of",
    "lineage",
    "row_of",
]

FIRST_HASH = "0" * 64  # what the first entry has before it

# Every change ends with these three, so they are plain statements, which are made once.
_head = plain(LedgerHead)
_HEAD = select(_head.c.sequence, _head.c.hash).where(_head.c.id == 1).with_for_update()
_MOVE_HEAD = update(_head).where(_head.c.id == 1)
_ENTER = insert(plain(LedgerEntry))
_COLUMNS = tuple(plain(LedgerEntry).c.keys())


def append(
    session: Session,
    *,
    at: datetime,
    actor_id: UUID | None,
    actor_name: str,
    action: str,
    subject_kind: str,
    subject_id: UUID | None,
    details: Mapping[str, object],
    rows: Iterable[WrittenOnce] = (),
) -> None:
    """Write an event, inside the transaction of the change it records.

    `rows` are the written-once rows that came with it: their digests go into the details, so that the chain
    covers them. Writers take turns at the head's row, which SQLite's transaction has locked already.
    """
    session.flush()
    told: dict[str, object] = dict(details)
    if recorded := [row_of(row) for row in rows]:
        told["rows"] = recorded
    connection = session.connection()
    head = connection.execute(_HEAD).one()
    values: dict[str, Any] = {
        "sequence": head.sequence + 1,
        "at": at,
        "actor_id": actor_id,
        "actor_name": actor_name,
        "action": action,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "details": canonical_json(told).decode(),
        "previous_hash": head.hash,
    }
    values["hash"] = _hash(values)
    connection.execute(_ENTER, values)
    connection.execute(_MOVE_HEAD, {"sequence": values["sequence"], "hash": values["hash"]})


def hash_of(entry: LedgerEntry) -> str:
    """The hash of an entry over all it says and the hash before it."""
    return _hash({column: getattr(entry, column) for column in _COLUMNS})


def _hash(values: Mapping[str, Any]) -> str:
    return digest(
        {
            "sequence": values["sequence"],
            "at": _plain(values["at"]),
            "actor": _plain(values["actor_id"]),
            "actor_name": values["actor_name"],
            "action": values["action"],
            "subject_kind": values["subject_kind"],
            "subject": _plain(values["subject_id"]),
            "details": values["details"],
            "previous": values["previous_hash"],
        }
    )


def row_of(row: WrittenOnce) -> dict[str, str]:
    """A written-once row as an entry names it: its table, its key and the digest of everything in it."""
    state: Any = inspect(row)
    values = {
        column.key: value
        for column in state.mapper.column_attrs
        if (value := _plain(getattr(row, column.key))) is not None or not column.columns[0].info.get("later")
    }
    return {"table": str(state.mapper.local_table.name), "id": str(values["id"]), "sha256": digest(values)}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def entries(session: Session, *, after: int = 0, limit: int | None = None) -> Sequence[LedgerEntry]:
    """The entries behind a sequence number, in order."""
    query = select(LedgerEntry).where(LedgerEntry.sequence > after).order_by(LedgerEntry.sequence).limit(limit)
    return session.scalars(query).all()


def entries_of(session: Session, subject_kind: str, subject_id: UUID) -> Sequence[LedgerEntry]:
    """What happened to one subject, in order."""
    query = select(LedgerEntry).where(LedgerEntry.subject_kind == subject_kind, LedgerEntry.subject_id == subject_id)
    return session.scalars(query.order_by(LedgerEntry.sequence)).all()


def contributors(session: Session, assessment_id: UUID, contributions: Iterable[str]) -> frozenset[UUID]:
    """The people who, by what the ledger says, had a hand in any revision of an assessment, or in what it copied."""
    # Each person once: a draft that is saved often has thousands of entries.
    query = select(LedgerEntry.actor_id).distinct().where(*_hand_in(session, assessment_id, contributions))
    return frozenset(found for found in session.scalars(query) if found is not None)


def contributed(session: Session, assessment_id: UUID, person_id: UUID | None, contributions: Iterable[str]) -> bool:
    """Whether somebody, by what the ledger says, had a hand in any revision of an assessment; nobody had none."""
    if person_id is None:
        return False
    query = select(LedgerEntry.sequence).where(
        *_hand_in(session, assessment_id, contributions), LedgerEntry.actor_id == person_id
    )
    return session.scalars(query.limit(1)).first() is not None


def _hand_in(session: Session, assessment_id: UUID, contributions: Iterable[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        LedgerEntry.subject_kind == "assessment",
        LedgerEntry.subject_id.in_(lineage(session, assessment_id)),
        LedgerEntry.action.in_(list(contributions)),
    )


def lineage(session: Session, assessment_id: UUID) -> list[UUID]:
    """The assessment, the one whose answers it was begun with, the one before that, and so on."""
    found = [assessment_id]
    while True:
        began = select(LedgerEntry.details).where(
            LedgerEntry.subject_kind == "assessment",
            LedgerEntry.subject_id == found[-1],
            LedgerEntry.action == "create",
        )
        details = session.scalars(began.order_by(LedgerEntry.sequence)).first()
        copied_from = json.loads(details).get("copied_from") if details else None
        if copied_from is None or UUID(copied_from) in found:
            return found
        found.append(UUID(copied_from))


def last(session: Session, many: int) -> Sequence[LedgerEntry]:
    """The last entries, oldest first."""
    query = select(LedgerEntry).order_by(LedgerEntry.sequence.desc()).limit(many)
    return session.scalars(query).all()[::-1]


def count(session: Session) -> int:
    """How many entries there are."""
    return session.scalar(select(func.count()).select_from(LedgerEntry)) or 0
