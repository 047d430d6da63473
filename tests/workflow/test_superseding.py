"""A reassessment that is certified takes the place of the certificate before it, once, whatever else happens."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Barrier
from uuid import UUID

import pytest

from app.domain.lifecycle import Refused
from app.storage import certificates
from app.storage.certificates import Certificate
from app.storage.ledger import entries_of
from app.storage.successors import successor
from app.storage.verification import verify
from app.workflow import assessing, certifying, repeating, reviewing
from tests.people import NOW, World

TURNS = 8
LATER = NOW + timedelta(days=30)


def begun_again(world: World, key: UUID, who: str = "alice") -> UUID:
    """A reassessment that waits for its last approval."""
    with world.session() as session:
        new = repeating.assess_again(session, actor=world.actor(who), assessment_id=key, now=LATER)
        assessing.submit(session, actor=world.actor(who), assessment_id=new, version=1, now=LATER)
    world.open(new, "dora")
    with world.session() as session:
        reviewing.start_review(session, actor=world.actor("dora"), assessment_id=new, now=LATER)
    return new


def approve(world: World, key: UUID, now: datetime = LATER, who: str = "dora") -> None:
    digest = world.digest(key)
    with world.session() as session:
        reviewing.approve(session, actor=world.actor(who), assessment_id=key, digest=digest, now=now)


def certificate(world: World, key: UUID) -> Certificate:
    with world.session() as session:
        found = certificates.of_assessment(session, key)
        assert found is not None
        return found


def replaced_by(world: World, key: UUID) -> str | None:
    with world.session() as session:
        return successor(session, key)


def faults(world: World) -> list[object]:
    with world.session() as session:
        return list(verify(session, world.data_directory))


def act(world: World, action: str, key: UUID, now: datetime = LATER) -> None:
    with world.session() as session:
        getattr(certifying, action)(session, actor=world.actor("emil"), assessment_id=key, reason="Why.", now=now)


@pytest.mark.parametrize("before", ["certified", "suspended"])
def test_the_new_certificate_takes_the_place_of_the_old_one(each_world: World, before: str) -> None:
    old = each_world.certified()
    if before == "suspended":
        act(each_world, "suspend", old)
    new = begun_again(each_world, old)
    assert each_world.state(old) == before
    approve(each_world, new)
    assert (each_world.state(old), each_world.state(new)) == ("superseded", "certified")
    assert certificate(each_world, new).facts["replaces"] == certificate(each_world, old).number
    assert "replaces" not in certificate(each_world, old).facts
    assert replaced_by(each_world, old) == certificate(each_world, new).number
    with each_world.session() as session:
        last = entries_of(session, "assessment", old)[-1]
    assert (last.action, last.actor_id, last.actor_name) == ("supersede", None, "Fenji")
    assert faults(each_world) == []


def test_what_is_over_is_not_replaced(world: World) -> None:
    old = world.certified()
    new = begun_again(world, old)
    act(world, "revoke", old)
    approve(world, new)
    assert (world.state(old), world.state(new)) == ("revoked", "certified")
    assert "replaces" not in certificate(world, new).facts


def test_a_certificate_past_its_last_day_expires_and_is_not_replaced(world: World) -> None:
    old = world.certified()
    new = begun_again(world, old)
    approve(world, new, NOW + timedelta(days=400))
    assert (world.state(old), world.state(new)) == ("certified", "certified")
    with world.session() as session:
        certifying.expire(session, NOW + timedelta(days=400))
    assert (world.state(old), world.state(new)) == ("expired", "certified")


def test_an_assessment_in_between_that_came_to_nothing_is_passed_over(world: World) -> None:
    old = world.certified()
    with world.session() as session:
        alice = world.actor("alice")
        draft = repeating.assess_again(session, actor=alice, assessment_id=old, now=LATER)
        assessing.withdraw(session, actor=alice, assessment_id=draft, now=LATER)
    new = begun_again(world, draft)
    approve(world, new)
    assert (world.state(old), world.state(new)) == ("superseded", "certified")


def test_of_a_chain_the_last_is_replaced(each_world: World) -> None:
    """Two are begun from the same answers; the second to be certified takes the place of the first."""
    old = each_world.certified()
    second, third = begun_again(each_world, old), begun_again(each_world, old)
    approve(each_world, third)
    approve(each_world, second)
    assert [each_world.state(key) for key in (old, third, second)] == ["superseded", "superseded", "certified"]
    assert certificate(each_world, second).facts["replaces"] == certificate(each_world, third).number
    fourth = begun_again(each_world, old)
    approve(each_world, fourth)
    assert each_world.state(second) == "superseded"
    assert faults(each_world) == []


def test_what_was_superseded_stays_so(world: World) -> None:
    old = world.certified()
    approve(world, begun_again(world, old))
    for action in ("suspend", "lift", "revoke"):
        with pytest.raises(Refused):
            act(world, action, old)
    with world.session() as session:
        assert certifying.expire(session, NOW + timedelta(days=4000)) == 1  # the new one only
    assert world.state(old) == "superseded"


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do these at the same instant, in order of the list: "done" or why not; a deadlock is raised."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        barrier.wait()
        try:
            act()
        except Refused as refused:
            return refused.reason
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.parametrize("action", ["suspend", "revoke"])
def test_a_certificate_that_is_taken_away_and_replaced_at_once(each_world: World, action: str) -> None:
    for turn in range(TURNS):
        old = each_world.certified(system=f"System {turn}")
        new = begun_again(each_world, old)
        approved, taken = at_once(partial(approve, each_world, new), partial(act, each_world, action, old))
        assert approved == "done"
        assert taken in ("done", "not_in_this_state")
        replaced = certificate(each_world, new).facts.get("replaces")
        if action == "revoke" and taken == "done":
            assert (each_world.state(old), replaced) == ("revoked", None)
        else:
            assert (each_world.state(old), replaced) == ("superseded", certificate(each_world, old).number)
    assert faults(each_world) == []


def test_two_reassessments_certified_at_once_leave_one_certificate(each_world: World) -> None:
    for turn in range(TURNS):
        old = each_world.certified(system=f"System {turn}")
        new = [begun_again(each_world, old) for _ in range(2)]
        assert at_once(*(partial(approve, each_world, key) for key in new)) == ["done", "done"]
        assert sorted(each_world.state(key) for key in (old, *new)) == ["certified", "superseded", "superseded"]
    assert faults(each_world) == []
