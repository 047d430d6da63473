"""Colleagues: who may invite, what an invitation opens, and that it ends at once."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.lifecycle import Refused, Role
from app.storage.assessments import is_member, members_of, mine
from app.storage.ledger import contributors, entries_of
from app.workflow import assessing, reviewing, sharing
from app.workflow.errors import Invalid
from app.workflow.inviting import add_person, deactivate
from app.workflow.standing import CONTRIBUTIONS, facts
from tests.people import NOW, World


def invite(world: World, key: UUID, whom: str, by: str = "alice") -> None:
    with world.session() as session:
        sharing.invite_colleague(session, actor=world.actor(by), assessment_id=key, person_id=world.keys[whom], now=NOW)


def take_off(world: World, key: UUID, whom: str, by: str = "alice") -> None:
    with world.session() as session:
        sharing.take_off_colleague(
            session, actor=world.actor(by), assessment_id=key, person_id=world.keys[whom], now=NOW
        )


def hand_over(world: World, key: UUID, whom: str, by: str = "alice") -> None:
    with world.session() as session:
        sharing.hand_over(session, actor=world.actor(by), assessment_id=key, person_id=world.keys[whom], now=NOW)


def answer(world: World, key: UUID, who: str, harm: str = "untested") -> None:
    with world.session() as session:
        version = world.find(session, key).version
        assessing.save_answers(
            session,
            actor=world.actor(who),
            assessment_id=key,
            section_id="use",
            answers={"harm": harm},
            comments={},
            version=version,
            now=NOW,
        )


def add_colleague(world: World, name: str, organisation: str = "Ministry of Transport") -> None:
    with world.session() as session:
        world.keys[name] = add_person(
            session,
            name=name.title(),
            email=f"{name}@example.org",
            organisation=organisation,
            roles=[Role.RESPONDENT],
            password=None,
            language="en",
            now=NOW,
        )


def test_an_invited_colleague_answers_and_is_named(each_world: World) -> None:
    key = each_world.draft()
    with pytest.raises(Refused, match="not_responsible"):
        answer(each_world, key, "bob")
    invite(each_world, key, "bob")
    answer(each_world, key, "bob")
    with each_world.session() as session:
        found = each_world.find(session, key)
        assert found.answer_edits["harm"]["person"] == str(each_world.keys["bob"])
        assert [each.id for each in mine(session, each_world.keys["bob"])] == [key]
        (member,) = members_of(session, key)
        assert (member.person.name, member.added_by, member.added_at) == ("Bob Bauer", each_world.keys["alice"], NOW)


def test_inviting_twice_or_the_owner_changes_nothing(world: World) -> None:
    key = world.draft()
    for whom in ("bob", "bob", "alice"):
        invite(world, key, whom)
    with world.session() as session:
        assert len(members_of(session, key)) == 1
        actions = [entry.action for entry in entries_of(session, "assessment", key)]
    assert actions == ["create", "save", "invite_colleague"]


@pytest.mark.parametrize("by", ["bob", "charlie", "dora", "adam"])
def test_only_the_owner_invites_takes_off_and_hands_over(world: World, by: str) -> None:
    add_colleague(world, "nora")
    key = world.draft()
    invite(world, key, "bob")
    invite(world, key, "nora")
    for attempt in (invite, take_off, hand_over):
        with pytest.raises(Refused, match="not_the_owner"):
            attempt(world, key, "nora", by)
    with world.session() as session:
        assert is_member(session, key, world.keys["nora"])
        assert world.find(session, key).owner_id == world.keys["alice"]


@pytest.mark.parametrize("whom", ["charlie", "dora", "aude"])
def test_only_respondents_of_the_same_organisation_can_be_invited(world: World, whom: str) -> None:
    key = world.draft()
    with pytest.raises(Invalid, match="same organisation"):
        invite(world, key, whom)
    with world.session() as session:
        assert not is_member(session, key, world.keys[whom])


def test_who_was_let_go_cannot_be_invited(world: World) -> None:
    key = world.draft()
    with world.session() as session:
        deactivate(session, actor=world.actor("adam"), person_id=world.keys["bob"], now=NOW)
    with pytest.raises(Invalid):
        invite(world, key, "bob")


def test_who_was_taken_off_may_no_longer_answer_and_stays_a_contributor(each_world: World) -> None:
    key = each_world.draft()
    invite(each_world, key, "bob")
    answer(each_world, key, "bob")
    take_off(each_world, key, "bob")
    with pytest.raises(Refused, match="not_responsible"):
        answer(each_world, key, "bob", "serious")
    with each_world.session() as session:
        assert each_world.find(session, key).answers["harm"] == "untested"
        assert mine(session, each_world.keys["bob"]) == []
        assert facts(session, each_world.actor("bob"), each_world.find(session, key)).is_contributor


def test_a_colleague_may_leave(world: World) -> None:
    key = world.draft()
    invite(world, key, "bob")
    take_off(world, key, "bob", by="bob")
    with world.session() as session:
        assert not is_member(session, key, world.keys["bob"])


def test_an_invitation_is_no_contribution_but_nobody_decides_while_it_lasts(each_world: World) -> None:
    key = each_world.draft()
    invite(each_world, key, "bob")
    with each_world.session() as session:
        version = each_world.find(session, key).version
        assessing.submit(session, actor=each_world.actor("alice"), assessment_id=key, version=version, now=NOW)
        assert contributors(session, key, CONTRIBUTIONS) == {each_world.keys["alice"]}
        with pytest.raises(Refused, match="contributor"):
            reviewing.start_review(session, actor=each_world.actor("bob"), assessment_id=key, now=NOW)
    take_off(each_world, key, "bob")
    with each_world.session() as session:
        reviewing.start_review(session, actor=each_world.actor("bob"), assessment_id=key, now=NOW)
    assert each_world.state(key) == "in_review"


def test_handing_over_swaps_owner_and_colleague(each_world: World) -> None:
    key = each_world.draft()
    with pytest.raises(Invalid, match="works on this"):
        hand_over(each_world, key, "bob")
    invite(each_world, key, "bob")
    hand_over(each_world, key, "bob")
    with each_world.session() as session:
        assert each_world.find(session, key).owner_id == each_world.keys["bob"]
        assert [member.person_id for member in members_of(session, key)] == [each_world.keys["alice"]]
    with pytest.raises(Refused, match="not_the_owner"):
        take_off(each_world, key, "bob")
    answer(each_world, key, "alice")
