"""Who hears of an incident, of what came of it, and of one that nobody answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.incident import Outcome
from app.storage.incidents import Incident
from app.storage.ledger import entries_of
from app.workflow.answering_incidents import decide
from app.workflow.escalating_incidents import escalate_incidents
from tests.incidents import faults, reported
from tests.outbox import invite, office_of, read, subjects
from tests.people import NOW, World


def answer(world: World, incident: Incident, outcome: Outcome = Outcome.DISMISS) -> None:
    with world.session() as session:
        who = world.actor("dora")
        decide(session, actor=who, incident_id=incident.id, outcome=outcome, reason="Looked into.", now=NOW)


def test_reviewers_hear_of_a_report_but_not_those_with_a_part_nor_whoever_reported(world: World) -> None:
    key = world.certified()
    office = office_of(world)
    office.work()
    reported(world, key, "emil", contact="reader@example.org")
    sent = office.work()
    assert sorted(subjects(sent)) == [
        (name, "Incident reported: Traffic lights") for name in ("bob", "dora", "fang", "grace")
    ]
    for message in sent:
        for words in read(message):
            assert "24 November 2026, 09:00 (UTC)" in words
            assert "streams of traffic" not in words
            assert "reader@example.org" not in words
    key = world.certified(owner="bob", system="Bob’s own")
    office.work()
    reported(world, key)
    assert "bob" not in {name for name, _ in subjects(office.work())}


def test_what_was_decided_at_once_is_told_to_the_owner_only(world: World) -> None:
    key = world.certified()
    office = office_of(world)
    office.work()
    answer(world, reported(world, key), Outcome.SUSPEND)
    assert subjects(office.work()) == [("alice", "Certificate suspended: Traffic lights")]


def test_a_dismissal_tells_the_owner_nothing_of_the_report(world: World) -> None:
    key = world.certified()
    office = office_of(world)
    office.work()
    answer(world, reported(world, key, "emil"))
    (message,) = office.work()
    assert subjects([message]) == [("alice", "Incident dismissed: Traffic lights")]
    for words in read(message):
        assert "Looked into." not in words
        assert "Emil" not in words
        assert "streams of traffic" not in words


def test_an_incident_that_nobody_answers_is_told_to_the_administrators_once(world: World) -> None:
    key = world.certified()
    reported(world, key)
    answer(world, reported(world, key))
    office = office_of(world)
    office.work()
    office.clock.pass_by(hours=24)
    assert office.work() == []
    office.clock.pass_by(minutes=1)
    assert subjects(office.work()) == [("adam", "Overdue incident: Traffic lights")]
    office.clock.pass_by(hours=30)
    assert office.work() == []


def test_escalating_is_in_the_ledger_once(each_world: World) -> None:
    key = each_world.certified()
    late, answered = reported(each_world, key), reported(each_world, key)
    answer(each_world, answered)
    with each_world.session() as session:
        assert escalate_incidents(session, NOW + timedelta(hours=24)) == 0
        assert escalate_incidents(session, NOW + timedelta(hours=25)) == 1
        assert escalate_incidents(session, NOW + timedelta(hours=26)) == 0
        last = entries_of(session, "assessment", key)[-1]
    assert (last.action, late.reference in last.details) == ("escalate", True)
    assert faults(each_world) == []


@pytest.mark.parametrize("days", [1, 400])
def test_what_has_no_clock_is_never_overdue(world: World, days: int) -> None:
    key = world.certified()
    answer(world, reported(world, key))
    with world.session() as session:
        assert escalate_incidents(session, NOW + timedelta(days=days)) == 0


def test_members_of_the_side_that_is_reported_on_are_not_told(world: World) -> None:
    key = world.certified()
    invite(world, key, "bob")
    office = office_of(world)
    office.work()
    reported(world, key)
    assert {name for name, _ in subjects(office.work())} == {"dora", "emil", "fang", "grace"}
