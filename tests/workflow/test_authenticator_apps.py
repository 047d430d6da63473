"""Codes of an app: each accepted once, guesses limited, and worthless secrets in a stolen database."""

from __future__ import annotations

from threading import Barrier, Thread

import pyotp
import pytest
from sqlalchemy import text

from app.domain.sign_in_stages import Stage
from app.storage import second_factors, sign_ins
from app.storage.ledger import entries_of
from app.workflow.authenticator_apps import new_app, step_of
from app.workflow.errors import Invalid, SignInRefused
from app.workflow.recovery_codes import typed_code
from app.workflow.sealing import unseal
from app.workflow.second_factors import add_app
from tests.people import NOW, World
from tests.workflow.factors import SECRET_KEY, code_of, confirm, minutes, signed_in, stage, with_app


def refusal(world: World, token: str, code: str, later: float = 0, address: str = "a") -> tuple[str, int]:
    with pytest.raises(SignInRefused) as refused:
        confirm(world, token, code, later, address)
    return refused.value.reason, refused.value.wait_seconds


def test_a_code_opens_the_session_that_the_password_began(each_world: World) -> None:
    added, secret = with_app(each_world)
    assert stage(each_world, added.token) is Stage.OPEN
    token = signed_in(each_world, later=2)
    assert stage(each_world, token) is Stage.SECOND_FACTOR
    with each_world.session() as session:
        opened = confirm(each_world, token, code_of(secret, 2), 2)
        assert sign_ins.current(session, token, minutes(2)) is None
        found = sign_ins.current(session, opened, minutes(2))
        assert found is not None
        assert (found.stage, found.second_factor, found.device) == ("open", "totp", "F")
        last = entries_of(session, "person", found.person_id)[-1]
        assert (last.action, "totp" in last.details) == ("sign_in", True)
    assert stage(each_world, opened, 2) is Stage.OPEN


def test_other_sessions_are_asked_for_it_from_then_on(world: World) -> None:
    elsewhere, here = signed_in(world), signed_in(world)
    with_app(world, token=here)
    assert stage(world, elsewhere) is Stage.SECOND_FACTOR
    assert stage(world, here) is None, "the token that set it up was changed"


def test_a_step_is_accepted_once_and_an_older_one_never_after(each_world: World) -> None:
    _added, secret = with_app(each_world)
    code, token = code_of(secret, 5), signed_in(each_world, later=5)
    confirm(each_world, token, code, 5)
    again = signed_in(each_world, later=5)
    assert refusal(each_world, again, code, 5) == ("wrong", 0)
    assert refusal(each_world, again, code_of(secret, 4.5), 5) == ("wrong", 0)
    assert confirm(each_world, again, code_of(secret, 5.5), 5)


def test_the_code_that_set_an_app_up_is_used_up(world: World) -> None:
    _added, secret = with_app(world)
    assert refusal(world, signed_in(world), code_of(secret)) == ("wrong", 0)


def test_two_posts_of_a_code_at_once_open_one_session(each_world: World) -> None:
    _added, secret = with_app(each_world)
    tokens = [signed_in(each_world, later=3) for _ in range(4)]
    barrier, opened, refused = Barrier(4), [], []

    def post(token: str) -> None:
        barrier.wait()
        try:
            opened.append(confirm(each_world, token, code_of(secret, 3), 3))
        except SignInRefused as wrong:
            refused.append(wrong.reason)

    threads = [Thread(target=post, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(opened), refused) == (1, ["wrong"] * 3)


@pytest.mark.parametrize(("off", "good"), [(-1.0, False), (-0.5, True), (0.5, True), (1.0, False)])
def test_a_clock_may_be_half_a_minute_off(world: World, off: float, good: bool) -> None:
    secret = pyotp.random_base32()
    assert (step_of(secret, code_of(secret, 10 + off), minutes(10)) is not None) is good


def test_codes_are_read_however_they_are_typed() -> None:
    assert (
        typed_code(" １２３　４５６\n")
        == typed_code("123-456")
        == typed_code("123–456")
        == typed_code("١٢٣٤٥٦")
        == "123456"
    )
    secret = pyotp.random_base32()
    for typed in ("", "12345", "abcdef", "一二三四五六", "1234567", "\u0e3f" * 6):
        assert step_of(secret, typed, NOW) is None


def test_a_wrong_first_code_adds_nothing(world: World) -> None:
    token = signed_in(world)
    app = new_app(SECRET_KEY, world.keys["alice"], account="a", issuer="Fenji")
    others = new_app(SECRET_KEY, world.keys["bob"], account="b", issuer="Fenji")
    with world.session() as session:
        for sealed, code in ((app.sealed, "000000"), ("nonsense", "000000"), (others.sealed, code_of(others.secret))):
            with pytest.raises(Invalid):
                add_app(session, token=token, sealed=sealed, code=code, secret_key=SECRET_KEY, now=NOW)
        assert not second_factors.has_any(session, world.keys["alice"])


def test_a_second_app_takes_the_place_of_the_first(world: World) -> None:
    added, first = with_app(world)
    _again, second = with_app(world, later=1, token=added.token)
    token = signed_in(world, later=3)
    assert refusal(world, token, code_of(first, 3), 3) == ("wrong", 0)
    with world.session() as session:
        assert len(second_factors.factors_of(session, world.keys["alice"])) == 1
        assert confirm(world, token, code_of(second, 3), 3)


def test_ten_wrong_codes_close_the_second_step_for_a_quarter_of_an_hour(each_world: World) -> None:
    _added, secret = with_app(each_world)
    token = signed_in(each_world, later=2)
    for turn in range(10):
        assert refusal(each_world, token, "000000", 2, f"a{turn}") == ("wrong", 0)
    assert refusal(each_world, token, code_of(secret, 2), 2) == ("too_many", 900)
    again = signed_in(each_world, later=3)
    assert refusal(each_world, again, code_of(secret, 3), 3, "elsewhere")[0] == "too_many"
    assert confirm(each_world, again, code_of(secret, 17.01), 17.01)


def test_guesses_from_one_address_are_limited_whosever_account_they_try(world: World) -> None:
    names = ("alice", "bob", "charlie", "dora", "emil", "fang")
    for name in names:
        with_app(world, name)
    tokens = [signed_in(world, name, 2) for name in names]
    reasons = [refusal(world, token, "000000", 2, "one")[0] for token in tokens for _ in range(9)]
    assert reasons == ["wrong"] * 50 + ["too_many"] * 4


def test_whoever_reads_the_database_cannot_make_codes(world: World) -> None:
    _added, secret = with_app(world)
    with world.engine.connect() as connection:
        stored = connection.execute(text("SELECT secret FROM second_factors")).scalar_one()
        everything = [
            str(connection.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608 - names of our own
            for table in ("second_factors", "recovery_codes", "ledger_entries", "outbox_messages", "sign_ins")
        ]
    assert not any(secret in each for each in everything)
    about = f"the app of {world.keys['alice']}"
    assert unseal(SECRET_KEY, stored, about) == secret
    assert unseal("another secret key of this office", stored, about) is None
    assert unseal(SECRET_KEY, stored, f"the app of {world.keys['bob']}") is None, "a row moved to another person"


def test_a_secret_copied_to_another_person_is_worth_nothing(world: World) -> None:
    _added, secret = with_app(world)
    with_app(world, "bob")
    with world.engine.begin() as connection:
        connection.execute(
            text("UPDATE second_factors SET counter = 0, secret = (SELECT secret FROM second_factors LIMIT 1)")
        )
    assert refusal(world, signed_in(world, "bob", 3), code_of(secret, 3), 3) == ("wrong", 0)
