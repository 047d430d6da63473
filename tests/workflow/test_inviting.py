"""Adding people and giving roles: never to oneself, never by those who may not."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.lifecycle import Refused, Role
from app.storage import people
from app.storage.ledger import entries_of
from app.workflow import inviting
from app.workflow.actor import actor_of
from app.workflow.errors import Invalid
from tests.people import NOW, PASSWORD, World


def add(world: World, who: str = "adam", **changes: object) -> UUID:
    given: dict[str, object] = {
        "name": "Hana Horak",
        "email": "hana@example.org",
        "organisation": "Harbour Laboratory",
        "roles": [Role.RESPONDENT],
        "password": PASSWORD,
        "language": "en",
        "now": NOW,
    }
    with world.session() as session:
        return inviting.add_person(session, actor=world.actor(who), **given | changes)  # type: ignore[arg-type]


def test_somebody_is_added_once(each_world: World) -> None:
    key = add(each_world)
    assert add(each_world, name="Another", email=" HANA@example.org") == key
    with each_world.session() as session:
        hana = people.person(session, key)
        assert hana is not None
        assert (hana.name, hana.organisation.name, hana.role_names()) == (
            "Hana Horak",
            "Harbour Laboratory",
            {Role.RESPONDENT},
        )
        assert hana in people.people(session)
        assert [entry.action for entry in entries_of(session, "person", key)] == ["add"]


@pytest.mark.parametrize("who", ["alice", "dora", "stella", "aude"])
def test_only_an_administrator_adds_people_and_gives_roles(world: World, who: str) -> None:
    with pytest.raises(Refused, match="not_your_role"):
        add(world, who)
    with world.session() as session:
        with pytest.raises(Refused, match="not_your_role"):
            inviting.give_roles(session, actor=world.actor(who), person_id=world.keys["bob"], roles=[], now=NOW)
        with pytest.raises(Refused, match="not_your_role"):
            inviting.deactivate(session, actor=world.actor(who), person_id=world.keys["bob"], now=NOW)


def test_nobody_gives_themselves_a_role(world: World) -> None:
    adam = world.actor("adam")
    with world.session() as session:
        with pytest.raises(Refused, match="own_roles"):
            inviting.give_roles(session, actor=adam, person_id=world.keys["adam"], roles=[Role.REVIEWER], now=NOW)
        with pytest.raises(Refused, match="own_account"):
            inviting.deactivate(session, actor=adam, person_id=world.keys["adam"], now=NOW)


def test_roles_are_given_and_taken(each_world: World) -> None:
    with each_world.session() as session:
        inviting.give_roles(
            session,
            actor=each_world.actor("adam"),
            person_id=each_world.keys["bob"],
            roles=[Role.REVIEWER, Role.AUDITOR],
            now=NOW,
        )
    assert each_world.actor("bob").roles == {Role.REVIEWER, Role.AUDITOR}


def test_nobody_is_the_product_itself(world: World) -> None:
    with pytest.raises(Invalid):
        add(world, roles=[Role.SYSTEM])


def test_whoever_is_let_go_has_no_roles_left_to_act_with(world: World) -> None:
    with world.session() as session:
        inviting.deactivate(session, actor=world.actor("adam"), person_id=world.keys["dora"], now=NOW)
        dora = people.person(session, world.keys["dora"])
        assert dora is not None
        assert actor_of(dora).roles == frozenset()
        assert dora.role_names() == {Role.REVIEWER}


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "a\u200bb"},
        {"organisation": "x" * 201},
        {"email": "hana"},
        {"email": "hana@"},
        {"email": "ha na@example.org"},
        {"email": "a@b@c"},
        {"email": "x" * 400 + "@example.org"},
        {"password": "short"},
        {"password": "x" * 1_001},
    ],
    ids=str,
)
def test_unfit_people_are_refused_with_a_sentence(world: World, changes: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        add(world, **changes)  # type: ignore[arg-type]
    assert all(message.endswith(".") for message in refused.value.messages)
