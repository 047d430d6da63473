"""The public register holds what owners agreed to: at submission, and whatever they decide later."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.lifecycle import Refused
from app.storage.assessments import latest_submission
from app.storage.ledger import entries_of
from app.storage.verification import verify
from app.workflow import assessing, listing, reviewing
from tests.people import NOW, World
from tests.workflow.test_sharing import add_colleague, hand_over, invite


def submit(world: World, key: UUID, *, listed: bool | None, who: str = "alice") -> None:
    with world.session() as session:
        version = world.find(session, key).version
        assessing.submit(session, actor=world.actor(who), assessment_id=key, version=version, now=NOW, listed=listed)


def choose(world: World, key: UUID, *, listed: bool, who: str = "alice") -> bool:
    with world.session() as session:
        return listing.set_listed(session, actor=world.actor(who), assessment_id=key, listed=listed, now=NOW)


def agreed(world: World, key: UUID) -> tuple[bool, bool | None]:
    """What counts today, and what the submission says was agreed to when it was made."""
    with world.session() as session:
        found = world.find(session, key)
        submission = latest_submission(session, found)
        return found.listed, submission.listed if submission else None


@pytest.mark.parametrize(("listed", "stored"), [(True, True), (False, False), (None, False)])
def test_a_submission_keeps_what_its_owner_agreed_to(world: World, listed: bool | None, stored: bool) -> None:
    key = world.draft()
    submit(world, key, listed=listed)
    assert agreed(world, key) == (stored, stored)


def test_the_digest_that_reviewers_decide_on_leaves_the_choice_out(world: World) -> None:
    key = world.draft()
    submit(world, key, listed=True)
    before = world.digest(key)
    choose(world, key, listed=False)
    assert world.digest(key) == before
    assert agreed(world, key) == (False, True)


def test_only_the_owner_decides(world: World) -> None:
    key = world.draft()
    invite(world, key, "bob")
    with pytest.raises(Refused, match="not_the_owner"):
        submit(world, key, listed=True, who="bob")
    submit(world, key, listed=None, who="bob")
    assert agreed(world, key) == (False, False)
    for who in ("bob", "charlie", "dora", "adam"):
        with pytest.raises(Refused, match="not_the_owner"):
            choose(world, key, listed=True, who=who)
    assert choose(world, key, listed=True)
    assert not choose(world, key, listed=True)


def test_whoever_it_was_handed_over_to_decides(world: World) -> None:
    key = world.draft()
    add_colleague(world, "cora")
    invite(world, key, "cora")
    submit(world, key, listed=True)
    hand_over(world, key, "cora")
    with pytest.raises(Refused, match="not_the_owner"):
        choose(world, key, listed=False)
    assert choose(world, key, listed=False, who="cora")


def test_a_draft_and_what_was_turned_down_is_asked_when_it_is_submitted(world: World) -> None:
    draft, key = world.draft(), world.in_review()
    with world.session() as session:
        digest = world.digest(key)
        reviewing.send_back(
            session, actor=world.actor("dora"), assessment_id=key, digest=digest, reason="Why?", now=NOW
        )
    for each in (draft, key):
        with pytest.raises(Refused, match="not_in_this_state"):
            choose(world, each, listed=True)


def test_the_ledger_tells_of_each_choice_and_finds_what_was_changed_behind_its_back(each_world: World) -> None:
    world, key = each_world, each_world.certified()
    choose(world, key, listed=True)
    choose(world, key, listed=False)
    choose(world, key, listed=True)
    with world.session() as session:
        told = [entry.action for entry in entries_of(session, "assessment", key)]
        assert told[-3:] == ["list", "unlist", "list"]
        assert verify(session, world.data_directory) == []
        world.find(session, key).listed = False
        session.commit()
        faults = [fault.sentence for fault in verify(session, world.data_directory)]
    assert faults == ["has listed “False”, but the ledger says “True”."]
