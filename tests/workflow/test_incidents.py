"""Reporting incidents: by whom and how often, the clock of the level, and what the ledger tells of it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest

from app.domain.lifecycle import Refused
from app.storage import incidents
from app.storage.ledger import entries_of
from app.workflow import certifying, reporting, reviewing
from app.workflow.errors import Invalid, TooMany
from tests.incidents import faults, last_entry, report, reported
from tests.people import NOW, World


def test_a_report_starts_the_clock_of_the_level_and_is_in_the_ledger(each_world: World) -> None:
    key = each_world.certified()
    told = report(each_world, key, contact="reader@example.org")
    assert re.fullmatch(r"IN-2026-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", told.reference)
    assert told.due_at == NOW + timedelta(hours=24)
    entry = last_entry(each_world, key)
    assert (entry.action, entry.actor_id) == ("report_incident", None)
    assert told.reference in entry.details
    with each_world.session() as session:
        found = incidents.by_reference(session, told.reference)
        assert found is not None
        assert (found.reported_by, found.happened_on) == (None, date(2026, 11, 22))
        assert found.description == "It let two streams of traffic go at once."
        contact = incidents.contact_of(session, found.id)
        assert contact is not None
        assert contact.address == "reader@example.org"
        everything = " ".join(each.details for each in entries_of(session, "assessment", key))
    assert "reader@example.org" not in everything
    assert "streams of traffic" not in everything
    assert faults(each_world) == []


def test_a_level_without_an_answering_time_has_no_clock(world: World) -> None:
    key = world.in_review("serious")
    for who in ("dora", "emil", "fang"):
        world.open(key, who)
        with world.session() as session:
            reviewing.approve(session, actor=world.actor(who), assessment_id=key, digest=world.digest(key), now=NOW)
    assert report(world, key).due_at is None


def test_somebody_with_access_reports_by_name(world: World) -> None:
    incident = reported(world, world.certified(), "alice")
    assert (incident.reported_by, incident.reporter_name) == (world.keys["alice"], "Alice Adler")


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 5_001, "strange \x07"])
def test_a_report_says_what_happened(world: World, text: str) -> None:
    key = world.certified()
    with pytest.raises(Invalid):
        report(world, key, description=text)


@pytest.mark.parametrize("action", ["revoke", "expire"])
def test_what_is_over_takes_no_reports(world: World, action: str) -> None:
    key = world.certified()
    if action == "revoke":
        with world.session() as session:
            certifying.revoke(session, actor=world.actor("dora"), assessment_id=key, reason="Why.", now=NOW)
    with pytest.raises(Refused, match="not_in_force"):
        report(world, key, now=NOW if action == "revoke" else NOW + timedelta(days=366))


def test_a_suspended_certificate_takes_reports(world: World) -> None:
    key = world.certified()
    with world.session() as session:
        certifying.suspend(session, actor=world.actor("dora"), assessment_id=key, reason="Why.", now=NOW)
    assert report(world, key).reference


def test_the_public_is_limited_by_address_by_certificate_and_in_all(
    each_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "BY_CERTIFICATE", 7)
    monkeypatch.setattr(reporting, "IN_ALL", 9)
    one, other = each_world.certified(system="One"), each_world.certified(system="Other")
    for turn in range(5):
        report(each_world, one, address=f"2001:db8::{turn}")
    with pytest.raises(TooMany) as refused:  # one network has all these addresses
        report(each_world, one, address="2001:db8::99", now=NOW + timedelta(minutes=15))
    assert refused.value.wait_seconds == 45 * 60
    for turn in range(2):
        report(each_world, one, address=f"192.0.2.{turn}")
    with pytest.raises(TooMany):
        report(each_world, one, address="192.0.2.77")
    for turn in range(2):
        report(each_world, other, address=f"192.0.2.{turn}")
    with pytest.raises(TooMany):
        report(each_world, other, address="192.0.2.88")
    assert report(each_world, one, "alice").reference  # who has a name counts for themselves
    assert report(each_world, one, address="2001:db8::99", now=NOW + timedelta(minutes=61)).reference


def test_reports_at_the_same_instant_see_each_other(each_world: World) -> None:
    key = each_world.certified()
    barrier = Barrier(12)

    def one(turn: int) -> bool:
        barrier.wait()
        try:
            report(each_world, key, description=f"Report {turn}")
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(one, range(12))) <= reporting.BY_ADDRESS
    with each_world.session() as session:
        assert incidents.count_open(session) <= reporting.BY_ADDRESS
