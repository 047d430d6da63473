"""Finding entries of the ledger: by time, person, action, subject and words, newest or oldest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.storage.ledger import Entry
from app.storage.mapping import plain
from app.storage.tables import Assessment, Certificate, LedgerEntry, Person

BATCH = 500
_row = plain(LedgerEntry).c


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: from a moment on, before another, by whom, what, about what; nothing given means all.

    `nothing` finds no entry: what was asked for names nothing that is there.
    """

    since: datetime | None = None
    before: datetime | None = None
    who: str = ""
    action: str = ""
    kind: str = ""
    subjects: tuple[UUID, ...] = ()
    words: str = ""
    nothing: bool = False


def newest(session: Session, wanted: Wanted, *, below: int | None, limit: int) -> Sequence[Entry]:
    """The newest entries whose number is lower than `below`."""
    query = select(*_row).where(*_conditions(wanted)).order_by(_row.sequence.desc()).limit(limit)
    if below is not None:
        query = query.where(_row.sequence < below)
    return [Entry._make(row) for row in session.execute(query)]


def all_in_order(session: Session, wanted: Wanted) -> Iterator[Entry]:
    """Every entry, oldest first, read a batch at a time: an export of all of them takes no more memory than a page."""
    last = 0
    query = select(*_row).where(*_conditions(wanted)).order_by(_row.sequence).limit(BATCH)
    while True:
        found = [Entry._make(row) for row in session.execute(query.where(_row.sequence > last))]
        yield from found
        if len(found) < BATCH:
            return
        last = found[-1].sequence


def entry(session: Session, sequence: int) -> Entry | None:
    """The entry with this number."""
    row = session.execute(select(*_row).where(_row.sequence == sequence)).one_or_none()
    return None if row is None else Entry._make(row)


def last_of_action(session: Session, action: str) -> Entry | None:
    """The newest entry of an action."""
    found = newest(session, Wanted(action=action), below=None, limit=1)
    return found[0] if found else None


def actions_and_kinds(session: Session) -> tuple[list[str], list[str]]:
    """Every action and every kind of subject that the ledger knows."""
    actions = session.scalars(select(_row.action).distinct().order_by(_row.action)).all()
    kinds = session.scalars(select(_row.subject_kind).distinct().order_by(_row.subject_kind)).all()
    return list(actions), list(kinds)


def keys_called(session: Session, reference: str) -> tuple[UUID, ...]:
    """What a key, the number of a certificate, a system's name or a person's name or address stands for."""
    try:
        return (UUID(reference),)
    except ValueError:
        pass
    certificate = select(Certificate.id, Certificate.assessment_id).where(Certificate.number == reference.upper())
    found = [key for row in session.execute(certificate) for key in row]
    found += session.scalars(select(Assessment.id).where(Assessment.system_name == reference).limit(BATCH)).all()
    people = or_(Person.name == reference, Person.email == reference.lower())
    found += session.scalars(select(Person.id).where(people).limit(BATCH)).all()
    return tuple(found)


def names_of(session: Session, keys: Sequence[UUID]) -> dict[UUID, str]:
    """What assessments, people and certificates with these keys are called."""
    found: dict[UUID, str] = {}
    for key, name in (
        (Assessment.id, Assessment.system_name),
        (Person.id, Person.name),
        (Certificate.id, Certificate.number),
    ):
        found |= {row[0]: row[1] for row in session.execute(select(key, name).where(key.in_(keys)))}
    return found


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(_row.at >= wanted.since)
    if wanted.before is not None:
        found.append(_row.at < wanted.before)
    asked: list[tuple[object, ColumnElement[bool]]] = [
        (wanted.who, _row.actor_name.icontains(wanted.who, autoescape=True)),
        (wanted.action, _row.action == wanted.action),
        (wanted.kind, _row.subject_kind == wanted.kind),
        (wanted.subjects, _row.subject_id.in_(wanted.subjects)),
        (wanted.words, _row.details.icontains(wanted.words, autoescape=True)),
        (wanted.nothing, _row.sequence < 0),
    ]
    return found + [condition for given, condition in asked if given]
