"""Roles: given by an administrator of this moment, never to oneself, and somebody always remains."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Thread
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.lifecycle import Role
from app.storage import people, sign_ins
from app.storage.engine import make_engine
from app.storage.ledger import entries_of
from app.workflow import ending_sessions, inviting, signing_in
from app.workflow.actor import SYSTEM_ACTOR, Actor
from app.workflow.errors import Invalid, Refused, SignInRefused
from tests.people import NOW, PASSWORD, PEOPLE, World, address_of

Act = Callable[[World, Actor, UUID], None]


def make_administrator(world: World, name: str) -> None:
    with world.session() as session:
        inviting.give_roles(
            session, actor=SYSTEM_ACTOR, person_id=world.keys[name], roles=[Role.ADMINISTRATOR], now=NOW
        )


def take_role(world: World, actor: Actor, person_id: UUID) -> None:
    with world.session() as session:
        inviting.give_roles(session, actor=actor, person_id=person_id, roles=[Role.AUDITOR], now=NOW)


def let_go(world: World, actor: Actor, person_id: UUID) -> None:
    with world.session() as session:
        inviting.deactivate(session, actor=actor, person_id=person_id, now=NOW)


@pytest.mark.parametrize("act", [take_role, let_go])
def test_the_last_administrator_remains_whoever_asks(each_world: World, act: Act) -> None:
    with pytest.raises(Refused, match="last_administrator"):
        act(each_world, SYSTEM_ACTOR, each_world.keys["adam"])
    make_administrator(each_world, "aude")
    act(each_world, each_world.actor("aude"), each_world.keys["adam"])
    with pytest.raises(Refused, match="last_administrator"):
        act(each_world, SYSTEM_ACTOR, each_world.keys["aude"])


@pytest.mark.parametrize("act", [take_role, let_go])
def test_somebody_who_was_administrator_a_moment_ago_changes_nobody(world: World, act: Act) -> None:
    make_administrator(world, "aude")
    stale = world.actor("aude")
    act(world, world.actor("adam"), world.keys["aude"])
    with pytest.raises(Refused, match="not_your_role"):
        act(world, stale, world.keys["adam"])


@pytest.mark.parametrize("act", [take_role, let_go])
def test_two_administrators_who_remove_each_other_at_the_same_instant(each_world: World, act: Act) -> None:
    for _ in range(10):
        make_administrator(each_world, "aude")
        pair = {name: each_world.actor(name) for name in ("adam", "aude")}
        barrier = Barrier(2)
        removed: list[UUID] = []

        def remove(actor: Actor, other: UUID, barrier: Barrier = barrier, removed: list[UUID] = removed) -> None:
            barrier.wait()
            try:
                act(each_world, actor, other)
            except Refused:
                return
            removed.append(other)

        threads = [
            Thread(target=remove, args=(pair["adam"], each_world.keys["aude"])),
            Thread(target=remove, args=(pair["aude"], each_world.keys["adam"])),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(removed) == 1
        with each_world.session() as session:
            assert people.is_administered(session)
        for key in (each_world.keys["adam"], each_world.keys["aude"]):
            with each_world.session() as session:
                inviting.reactivate(session, actor=SYSTEM_ACTOR, person_id=key, now=NOW)
                inviting.give_roles(session, actor=SYSTEM_ACTOR, person_id=key, roles=[Role.ADMINISTRATOR], now=NOW)


def test_a_house_that_never_had_an_administrator_can_be_put_in_order(world: World) -> None:
    with world.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM person_roles WHERE role = 'administrator'")
    let_go(world, SYSTEM_ACTOR, world.keys["bob"])
    make_administrator(world, "aude")


def test_nothing_is_told_when_nothing_changes(world: World) -> None:
    with world.session() as session:
        before = len(entries_of(session, "person", world.keys["bob"]))
        adam, bob = world.actor("adam"), world.keys["bob"]
        inviting.give_roles(session, actor=adam, person_id=bob, roles=PEOPLE["bob"][2], now=NOW)
        inviting.reactivate(session, actor=adam, person_id=bob, now=NOW)
        assert len(entries_of(session, "person", bob)) == before


def test_who_is_taken_back_has_the_roles_of_before_and_no_session(each_world: World) -> None:
    with each_world.session() as session:
        token = signing_in.sign_in(session, email=address_of("bob"), password=PASSWORD, address="a", now=NOW)
    let_go(each_world, each_world.actor("adam"), each_world.keys["bob"])
    with each_world.engine.begin() as connection:  # as if one had been opened in that very moment
        connection.exec_driver_sql("UPDATE sign_ins SET ended_at = NULL")
    with each_world.session() as session:
        inviting.reactivate(session, actor=each_world.actor("adam"), person_id=each_world.keys["bob"], now=NOW)
        assert sign_ins.holder(session, token, NOW) is None
        actions = [entry.action for entry in entries_of(session, "person", each_world.keys["bob"])]
        assert actions[-2:] == ["deactivate", "reactivate"]
    assert each_world.actor("bob").roles == PEOPLE["bob"][2]


def test_an_administrator_ends_every_session_of_somebody(each_world: World) -> None:
    with each_world.session() as session:
        token = signing_in.sign_in(session, email=address_of("bob"), password=PASSWORD, address="a", now=NOW)
        with pytest.raises(Refused, match="not_your_role"):
            ending_sessions.end_all_of(
                session, actor=each_world.actor("dora"), person_id=each_world.keys["bob"], now=NOW
            )
        ending_sessions.end_all_of(session, actor=each_world.actor("adam"), person_id=each_world.keys["bob"], now=NOW)
        assert sign_ins.holder(session, token, NOW) is None


def test_a_sign_in_during_which_the_password_changes_opens_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_stored: str, _password: str) -> bool:
        with world.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE people SET password_hash = 'another'")
        return True

    monkeypatch.setattr(signing_in, "matches", slow)
    with world.session() as session, pytest.raises(SignInRefused, match="wrong"):
        signing_in.sign_in(session, email=address_of("bob"), password=PASSWORD, address="a", now=NOW)


def test_organisations_are_added_by_administrators_and_once(world: World) -> None:
    with world.session() as session:
        with pytest.raises(Refused, match="not_your_role"):
            inviting.add_organisation(session, actor=world.actor("aude"), name="City Clinic", now=NOW)
        key = inviting.add_organisation(session, actor=world.actor("adam"), name=" City  Clinic ", now=NOW)
        assert [entry.action for entry in entries_of(session, "organisation", key)] == ["add"]
        with pytest.raises(Invalid):
            inviting.add_organisation(session, actor=world.actor("adam"), name="City Clinic", now=NOW)


@dataclass(frozen=True)
class Tried:
    """Somebody does something to somebody; `roles` is None for letting go, empty or not for giving roles."""

    who: str
    whom: str
    roles: frozenset[Role] | None
    back: bool


ROLES = st.frozensets(st.sampled_from(sorted(Role)), max_size=3)
FEW = st.sampled_from(["adam", "aude", "dora", "alice"])
TRIED = st.builds(Tried, FEW, FEW, st.none() | ROLES | st.just(frozenset({Role.ADMINISTRATOR})), st.booleans())


def attempt(world: World, tried: Tried) -> bool:
    actor, whom = world.actor(tried.who), world.keys[tried.whom]
    with world.session() as session:
        try:
            if tried.roles is not None:
                inviting.give_roles(session, actor=actor, person_id=whom, roles=tried.roles, now=NOW)
            elif tried.back:
                inviting.reactivate(session, actor=actor, person_id=whom, now=NOW)
            else:
                inviting.deactivate(session, actor=actor, person_id=whom, now=NOW)
        except (Refused, Invalid):
            return False
    return True


@settings(max_examples=40)
@given(st.lists(TRIED, max_size=12))
def test_after_anything_there_is_an_administrator_and_nobody_changed_themselves(
    first_world: World, sequence: list[Tried]
) -> None:
    with TemporaryDirectory() as folder:
        shutil.copy(first_world.data_directory / "fenji.db", folder)
        url = f"sqlite:///{Path(folder) / 'fenji.db'}"
        world = World(url, Path(folder), make_engine(url), dict(first_world.keys), first_world.matrix)
        for tried in sequence:
            before = {name: world.actor(name) for name in ("adam", "aude", "dora", "alice")}
            done = attempt(world, tried)
            after = {name: world.actor(name) for name in before}
            assert any(Role.ADMINISTRATOR in actor.roles for actor in after.values())
            assert not any(Role.SYSTEM in actor.roles for actor in after.values())
            assert before[tried.who] == after[tried.who], "somebody changed their own roles"
            if done:
                assert Role.ADMINISTRATOR in before[tried.who].roles
            else:
                assert before == after
        world.engine.dispose()
