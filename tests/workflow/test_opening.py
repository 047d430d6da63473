"""Opening a submission for review: told once for each person and digest, and needed before deciding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.lifecycle import Refused
from app.storage import ledger
from app.storage.assessments import latest_submission
from app.storage.ledger import entries_of
from app.storage.openings import openings_of
from app.storage.verification import verify
from app.workflow import assessing, opening, reviewing
from app.workflow.standing import CONTRIBUTIONS
from tests.people import NOW, World

DECISIONS: dict[str, Callable[..., object]] = {
    "approve": reviewing.approve,
    "send_back": partial(reviewing.send_back, reason="More."),
    "reject": partial(reviewing.reject, reason="No."),
}


def open_as(world: World, key: UUID, who: str, **later: float) -> bool:
    with world.session() as session:
        now = NOW + timedelta(**later)
        return opening.open_submission(session, actor=world.actor(who), assessment_id=key, now=now)


def openers(world: World, key: UUID) -> list[UUID]:
    with world.session() as session:
        submission = latest_submission(session, world.find(session, key))
        assert submission is not None
        return [found.person_id for found in openings_of(session, submission.id)]


def decide(world: World, key: UUID, who: str, decision: str, digest: str | None = None) -> None:
    with world.session() as session:
        given: dict[str, Any] = {"actor": world.actor(who), "assessment_id": key, "now": NOW}
        DECISIONS[decision](session, **given, digest=digest or world.digest(key))


def submit_again(world: World, key: UUID) -> None:
    with world.session() as session:
        alice = world.actor("alice")
        assessing.revise(session, actor=alice, assessment_id=key, now=NOW)
        version = world.find(session, key).version
        assessing.submit(session, actor=alice, assessment_id=key, version=version, now=NOW)
        reviewing.start_review(session, actor=world.actor("emil"), assessment_id=key, now=NOW)


def test_an_opening_is_told_once_and_the_ledger_covers_it(each_world: World) -> None:
    key = each_world.submitted()
    assert open_as(each_world, key, "dora")
    assert not open_as(each_world, key, "dora", hours=1)
    assert open_as(each_world, key, "emil")
    assert openers(each_world, key) == [each_world.keys["dora"], each_world.keys["emil"]]
    with each_world.session() as session:
        told = [entry for entry in entries_of(session, "assessment", key) if entry.action == "open"]
        assert [entry.actor_name for entry in told] == ["Dora Diallo", "Emil Endo"]
        assert all(each_world.digest(key) in entry.details and "review_openings" in entry.details for entry in told)
        assert verify(session, each_world.data_directory) == []


def test_to_open_is_no_contribution(world: World) -> None:
    key = world.in_review()
    assert "open" not in CONTRIBUTIONS
    with world.session() as session:
        assert not ledger.contributed(session, key, world.keys["dora"], CONTRIBUTIONS)


@pytest.mark.parametrize("decision", DECISIONS)
def test_nobody_decides_on_what_they_did_not_open(each_world: World, decision: str) -> None:
    key = each_world.in_review()
    with pytest.raises(Refused, match="not_opened"):
        decide(each_world, key, "emil", decision)
    assert each_world.state(key) == "in_review"
    open_as(each_world, key, "emil")
    decide(each_world, key, "emil", decision)
    assert each_world.state(key) != "in_review"


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_new_revision_has_to_be_opened_anew(world: World, decision: str) -> None:
    key = world.in_review()
    first = world.digest(key)
    decide(world, key, "dora", "send_back")
    submit_again(world, key)
    with pytest.raises(Refused, match="digest_changed"):
        decide(world, key, "dora", decision, first)
    with pytest.raises(Refused, match="not_opened"):
        decide(world, key, "dora", decision)
    assert open_as(world, key, "dora")
    decide(world, key, "dora", decision)


def test_nothing_is_told_of_a_draft_or_of_what_is_decided(world: World) -> None:
    assert not open_as(world, world.draft(), "dora")
    assert not open_as(world, world.certified(), "emil")
    with pytest.raises(LookupError):
        open_as(world, uuid4(), "dora")


@pytest.mark.parametrize("who", ["alice", "charlie", "stella", "aude", "adam"])
def test_others_open_nothing(world: World, who: str) -> None:
    key = world.submitted()
    with pytest.raises(Refused, match="not_your_role"):
        open_as(world, key, who)
    assert openers(world, key) == []


def test_opened_in_many_windows_at_once_it_is_told_once(each_world: World) -> None:
    key, barrier, new = each_world.submitted(), Barrier(4), []

    def look() -> None:
        barrier.wait()
        new.append(open_as(each_world, key, "dora"))

    threads = [Thread(target=look) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == [False, False, False, True]
    assert openers(each_world, key) == [each_world.keys["dora"]]
