"""Who is linked to whom, once and for all, also when several come at the same instant."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.lifecycle import Refused
from app.storage import federation, people, sign_ins
from app.storage.attempts import Attempt
from app.storage.ledger import LedgerEntry
from app.workflow import federating
from app.workflow.errors import Invalid, SignInRefused
from app.workflow.federating import Identity, Newcomer, NotLetIn
from tests.people import NOW, World

ALICE = Identity("https://login.example", "s-alice", "alice@example.org", email_verified=True)
NORA = Identity("https://login.example", "s-nora", "nora@example.org", email_verified=True, name="Nora Novak")


def enter(world: World, identity: Identity, newcomer: Newcomer | None = None) -> str:
    with world.session() as session:
        return federating.enter(session, identity=identity, newcomer=newcomer, tried=(), now=NOW)


def outcome(world: World, identity: Identity, newcomer: Newcomer | None = None) -> str:
    try:
        enter(world, identity, newcomer)
    except NotLetIn as refused:
        return refused.reason
    return "in"


def test_of_many_subjects_with_one_address_one_comes_in(each_world: World) -> None:
    rivals = [replace(ALICE, subject=f"s-{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda identity: outcome(each_world, identity), rivals))
    assert sorted(outcomes) == ["in", *["linked"] * 7]
    with each_world.session() as session:
        assert len(federation.identities_of(session, each_world.keys["alice"])) == 1
        assert [entry.action for entry in session.scalars(select(LedgerEntry)).all()].count("link") == 1


def test_one_newcomer_who_comes_many_times_at_once_is_one_person(each_world: World) -> None:
    newcomer = Newcomer("Harbour Laboratory", "en")
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: outcome(each_world, NORA, newcomer), range(8)))

    assert set(outcomes) == {"in"}
    assert outcome(each_world, NORA, newcomer) == "in"
    with each_world.session() as session:
        nora = people.person_by_email(session, "nora@example.org")
        assert nora is not None
        assert len(federation.identities_of(session, nora.id)) == 1


def test_a_state_is_used_up_once_however_many_come_with_it(each_world: World) -> None:
    def use(_: int) -> str:
        with each_world.session() as session:
            try:
                federating.use_up(session, state="state", address="203.0.113.1", now=NOW)
            except SignInRefused as refused:
                return refused.reason
            return "good"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(use, range(8))) == ["good", *["used"] * 7]


def test_states_are_forgotten_when_nobody_could_use_them_any_more(world: World) -> None:
    with world.session() as session:
        federating.use_up(session, state="first", address="203.0.113.1", now=NOW)
        federating.use_up(session, state="second", address="203.0.113.1", now=NOW + timedelta(days=2))
        assert len(session.scalars(select(Attempt).where(Attempt.kind == federating.USED)).all()) == 1


def test_the_same_subject_of_another_issuer_is_somebody_else(world: World) -> None:
    enter(world, ALICE)
    assert outcome(world, replace(ALICE, issuer="https://other.example")) == "linked"
    assert outcome(world, replace(ALICE, issuer="https://other.example", email="")) == "unverified"


def test_an_address_is_the_same_however_it_is_capitalised(world: World) -> None:
    assert outcome(world, replace(ALICE, email=" ALICE@Example.org")) == "in"


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"name": "x" * 201}, {"name": "N\u202eora"}, {"email": "no address"}], ids=str
)
def test_a_newcomer_who_cannot_be_written_down_is_not_let_in(world: World, changes: dict[str, str]) -> None:
    assert outcome(world, replace(NORA, **changes), Newcomer("Harbour Laboratory")) == "incomplete"  # type: ignore[arg-type]


def test_only_an_administrator_unlinks_and_every_session_is_over(world: World) -> None:
    token = enter(world, ALICE)
    alice = world.keys["alice"]
    with world.session() as session:
        with pytest.raises(Refused):
            federating.unlink(session, actor=world.actor("alice"), person_id=alice, now=NOW)
        with pytest.raises(Invalid):
            federating.unlink(session, actor=world.actor("adam"), person_id=world.matrix or alice, now=NOW)
        assert sign_ins.current(session, token, NOW) is not None
        federating.unlink(session, actor=world.actor("adam"), person_id=alice, now=NOW)
        assert sign_ins.current(session, token, NOW) is None
        assert federation.identities_of(session, alice) == []
        federating.unlink(session, actor=world.actor("adam"), person_id=alice, now=NOW)
        written = session.scalars(select(LedgerEntry).where(LedgerEntry.action == "unlink")).all()
    assert len(written) == 1, "unlinking somebody who is not linked is no event"
    assert "s-alice" in written[0].details
    assert written[0].actor_id == world.keys["adam"]
