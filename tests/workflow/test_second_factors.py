"""Changing second factors: recovery codes, removing, resetting; each told to the ledger and to the person."""

from __future__ import annotations

import json
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.domain.lifecycle import Refused, Role
from app.domain.sign_in_stages import Stage
from app.storage import second_factors
from app.storage.ledger import entries_of
from app.storage.tables import OutboxMessage
from app.workflow.errors import Invalid, SignInRefused
from app.workflow.inviting import give_roles
from app.workflow.second_factors import remove_factor, renew_codes, reset_factors
from tests.people import NOW, World
from tests.workflow.factors import SECRET_KEY, code_of, confirm, minutes, signed_in, stage, with_app


def told(world: World, session: Session, name: str = "alice") -> tuple[str, dict[str, object]]:
    """What the ledger says last about somebody, and the mail that goes with it."""
    entry = entries_of(session, "person", world.keys[name])[-1]
    mails = [message.payload for message in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]
    assert mails[-1]["template"] == "second_factor"
    assert mails[-1]["to"] == str(world.keys[name])
    assert mails[-1]["values"]["change"] == entry.action
    details: dict[str, object] = json.loads(entry.details)
    return entry.action, details


def remove_only(world: World, token: str, required: frozenset[Role] = frozenset(), later: float = 0) -> None:
    with world.session() as session:
        factor = second_factors.factors_of(session, world.keys["alice"])[0]
        remove_factor(session, token=token, factor_id=factor.id, required=required, now=minutes(later))


def test_ten_codes_come_with_the_first_factor_and_are_kept_as_hashes(each_world: World) -> None:
    added, _secret = with_app(each_world)
    assert len(set(added.codes)) == 10
    assert all(len(code) == 16 and code.isdigit() for code in added.codes)
    with each_world.session() as session:
        assert second_factors.codes_left(session, each_world.keys["alice"]) == 10
        assert told(each_world, session) == ("add_factor", {"kind": "totp", "name": ""})
    with each_world.engine.connect() as connection:
        kept = str(connection.execute(text("SELECT * FROM recovery_codes")).all())
        said = str(connection.execute(text("SELECT details FROM ledger_entries")).all())
    assert not any(code in kept + said for code in added.codes)


def test_a_recovery_code_opens_one_session(each_world: World) -> None:
    added, _secret = with_app(each_world)
    code = added.codes[3]
    spaced = " ".join(code[place : place + 4] for place in range(0, 16, 4))
    with each_world.session() as session:
        opened = confirm(each_world, signed_in(each_world), spaced)
        assert second_factors.codes_left(session, each_world.keys["alice"]) == 9
        again = signed_in(each_world)
        with pytest.raises(SignInRefused):
            confirm(each_world, again, code)
    assert stage(each_world, opened) is Stage.OPEN


def test_two_posts_of_a_recovery_code_at_once_open_one_session(each_world: World) -> None:
    added, _secret = with_app(each_world)
    tokens = [signed_in(each_world) for _ in range(4)]
    barrier, opened, refused = Barrier(4), [], []

    def post(token: str) -> None:
        barrier.wait()
        try:
            opened.append(confirm(each_world, token, added.codes[0]))
        except SignInRefused as wrong:
            refused.append(wrong.reason)

    threads = [Thread(target=post, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(opened), refused) == (1, ["wrong"] * 3)


def test_a_recovery_code_of_somebody_else_opens_nothing(world: World) -> None:
    added, _secret = with_app(world)
    with_app(world, "bob")
    with pytest.raises(SignInRefused):
        confirm(world, signed_in(world, "bob"), added.codes[0])


def test_new_codes_replace_the_old_ones(world: World) -> None:
    added, _secret = with_app(world)
    with world.session() as session:
        codes = renew_codes(session, token=added.token, secret_key=SECRET_KEY, now=NOW)
        assert told(world, session) == ("renew_recovery_codes", {"count": 10})
        token = signed_in(world)
        with pytest.raises(SignInRefused):
            confirm(world, token, added.codes[0])
        assert confirm(world, token, codes[0])


def test_a_session_confirmed_long_ago_changes_nothing_until_it_is_confirmed_anew(world: World) -> None:
    added, secret = with_app(world)
    with world.session() as session:
        with pytest.raises(Refused, match="confirm_again"):
            renew_codes(session, token=added.token, secret_key=SECRET_KEY, now=minutes(31))
        with pytest.raises(Refused, match="confirm_again"):
            remove_only(world, added.token, later=31)
        fresh = confirm(world, added.token, code_of(secret, 31), 31)
        assert renew_codes(session, token=fresh, secret_key=SECRET_KEY, now=minutes(31))
        with pytest.raises(Refused, match="session_over"):
            renew_codes(session, token=added.token, secret_key=SECRET_KEY, now=minutes(31))


def test_a_session_that_waits_for_the_second_step_changes_nothing(world: World) -> None:
    with_app(world)
    waiting = signed_in(world)
    with world.session() as session, pytest.raises(Refused, match="confirm_again"):
        renew_codes(session, token=waiting, secret_key=SECRET_KEY, now=NOW)
    with pytest.raises(Refused, match="confirm_again"):
        remove_only(world, waiting)
    with pytest.raises(Refused, match="confirm_again"):
        with_app(world, token=waiting)


def test_the_last_factor_goes_with_its_codes_unless_a_role_needs_it(world: World) -> None:
    added, _secret = with_app(world)
    with pytest.raises(Refused, match="factor_required"):
        remove_only(world, added.token, frozenset({Role.RESPONDENT}))
    remove_only(world, added.token, frozenset({Role.REVIEWER}))
    with world.session() as session:
        assert second_factors.codes_left(session, world.keys["alice"]) == 0
        assert told(world, session) == ("remove_factor", {"kind": "totp", "name": ""})
    assert stage(world, signed_in(world)) is Stage.OPEN


def test_nobody_removes_what_is_not_theirs(world: World) -> None:
    with_app(world)
    bob, _secret = with_app(world, "bob")
    with world.session() as session:
        alices = second_factors.factors_of(session, world.keys["alice"])[0].id
        for key in (alices, uuid4()):
            with pytest.raises(Invalid):
                remove_factor(session, token=bob.token, factor_id=key, required=(), now=NOW)


def test_an_administrator_resets_somebody_elses_factors(each_world: World) -> None:
    added, _secret = with_app(each_world)
    with each_world.session() as session:
        reset_factors(session, each_world.actor("adam"), each_world.keys["alice"], NOW)
        assert told(each_world, session) == ("reset_factors", {"count": 1})
        assert entries_of(session, "person", each_world.keys["alice"])[-1].actor_name == "Adam Aziz"
        assert second_factors.codes_left(session, each_world.keys["alice"]) == 0
    assert stage(each_world, added.token) is None
    assert stage(each_world, signed_in(each_world)) is Stage.OPEN
    assert stage(each_world, signed_in(each_world), required=True) is Stage.ENROLMENT


def test_nobody_resets_their_own_and_nobody_but_an_administrator_anybodys(world: World) -> None:
    with world.session() as session:
        with pytest.raises(Refused, match="own_factors"):
            reset_factors(session, world.actor("adam"), world.keys["adam"], NOW)
        for name in ("alice", "dora", "stella", "aude"):
            with pytest.raises(Refused, match="not_your_role"):
                reset_factors(session, world.actor(name), world.keys["bob"], NOW)
        with pytest.raises(Invalid):
            reset_factors(session, world.actor("adam"), uuid4(), NOW)


def test_a_role_that_needs_a_factor_asks_for_one_from_then_on(world: World) -> None:
    token = signed_in(world)
    assert stage(world, token, required=False) is Stage.OPEN
    with world.session() as session:
        roles = {Role.RESPONDENT, Role.STEWARD}
        give_roles(session, actor=world.actor("adam"), person_id=world.keys["alice"], roles=roles, now=NOW)
    assert stage(world, token, required=True) is Stage.ENROLMENT
