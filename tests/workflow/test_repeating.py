"""Assessing a system again: what the new draft begins with, who may begin it, and who may not decide on it."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.lifecycle import Refused
from app.storage.earlier_answers import begun_from, earlier_answers
from app.storage.ledger import contributors, entries_of
from app.storage.verification import verify
from app.workflow import assessing, repeating, reviewing, sharing
from app.workflow.standing import CONTRIBUTIONS, facts
from tests.people import MATRICES, NOW, World, publish_matrix


def again(world: World, key: UUID, who: str = "alice") -> UUID:
    with world.session() as session:
        return repeating.assess_again(session, actor=world.actor(who), assessment_id=key, now=NOW)


def withdrawn(world: World) -> UUID:
    key = world.draft("serious")
    with world.session() as session:
        assessing.withdraw(session, actor=world.actor("alice"), assessment_id=key, now=NOW)
    return key


def test_a_new_draft_begins_with_what_was_submitted(each_world: World) -> None:
    key = each_world.certified()
    begun = again(each_world, key)
    with each_world.session() as session:
        old, new = each_world.find(session, key), each_world.find(session, begun)
        assert (new.state, new.revision, new.version, new.level) == ("draft", 1, 1, None)
        assert (new.system_name, new.owner_id) == (old.system_name, old.owner_id)
        assert new.answers == {"harm": "none"}
        assert new.previous_submission_id == old.submission_id
        assert old.state == "certified"
        assert [each.id for each in begun_from(session, old.submission_id)] == [begun]  # type: ignore[arg-type]
        assert verify(session, each_world.data_directory) == []


def test_where_nothing_was_submitted_the_draft_is_copied(world: World) -> None:
    begun = again(world, withdrawn(world))
    with world.session() as session:
        new = world.find(session, begun)
        assert new.answers == {"harm": "serious", "people": 12_000}
        assert new.previous_submission_id is None
        assert earlier_answers(session, new) is None


def test_files_and_results_are_not_copied(world: World) -> None:
    begun = again(world, world.certified())
    with world.session() as session:
        new = world.find(session, begun)
        assert (new.evidence, new.test_results, new.answer_edits, new.section_edits) == ({}, {}, {}, {})


def test_the_matrix_in_force_now_is_asked_and_what_does_not_fit_is_in_the_ledger(world: World) -> None:
    key = withdrawn(world)
    newer = (MATRICES / "small_office.yaml").read_text().replace('version: "1"', 'version: "2"')
    newer = newer.replace("id: people\n", "id: persons\n")
    with world.session() as session:
        published = publish_matrix(session, {"": newer.replace("[en, zh-Hans]", "[en]").encode()})
    begun = again(world, key)
    with world.session() as session:
        new = world.find(session, begun)
        assert new.published_matrix_id == published
        assert new.answers == {"harm": "serious"}
        (entry,) = entries_of(session, "assessment", begun)
        assert '"not_copied":["people"]' in entry.details


@pytest.mark.parametrize("state", ["draft", "submitted", "in_review"])
def test_what_is_open_is_gone_on_with(world: World, state: str) -> None:
    key = getattr(world, state)()
    with pytest.raises(Refused, match="not_in_this_state"):
        again(world, key)


@pytest.mark.parametrize("who", ["bob", "charlie", "dora"])
def test_only_those_who_work_on_it_may_begin_again(world: World, who: str) -> None:
    key = world.certified()
    with pytest.raises(Refused):
        again(world, key, who)


def test_a_colleague_begins_again_as_the_owner_of_the_new_one(world: World) -> None:
    key = world.certified()
    with world.session() as session:
        sharing.invite_colleague(
            session, actor=world.actor("alice"), assessment_id=key, person_id=world.keys["bob"], now=NOW
        )
    begun = again(world, key, "bob")
    with world.session() as session:
        assert world.find(session, begun).owner_id == world.keys["bob"]


def test_who_wrote_the_answers_that_were_copied_decides_on_neither(each_world: World) -> None:
    """Bob answers, is taken off, and Alice begins again: the words are still his."""
    key = each_world.draft()
    alice, bob = each_world.actor("alice"), each_world.actor("bob")
    with each_world.session() as session:
        person = each_world.keys["bob"]
        sharing.invite_colleague(session, actor=alice, assessment_id=key, person_id=person, now=NOW)
        assessing.save_answers(
            session,
            actor=bob,
            assessment_id=key,
            section_id="data",
            answers={"sources": ("own",)},
            comments={},
            version=2,
            now=NOW,
        )
        sharing.take_off_colleague(session, actor=alice, assessment_id=key, person_id=person, now=NOW)
        assessing.withdraw(session, actor=alice, assessment_id=key, now=NOW)
    begun = again(each_world, again_and_withdraw(each_world, key))
    with each_world.session() as session:
        assert person in contributors(session, begun, CONTRIBUTIONS)
        assert facts(session, bob, each_world.find(session, begun)).is_contributor
        assessing.submit(session, actor=alice, assessment_id=begun, version=1, now=NOW)
        with pytest.raises(Refused, match="contributor"):
            reviewing.start_review(session, actor=bob, assessment_id=begun, now=NOW)


def again_and_withdraw(world: World, key: UUID) -> UUID:
    """One copy in between: copies of copies count as well."""
    begun = again(world, key)
    with world.session() as session:
        assessing.withdraw(session, actor=world.actor("alice"), assessment_id=begun, now=NOW)
    return begun


def test_a_revision_is_compared_with_the_one_before_and_the_first_with_what_was_copied(world: World) -> None:
    begun = again(world, world.certified())
    with world.session() as session:
        copied = earlier_answers(session, world.find(session, begun))
        assert copied is not None
        assert copied.assessment_id != begun
        first = assessing.submit(session, actor=world.actor("alice"), assessment_id=begun, version=1, now=NOW)
        found = world.find(session, begun)
        assert earlier_answers(session, found) == copied
        reviewing.start_review(session, actor=world.actor("dora"), assessment_id=begun, now=NOW)
        world.open(begun, "dora")
        reviewing.send_back(
            session, actor=world.actor("dora"), assessment_id=begun, digest=world.digest(begun), reason="Why?", now=NOW
        )
        assessing.revise(session, actor=world.actor("alice"), assessment_id=begun, now=NOW)
        session.refresh(found)
        before = earlier_answers(session, found)
        assert before is not None
        assert before.id == first
        assert earlier_answers(session, found, 1) == copied
