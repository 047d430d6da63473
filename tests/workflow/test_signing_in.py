"""Signing in: the same answer for every wrong pair, a limit to guessing, sessions that end."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from argon2.profiles import get_default_parameters
from sqlalchemy import text

from app.domain.lifecycle import Role
from app.storage import people, sign_ins
from app.storage.ledger import entries_of
from app.workflow import passwords, signing_in
from app.workflow.errors import SignInRefused
from app.workflow.inviting import deactivate, give_roles
from app.workflow.opening_sessions import LIFETIME
from tests.people import NOW, PASSWORD, World, address_of
from tests.sparing import AS_IN_THE_PRODUCT


def sign_in(
    world: World, name: str = "alice", password: str = PASSWORD, *, later: float = 0, address: str = "a"
) -> str:
    with world.session() as session:
        return signing_in.sign_in(
            session, email=address_of(name), password=password, address=address, now=NOW + timedelta(minutes=later)
        )


def refusal(world: World, name: str, password: str, *, later: float = 0, address: str = "a") -> tuple[str, int]:
    with pytest.raises(SignInRefused) as refused:
        sign_in(world, name, password, later=later, address=address)
    return refused.value.reason, refused.value.wait_seconds


def test_the_right_password_opens_a_session(each_world: World) -> None:
    token = sign_in(each_world)
    with each_world.session() as session:
        opened = sign_ins.current(session, token, NOW)
        assert opened is not None
        assert opened.person.email == address_of("alice")
        assert token not in opened.token_hash
        assert sign_ins.current(session, "guess", NOW) is None
        assert sign_ins.current(session, token, NOW + LIFETIME) is None
        assert entries_of(session, "person", opened.person_id)[-1].action == "sign_in"


def test_a_token_names_its_holder_with_the_roles_of_this_moment(each_world: World) -> None:
    token = sign_in(each_world, "bob")
    with each_world.session() as session:
        assert sign_ins.holder(session, "guess", NOW) is None
        assert sign_ins.holder(session, token, NOW + LIFETIME) is None
        held = sign_ins.holder(session, token, NOW)
        assert held is not None
        assert (held.person_id, held.name) == (each_world.keys["bob"], "Bob Bauer")
        assert held.roles == {Role.RESPONDENT, Role.REVIEWER}
    for roles in ({Role.RESPONDENT}, frozenset[Role]()):
        with each_world.session() as session:
            adam, bob = each_world.actor("adam"), each_world.keys["bob"]
            give_roles(session, actor=adam, person_id=bob, roles=roles, now=NOW)
            held = sign_ins.holder(session, token, NOW)
            assert held is not None
            assert held.roles == roles
    with each_world.session() as session:
        signing_in.sign_out(session, token, NOW)
        assert sign_ins.holder(session, token, NOW) is None


def test_an_address_may_be_typed_in_capitals(world: World) -> None:
    with world.session() as session:
        assert signing_in.sign_in(session, email=" Alice@Example.ORG ", password=PASSWORD, address="a", now=NOW)


def test_unknown_wrong_and_deactivated_are_told_the_same(world: World) -> None:
    with world.session() as session:
        deactivate(session, actor=world.actor("adam"), person_id=world.keys["bob"], now=NOW)
    assert refusal(world, "nobody", PASSWORD) == refusal(world, "alice", "wrong") == refusal(world, "bob", PASSWORD)


def test_a_password_is_checked_even_for_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.engine.begin() as connection:  # as the product keeps it now
        kept = {"hash": passwords.hash_password(PASSWORD), "email": address_of("alice")}
        connection.execute(text("UPDATE people SET password_hash = :hash WHERE email = :email"), kept)
    checked = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, stored: str, password: str | bytes) -> bool:
        checked.append(stored)
        return verify(self, stored, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    refusal(world, "nobody", "wrong")
    refusal(world, "alice", "wrong")
    assert len(checked) == 2
    assert extract_parameters(checked[0]) == extract_parameters(checked[1])


def test_ten_wrong_passwords_close_an_account_for_a_quarter_of_an_hour(each_world: World) -> None:
    for turn in range(10):
        assert refusal(each_world, "alice", "wrong", later=turn / 10, address=f"a{turn}") == ("wrong", 0)
    assert refusal(each_world, "alice", PASSWORD, later=5) == ("too_many", 600)
    assert refusal(each_world, "nobody", "wrong", later=5) == ("wrong", 0)
    assert sign_in(each_world, later=15.01)


def test_fifty_wrong_passwords_close_an_address(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "matches", lambda *_: False)  # the time of fifty hashes is not what is measured
    for turn in range(50):
        assert refusal(world, f"name{turn}", "wrong", address="one") == ("wrong", 0)
    assert refusal(world, "alice", PASSWORD, address="one")[0] == "too_many"
    assert refusal(world, "alice", PASSWORD, address="another")[0] == "wrong"


def test_success_does_not_count(world: World) -> None:
    for _ in range(12):
        sign_in(world)


def test_guesses_at_the_same_instant_see_each_other(each_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "matches", lambda *_: False)
    barrier, reasons = Barrier(20), []

    def guess() -> None:
        barrier.wait()
        try:
            sign_in(each_world, "alice", "wrong")
        except SignInRefused as refused:
            reasons.append(refused.reason)

    threads = [Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reasons) == 20
    assert reasons.count("wrong") <= 10


def test_signing_in_ends_the_session_before(world: World) -> None:
    first = sign_in(world)
    with world.session() as session:
        second = signing_in.sign_in(
            session, email=address_of("alice"), password=PASSWORD, address="a", now=NOW, replaces=first
        )
        assert sign_ins.current(session, first, NOW) is None
        assert sign_ins.current(session, second, NOW) is not None


def test_signing_out_ends_the_session(world: World) -> None:
    token = sign_in(world)
    with world.session() as session:
        signing_in.sign_out(session, token, NOW)
        signing_in.sign_out(session, token, NOW)
        assert sign_ins.current(session, token, NOW) is None


def test_whoever_is_let_go_loses_every_session(world: World) -> None:
    token = sign_in(world)
    with world.session() as session:
        deactivate(session, actor=world.actor("adam"), person_id=world.keys["alice"], now=NOW)
        assert sign_ins.current(session, token, NOW) is None
        assert sign_ins.holder(session, token, NOW) is None
    assert refusal(world, "alice", PASSWORD) == ("wrong", 0)


def test_the_product_lets_a_guess_cost_what_the_library_advises() -> None:
    assert extract_parameters(AS_IN_THE_PRODUCT.hash(PASSWORD)) == get_default_parameters()


def test_passwords_are_kept_by_argon2id(world: World) -> None:
    with world.session() as session:
        alice = people.person_by_email(session, address_of("alice"))
        assert alice is not None
        assert alice.password_hash is not None
        assert extract_parameters(alice.password_hash).type is Type.ID
    assert not passwords.matches(None, "the password of nobody")
    assert not passwords.matches("no hash", PASSWORD)
    assert not passwords.matches(alice.password_hash, "x" * 2_000_000)
