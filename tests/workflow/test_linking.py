"""One-time links: they open an account once, for a while, and nobody who reads the database can make one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.domain.lifecycle import Role
from app.storage import one_time_links, people, sign_ins
from app.storage.ledger import entries_of
from app.workflow import inviting
from app.workflow.actor import SYSTEM_ACTOR
from app.workflow.errors import Invalid, SignInRefused
from app.workflow.linking import LIVES, Kind, LinkDead, link_key, token_of
from tests.links import CHOSEN, KEY, accept, dead, everything, forget, invite, reset, sign_in
from tests.people import NOW, World


def test_an_invitation_is_accepted_with_a_password_of_ones_own(each_world: World) -> None:
    key, token = invite(each_world)
    with pytest.raises(SignInRefused):
        sign_in(each_world, "hana@example.org", CHOSEN)
    session_token = accept(each_world, token)
    with each_world.session() as session:
        holder = sign_ins.holder(session, session_token, NOW)
        hana = people.person(session, key)
        assert hana is not None
        assert holder is not None
        assert (holder.name, holder.language) == ("Hana Horak", "zh-Hans")
        assert holder.roles == {Role.RESPONDENT, Role.REVIEWER}
        assert [entry.action for entry in entries_of(session, "person", key)] == ["invite", "accept", "sign_in"]
    assert sign_in(each_world, "hana@example.org", CHOSEN)


def test_the_outbox_holds_the_key_of_the_link_and_no_table_its_token(world: World) -> None:
    _, token = invite(world)
    forgotten = forget(world)
    assert forgotten is not None
    kept = everything(world)
    with world.engine.connect() as connection:
        payloads = [str(row[0]) for row in connection.execute(text("SELECT payload FROM outbox_messages"))]
    assert len(payloads) == 2
    assert all('"link"' in payload for payload in payloads)
    for secret in (token, forgotten, KEY.hex()):
        assert secret not in kept
    assert sign_ins.hash_of(token) in kept


def test_another_secret_makes_other_tokens(world: World) -> None:
    key, token = invite(world)
    with world.session() as session:
        link = one_time_links.latest(session, key, Kind.INVITATION)
        assert link is not None
        assert token_of(link.id, link_key("another secret of the operator")) != token
        assert len(token) == 43


def test_looking_at_a_link_does_not_use_it_up(world: World) -> None:
    _, token = invite(world)
    for _ in range(5):
        assert not dead(world, token)
    assert accept(world, token)


def deactivate_hana(world: World, key: UUID) -> None:
    with world.session() as session:
        inviting.deactivate(session, actor=world.actor("adam"), person_id=key, now=NOW)


def reactivate_hana(world: World, key: UUID) -> None:
    deactivate_hana(world, key)
    with world.session() as session:
        inviting.reactivate(session, actor=world.actor("adam"), person_id=key, now=NOW)


def invite_again(world: World, key: UUID) -> str:
    with world.session() as session:
        later = inviting.invite_again(session, actor=world.actor("adam"), person_id=key, key=KEY, now=NOW)
        return token_of(later.id, KEY)


@pytest.mark.parametrize("end", [deactivate_hana, reactivate_hana, invite_again])
def test_a_link_dies(each_world: World, end: Callable[[World, UUID], Any]) -> None:
    key, token = invite(each_world)
    end(each_world, key)
    assert dead(each_world, token)
    with pytest.raises(LinkDead):
        accept(each_world, token)


def test_a_link_dies_by_use_and_by_time(each_world: World) -> None:
    _, token = invite(each_world)
    in_time, too_late = NOW + LIVES[Kind.INVITATION] - timedelta(seconds=1), NOW + LIVES[Kind.INVITATION]
    assert LIVES[Kind.INVITATION] == timedelta(days=7)
    assert dead(each_world, token, too_late)
    assert accept(each_world, token, now=in_time)
    with pytest.raises(LinkDead):
        accept(each_world, token, "another password of hers", now=in_time)


def test_the_newer_invitation_opens_the_account(world: World) -> None:
    key, _ = invite(world)
    assert accept(world, invite_again(world, key))
    with pytest.raises(Invalid):
        invite_again(world, key)  # has come


def test_a_link_opens_only_what_it_was_made_for(world: World) -> None:
    _, token = invite(world)
    with pytest.raises(LookupError):
        reset(world, token)
    with pytest.raises(LookupError):
        accept(world, "guess")
    forgotten = forget(world)
    assert forgotten is not None
    with pytest.raises(LookupError):
        accept(world, forgotten)


def test_a_password_that_cannot_be_chosen_leaves_the_link_as_it_was(world: World) -> None:
    _, token = invite(world)
    for password in ("short", "x" * 1_001, "Password1234", "hanahorak2026"):
        with pytest.raises(Invalid) as refused:
            accept(world, token, password)
        assert refused.value.messages[0].endswith(".")
    assert accept(world, token)


def test_twenty_who_open_a_link_at_the_same_instant_are_one(each_world: World) -> None:
    _, token = invite(each_world)
    barrier, outcomes = Barrier(20), []

    def open_it(number: int) -> None:
        barrier.wait()
        try:
            accept(each_world, token, f"{CHOSEN} {number}")
            outcomes.append("in")
        except LinkDead:
            outcomes.append("dead")

    threads = [Thread(target=open_it, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["dead"] * 19 + ["in"]


def test_an_address_is_invited_once(world: World) -> None:
    invite(world)
    with pytest.raises(Invalid) as refused:
        invite(world, " HANA@example.org")
    assert refused.value.problem == "address_taken"


def test_the_operator_invites_without_a_mail(world: World) -> None:
    with world.session() as session:
        inviting.invite(
            session,
            actor=SYSTEM_ACTOR,
            name="First Administrator",
            email="first@example.org",
            organisation="Governance Office",
            roles=[Role.ADMINISTRATOR],
            language=None,
            key=KEY,
            now=NOW,
            by_mail=False,
        )
    with world.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM outbox_messages")) == 0
