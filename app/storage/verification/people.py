"""Holding every person and their roles against what the ledger says of them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.tables import Person
from app.storage.verification.finding import Fault
from app.storage.verification.told import Told


def faults_of_people(session: Session, told: Told) -> Iterator[Fault]:
    """Each person whose roles, name or access were altered, or who was inserted or deleted."""
    gone = dict(told.people)
    for person in session.scalars(select(Person).order_by(Person.id)).unique():
        known = gone.pop(str(person.id), None)
        subject = f"person {person.id}"
        if known is None:
            yield Fault(None, subject, "is not in the ledger: they were inserted behind its back.")
            continue
        now = {"roles": sorted(role.role for role in person.roles), "active": person.active, "name": person.name}
        for what, value in now.items():
            if known.get(what) != value:
                yield Fault(
                    known["sequence"], subject, f"has {what} {value!r}, but the ledger says {known.get(what)!r}."
                )
    for missing, known in gone.items():
        yield Fault(known["sequence"], f"person {missing}", "was deleted.")
