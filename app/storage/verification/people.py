"""Holding every person and their roles against what the ledger says of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.tables import Person, PersonRole
from app.storage.verification.finding import Fault
from app.storage.verification.reading import Unreadable, rows_in_order
from app.storage.verification.told import Told


def faults_of_people(session: Session, told: Told) -> Iterator[Fault]:
    """Each person whose roles, name or access were altered, or who was inserted or deleted."""
    roles: dict[str, list[str]] = {}
    for person_id, role in session.execute(select(PersonRole.person_id, PersonRole.role).order_by(PersonRole.role)):
        roles.setdefault(str(person_id), []).append(role)
    gone = dict(told.people)
    for row in rows_in_order(session, (Person.name, Person.active), Person.id):
        key = row.key if isinstance(row, Unreadable) else str(row[0])
        known, subject = gone.pop(key, None), f"person {key}"
        if known is None:
            yield Fault(None, subject, "is not in the ledger: they were inserted behind its back.")
        elif isinstance(row, Unreadable):
            yield Fault(known["sequence"], subject, "cannot be read.")
        else:
            now = {"roles": sorted(roles.get(key, ())), "active": row.active, "name": row.name}
            yield from _differences(subject, known, now)
    for missing, known in gone.items():
        yield Fault(known["sequence"], f"person {missing}", "was deleted.")


def _differences(subject: str, known: dict[str, Any], now: dict[str, Any]) -> Iterator[Fault]:
    for what, value in now.items():
        if known.get(what) != value:
            sentence = f"has {what} {value!r}, but the ledger says {known.get(what)!r}."
            yield Fault(known["sequence"], subject, sentence)
