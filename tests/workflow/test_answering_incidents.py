"""Answering incidents: by the independent, once, with a reason, and the certificate follows in the same transaction."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest

from app.domain.incident import Outcome
from app.domain.lifecycle import Refused
from app.storage import incidents
from app.storage.incidents import Incident
from app.workflow import answering_incidents, certifying
from app.workflow.answering_incidents import decide, erase_contact
from app.workflow.errors import Invalid
from tests.incidents import faults, last_entry, reported
from tests.people import NOW, World

TURNS = 8


def answer(world: World, incident: Incident, outcome: str, who: str = "dora", reason: str = "Looked into.") -> None:
    with world.session() as session:
        decide(
            session,
            actor=world.actor(who),
            incident_id=incident.id,
            outcome=Outcome(outcome),
            reason=reason,
            now=NOW + timedelta(hours=2),
        )


@pytest.mark.parametrize(
    ("outcome", "state"), [("dismiss", "certified"), ("suspend", "suspended"), ("revoke", "revoked")]
)
def test_an_outcome_changes_the_certificate_in_the_same_transaction(
    each_world: World, outcome: str, state: str
) -> None:
    key = each_world.certified()
    incident = reported(each_world, key)
    answer(each_world, incident, outcome)
    assert each_world.state(key) == state
    entry = last_entry(each_world, key)
    assert (entry.action, entry.actor_id) == (outcome, each_world.keys["dora"])
    assert incident.reference in entry.details
    assert "incident_outcomes" in entry.details
    with each_world.session() as session:
        decided = incidents.outcome_of(session, incident.id)
        assert decided is not None
        assert (decided.outcome, decided.reason, decided.decider_name) == (outcome, "Looked into.", "Dora Diallo")
        assert incidents.count_open(session) == 0
    assert faults(each_world) == []


def test_dismissing_keeps_a_suspended_certificate_suspended_and_revoking_is_possible(world: World) -> None:
    key = world.certified()
    first, second, third = (reported(world, key, address=f"a{turn}") for turn in range(3))
    answer(world, first, "suspend")
    answer(world, second, "dismiss")
    assert world.state(key) == "suspended"
    with pytest.raises(Refused, match="not_in_this_state"):
        answer(world, third, "suspend")
    answer(world, third, "revoke")
    assert world.state(key) == "revoked"


def test_what_was_reported_before_the_end_is_still_dismissed(world: World) -> None:
    key = world.certified()
    incident = reported(world, key)
    with world.session() as session:
        certifying.revoke(session, actor=world.actor("dora"), assessment_id=key, reason="Why.", now=NOW)
    answer(world, incident, "dismiss", "emil")
    assert world.state(key) == "revoked"


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize(
    ("who", "why"),
    [("bob", "contributor"), ("alice", "not_your_role"), ("adam", "not_your_role"), ("emil", "reported_it")],
)
def test_only_the_independent_decide(world: World, outcome: Outcome, who: str, why: str) -> None:
    key = world.certified(owner="bob")
    incident = reported(world, key, "emil")
    with pytest.raises(Refused, match=why):
        answer(world, incident, outcome, who)
    with world.session() as session:
        assert incidents.count_open(session) == 1


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_outcome_needs_a_reason(world: World, outcome: Outcome) -> None:
    incident = reported(world, world.certified())
    with pytest.raises(Invalid):
        answer(world, incident, outcome, reason=" ")


def at_once(*acts: partial[None]) -> list[str]:
    barrier = Barrier(len(acts))

    def run(act: partial[None]) -> str:
        barrier.wait()
        try:
            act()
        except Refused as refused:
            return refused.reason
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_two_reviewers_at_once_have_one_outcome(each_world: World) -> None:
    for turn in range(TURNS):
        key = each_world.certified(system=f"System {turn}")
        incident = reported(each_world, key, "alice")
        outcomes = at_once(
            partial(answer, each_world, incident, "dismiss", "dora"),
            partial(answer, each_world, incident, "suspend", "emil"),
        )
        assert outcomes == ["done", "incident_decided"]
        with each_world.session() as session:
            decided = incidents.outcome_of(session, incident.id)
            assert decided is not None
        assert each_world.state(key) == {"dismiss": "certified", "suspend": "suspended"}[decided.outcome]
    assert faults(each_world) == []


def test_the_database_itself_keeps_one_outcome(each_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    key = each_world.certified()
    incident = reported(each_world, key)
    answer(each_world, incident, "dismiss")
    monkeypatch.setattr(answering_incidents, "outcome_of", lambda *_: None)  # as if nobody looked
    with pytest.raises(Refused, match="incident_decided"):
        answer(each_world, incident, "revoke", "emil")
    assert each_world.state(key) == "certified"


def test_how_to_reach_the_reporter_can_be_erased_and_the_report_stays(each_world: World) -> None:
    key = each_world.certified(owner="bob")
    incident = reported(each_world, key, contact="reader@example.org")
    with each_world.session() as session:
        for who in ("bob", "alice"):
            with pytest.raises(Refused):
                erase_contact(session, actor=each_world.actor(who), incident_id=incident.id, now=NOW)
        assert erase_contact(session, actor=each_world.actor("dora"), incident_id=incident.id, now=NOW)
        assert not erase_contact(session, actor=each_world.actor("dora"), incident_id=incident.id, now=NOW)
        assert incidents.contact_of(session, incident.id) is None
    assert last_entry(each_world, key).action == "erase_contact"
    assert faults(each_world) == []


def test_the_open_ones_come_oldest_deadline_first_and_the_overdue_are_found(each_world: World) -> None:
    key = each_world.certified()
    moments = [NOW + timedelta(hours=hours) for hours in (5, 1, 3)]
    late, soon, middle = (reported(each_world, key, "alice", now=moment) for moment in moments)
    with each_world.session() as session:
        assert [each.id for each in incidents.open_incidents(session)] == [soon.id, middle.id, late.id]
        assert [each.id for each in incidents.open_incidents(session, after=soon)] == [middle.id, late.id]
        assert [each.id for each in incidents.overdue_incidents(session, NOW + timedelta(hours=28))] == [
            soon.id,
            middle.id,
        ]
    answer(each_world, soon, "dismiss")
    with each_world.session() as session:
        assert [each.id for each in incidents.overdue_incidents(session, NOW + timedelta(hours=28))] == [middle.id]
        (decided,) = incidents.decided_incidents(session)
        assert decided.incident.id == soon.id
        assert incidents.decided_incidents(session, after=decided) == []
