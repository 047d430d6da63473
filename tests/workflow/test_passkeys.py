"""Passkeys, made and used by an authenticator in software: right once, and wrong in every other way."""

from __future__ import annotations

import json
from threading import Barrier, Thread

import pytest

from app.domain.lifecycle import Refused
from app.domain.sign_in_stages import Stage
from app.storage import second_factors, sign_ins
from app.storage.ledger import entries_of
from app.workflow import passkeys
from app.workflow.errors import Invalid, SignInRefused
from app.workflow.inviting import deactivate
from app.workflow.second_factors import remove_factor
from tests.people import NOW, World
from tests.software_authenticator import Authenticator
from tests.workflow.factors import minutes, signed_in, stage, with_app
from tests.workflow.passkeys import SITE, add, asked, confirm, enter, refusal, with_passkey


def test_a_passkey_alone_signs_in_as_both_factors(each_world: World) -> None:
    device = with_passkey(each_world)
    token = enter(each_world, device.sign(asked()))
    assert stage(each_world, token, 1, required=True) is Stage.OPEN
    with each_world.session() as session:
        found = sign_ins.current(session, token, minutes(1))
        assert found is not None
        assert (found.person_id, found.second_factor) == (each_world.keys["alice"], "passkey")
        entries = entries_of(session, "person", found.person_id)
    assert [entry.action for entry in entries[-2:]] == ["add_factor", "sign_in"]
    assert json.loads(entries[-2].details) == {"kind": "passkey", "name": "Laptop"}


def test_a_passkey_confirms_what_the_password_began(each_world: World) -> None:
    device = with_passkey(each_world)
    device.verifies = False  # a plain security key: the password is the other factor
    token = signed_in(each_world, later=1)
    assert stage(each_world, token, 1) is Stage.SECOND_FACTOR
    assert stage(each_world, confirm(each_world, device, token), 1) is Stage.OPEN
    assert stage(each_world, token, 1) is None


def test_ten_recovery_codes_come_with_it_and_none_with_the_next(world: World) -> None:
    added = add(world, Authenticator(), signed_in(world))
    assert len(added.codes) == 10
    assert add(world, Authenticator(), added.token).codes == ()
    with world.session() as session:
        assert len(second_factors.factors_of(session, world.keys["alice"])) == 2


@pytest.mark.parametrize("answer", ["", "x", "[]", "{}", "null", '{"id": 1}', "[" * 15_000, "x" * 30_000, "\ud800"])
def test_what_is_no_answer_at_all_gets_it_too(world: World, answer: str) -> None:
    assert refusal(world, answer) == "wrong"
    token = signed_in(world)
    with world.session() as session, pytest.raises(Invalid):
        passkeys.add_passkey(session, SITE, token=token, answer=answer, name="Laptop", now=NOW)


@pytest.mark.parametrize("counts", [True, False])
def test_an_answer_is_good_once(each_world: World, counts: bool) -> None:
    device = Authenticator(counts=counts)
    add(each_world, device, signed_in(each_world))
    answer = device.sign(asked())
    enter(each_world, answer)
    assert refusal(each_world, answer) == "wrong"
    older = asked(0.9)  # asked for before, and signed after
    assert refusal(each_world, device.sign(older)) == "wrong"
    assert enter(each_world, device.sign(asked(1.1)), 1.1)


@pytest.mark.parametrize("counts", [True, False])
def test_an_answer_sent_twice_at_once_opens_one_session(each_world: World, counts: bool) -> None:
    device = Authenticator(counts=counts)
    add(each_world, device, signed_in(each_world))
    answer, barrier = device.sign(asked()), Barrier(4)
    opened, refused = [], []

    def post() -> None:
        barrier.wait()
        try:
            opened.append(enter(each_world, answer))
        except SignInRefused as wrong:
            refused.append(wrong.reason)

    threads = [Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(opened), refused) == (1, ["wrong"] * 3)


def test_an_answer_for_one_purpose_is_none_for_another(world: World) -> None:
    device = with_passkey(world)
    token = signed_in(world, later=1)
    with world.session() as session:
        options = passkeys.options_to_confirm(session, SITE, token=token, now=minutes(1))
        assert options is not None
        assert refusal(world, device.sign(options), bound_to=token) == "wrong"
        alone = device.sign(asked(bound_to=token))
        with pytest.raises(SignInRefused):
            passkeys.confirm_by_passkey(session, SITE, token=token, answer=alone, address="a", now=minutes(1))


def test_the_passkey_of_another_person_confirms_nothing(world: World) -> None:
    alices, bobs = with_passkey(world), with_passkey(world, "bob")
    token = signed_in(world, "bob", 1)
    with pytest.raises(SignInRefused):
        confirm(world, alices, token)
    assert stage(world, confirm(world, bobs, token), 1) is Stage.OPEN


def test_an_answer_to_another_session_confirms_nothing(world: World) -> None:
    device = with_passkey(world)
    first, second = signed_in(world, later=1), signed_in(world, later=1)
    with world.session() as session:
        options = passkeys.options_to_confirm(session, SITE, token=first, now=minutes(1))
        assert options is not None
        answer = device.sign(options)
        with pytest.raises(SignInRefused):
            passkeys.confirm_by_passkey(session, SITE, token=second, answer=answer, address="a", now=minutes(1))


def test_whoever_is_let_go_gets_in_no_more(world: World) -> None:
    device = with_passkey(world)
    with world.session() as session:
        deactivate(session, actor=world.actor("adam"), person_id=world.keys["alice"], now=NOW)
    assert refusal(world, device.sign(asked())) == "wrong"


def test_a_removed_passkey_opens_nothing(world: World) -> None:
    device = Authenticator()
    added = add(world, device, signed_in(world))
    with world.session() as session:
        factor = second_factors.factors_of(session, world.keys["alice"])[0]
        remove_factor(session, token=added.token, factor_id=factor.id, required=(), now=NOW)
    assert refusal(world, device.sign(asked())) == "wrong"


def test_ten_wrong_answers_close_a_passkey_and_fifty_an_address(each_world: World) -> None:
    device = with_passkey(each_world)
    device.origin = "http://evil.example"
    assert [refusal(each_world, device.sign(asked()), address=f"a{turn}") for turn in range(11)] == [
        *["wrong"] * 10,
        "too_many",
    ]
    stranger = Authenticator()
    assert [refusal(each_world, stranger.sign(asked()), address=f"b{turn}") for turn in range(11)] == [
        *["wrong"] * 10,
        "too_many",
    ], "one that nobody has is told the same"
    strangers = [refusal(each_world, Authenticator().sign(asked()), address="one") for _ in range(51)]
    assert strangers == ["wrong"] * 50 + ["too_many"]


def test_an_answer_to_add_a_passkey_is_good_once(world: World) -> None:
    device, token = Authenticator(), signed_in(world)
    with world.session() as session:
        options = passkeys.options_to_add(session, SITE, token=token, now=NOW)
        assert options is not None
        answer = device.make(options)
        added = passkeys.add_passkey(session, SITE, token=token, answer=answer, name="Laptop", now=NOW)
        for later in (token, added.token):
            with pytest.raises((Invalid, Refused)):
                passkeys.add_passkey(session, SITE, token=later, answer=answer, name="Laptop", now=NOW)


def test_a_passkey_belongs_to_one_person(world: World) -> None:
    device = with_passkey(world)
    with pytest.raises(Invalid):
        add(world, device, signed_in(world, "bob"))


@pytest.mark.parametrize("spoil", ["origin", "domain", "late"])
def test_a_passkey_made_elsewhere_is_not_added(world: World, spoil: str) -> None:
    device = Authenticator()
    if spoil != "late":
        setattr(device, spoil, "http://evil.example")
    with pytest.raises(Invalid):
        add(world, device, signed_in(world), made_later=5.01 if spoil == "late" else 0)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\u202eb"])
def test_a_passkey_has_a_name_that_can_be_read(world: World, name: str) -> None:
    token = signed_in(world)
    with world.session() as session, pytest.raises(Invalid, match=r"\."):
        passkeys.add_passkey(session, SITE, token=token, answer="", name=name, now=NOW)


def test_an_app_and_a_passkey_stand_side_by_side(world: World) -> None:
    added, _secret = with_app(world)
    device = Authenticator()
    add(world, device, added.token)
    with world.session() as session:
        assert [each.kind for each in second_factors.factors_of(session, world.keys["alice"])] == ["totp", "passkey"]
    assert enter(world, device.sign(asked()))
