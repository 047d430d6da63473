"""Incidents of tests: reported as the public and people do it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.storage import certificates, incidents
from app.storage.incidents import Incident
from app.storage.ledger import LedgerEntry, entries_of
from app.storage.verification import verify
from app.workflow import reporting
from tests.people import NOW, World


def certificate_id(world: World, key: UUID) -> UUID:
    """The key of the certificate of an assessment."""
    with world.session() as session:
        found = certificates.of_assessment(session, key)
        assert found is not None
        return found.id


def report(world: World, key: UUID, who: str | None = None, now: datetime = NOW, **changes: Any) -> reporting.Reported:
    """Report an incident on it, by the public or by somebody; `changes` are what differs from the usual report."""
    given: dict[str, Any] = {
        "certificate_id": certificate_id(world, key),
        "description": "It let two streams of traffic go at once.",
        "happened_on": date(2026, 11, 22),
        "contact": "",
        "reporter": world.actor(who) if who else None,
        "address": "192.0.2.1",
        "now": now,
    }
    with world.session() as session:
        return reporting.report(session, **(given | changes))


def reported(world: World, key: UUID, who: str | None = None, **changes: Any) -> Incident:
    """The same; the incident."""
    reference = report(world, key, who, **changes).reference
    with world.session() as session:
        found = incidents.by_reference(session, reference)
        assert found is not None
        return found


def last_entry(world: World, key: UUID) -> LedgerEntry:
    """The newest entry of the ledger about an assessment."""
    with world.session() as session:
        return entries_of(session, "assessment", key)[-1]


def faults(world: World) -> list[object]:
    """What the verification of everything finds."""
    with world.session() as session:
        return list(verify(session, world.data_directory))
