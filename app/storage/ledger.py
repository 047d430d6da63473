"""The ledger: one row an event, each carrying the hash of the row before it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from app.domain.canonical import canonical_json, quoted
from app.storage.mapping import plain
from app.storage.recorded_rows import plain_value, row_of
from app.storage.tables import LedgerEntry, LedgerHead
from app.storage.written_once import WrittenOnce

__all__ = [
    "FIRST_HASH",
    "Entry",
    "LedgerEntry",
    "append",
    "contributed",
    "contributors",
    "end",
    "entries",
    "entries_of",
    "hash_at",
    "hash_of",
    "lineage",
    "row_of",
    "told_by",
]

FIRST_HASH = "0" * 64  # what the first entry has before it

# Every change ends with these three, so they are plain statements, which are made once.
_head = plain(LedgerHead)
_HEAD = select(_head.c.sequence, _head.c.hash).where(_head.c.id == 1).with_for_update()
_MOVE_HEAD = update(_head).where(_head.c.id == 1)
_ENTER = insert(plain(LedgerEntry))


class Entry(NamedTuple):
    """A plain row of the ledger, in the order of its columns; `hash` is over all that stands before it."""

    sequence: int
    at: datetime
    actor_id: UUID | None
    actor_name: str
    action: str
    subject_kind: str
    subject_id: UUID | None
    details: str
    previous_hash: str
    hash: str = ""


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
    entry = Entry(
        sequence=head.sequence + 1,
        at=at,
        actor_id=actor_id,
        actor_name=actor_name,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        details=canonical_json(told).decode(),
        previous_hash=head.hash,
    )
    told_hash = hash_of(entry)
    connection.execute(_ENTER, entry._asdict() | {"hash": told_hash})
    connection.execute(_MOVE_HEAD, {"sequence": entry.sequence, "hash": told_hash})


def hash_of(entry: LedgerEntry | Entry) -> str:
    """The hash of an entry: the SHA-256 of the canonical JSON of all it says and of the hash before it.

    Written out, because the whole ledger is walked with it. TypeError for what is no entry.
    """
    written = (
        f'{{"action":{quoted(entry.action)},"actor":{_key(entry.actor_id)},"actor_name":{quoted(entry.actor_name)},'
        f'"at":"{plain_value(entry.at)}","details":{quoted(entry.details)},"previous":{quoted(entry.previous_hash)},'
        f'"sequence":{entry.sequence:d},"subject":{_key(entry.subject_id)},"subject_kind":{quoted(entry.subject_kind)}}}'
    )
    return sha256(written.encode()).hexdigest()


def told_by(entry: LedgerEntry | Entry) -> dict[str, object]:
    """All that an entry says, under the names its hash is taken over."""
    return {
        "sequence": entry.sequence,
        "at": plain_value(entry.at),
        "actor": plain_value(entry.actor_id),
        "actor_name": entry.actor_name,
        "action": entry.action,
        "subject_kind": entry.subject_kind,
        "subject": plain_value(entry.subject_id),
        "details": entry.details,
        "previous": entry.previous_hash,
    }


def _key(key: UUID | None) -> str:
    return "null" if key is None else f'"{key}"'


def end(session: Session) -> tuple[int, str]:
    """How many entries the ledger has by its head, and the hash of the last one."""
    found = session.connection().execute(select(_head.c.sequence, _head.c.hash).where(_head.c.id == 1)).one()
    return found.sequence, found.hash


def hash_at(session: Session, sequence: int) -> str | None:
    """The hash of the entry with this number, None when there is none."""
    return session.scalar(select(LedgerEntry.hash).where(LedgerEntry.sequence == sequence))


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
