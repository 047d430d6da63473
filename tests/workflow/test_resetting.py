"""A forgotten password: a link to whoever has the address, the same answer to everybody, and every session ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from app.storage import ledger, one_time_links, sign_ins
from app.storage.ledger import entries_of
from app.workflow import inviting, resetting
from app.workflow.errors import Invalid, Refused, SignInRefused
from app.workflow.linking import Kind, LinkDead, token_of
from tests.links import CHOSEN, KEY, dead, forget, invite, reset, sign_in
from tests.people import NOW, PASSWORD, World, address_of


def test_a_reset_ends_every_session_and_says_so_by_mail(each_world: World) -> None:
    before = sign_in(each_world, address_of("alice"), PASSWORD)
    token = forget(each_world)
    assert token is not None
    with each_world.session() as session:
        assert sign_ins.holder(session, before, NOW) is not None  # asking changes nothing
    reset(each_world, token)
    with each_world.session() as session:
        assert sign_ins.holder(session, before, NOW) is None
        actions = [entry.action for entry in entries_of(session, "person", each_world.keys["alice"])]
        assert actions[-2:] == ["forgotten", "reset"]
    with each_world.engine.connect() as connection:
        payloads = [str(row[0]) for row in connection.execute(text("SELECT payload FROM outbox_messages"))]
    assert sum("password_changed" in payload for payload in payloads) == 1
    with pytest.raises(SignInRefused):
        sign_in(each_world, address_of("alice"), PASSWORD)
    assert sign_in(each_world, address_of("alice"), CHOSEN)
    with pytest.raises(LinkDead):
        reset(each_world, token)


def test_a_reset_is_open_for_an_hour_and_a_newer_one_ends_it(world: World) -> None:
    first = forget(world)
    second = forget(world, now=NOW + timedelta(minutes=20))
    assert first is not None
    assert second is not None
    assert dead(world, first, NOW + timedelta(minutes=21))
    assert not dead(world, second, NOW + timedelta(minutes=79))
    assert dead(world, second, NOW + timedelta(minutes=80))


def writes(world: World, name: str) -> dict[str, int]:
    """How many rows a request for a reset leaves in each table."""

    def counted() -> dict[str, int]:
        tables = ("attempts", "one_time_links", "outbox_messages")
        with world.engine.connect() as connection:
            return {each: connection.scalar(text(f"SELECT count(*) FROM {each}")) or 0 for each in tables}  # noqa: S608

    before = counted()
    forget(world, name)
    return {table: number - before[table] for table, number in counted().items()}


def test_nobody_unknown_gets_a_mail(each_world: World) -> None:
    invite(each_world)
    with each_world.session() as session:
        bob = each_world.keys["bob"]
        inviting.deactivate(session, actor=each_world.actor("adam"), person_id=bob, now=NOW)
        before = ledger.count(session)
    kept = forget(each_world)
    assert kept is not None
    for name in ("nobody", "bob", "hana"):  # unknown, let go, and never came
        assert writes(each_world, name) == {"attempts": 4, "one_time_links": 0, "outbox_messages": 0}
    assert not dead(each_world, kept)
    assert writes(each_world, "charlie") == {"attempts": 3, "one_time_links": 1, "outbox_messages": 1}
    with each_world.session() as session:
        assert ledger.count(session) == before + 2


def statements(world: World, name: str) -> int:
    """How often the database is asked something while somebody says that they forgot their password."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    with world.session() as session:
        event.listen(world.engine, "before_cursor_execute", note)
        resetting.ask_for_reset(session, email=address_of(name), address="a", key=KEY, now=NOW)
        event.remove(world.engine, "before_cursor_execute", note)
    return len(asked)


def test_as_much_is_done_for_somebody_unknown_as_for_somebody_known(each_world: World) -> None:
    known, unknown = statements(each_world, "alice"), statements(each_world, "nobody")
    assert abs(unknown - known) <= 3  # beginning what is undone, undoing it, and noting the attempt


def test_three_mails_in_a_quarter_of_an_hour_are_enough_for_known_and_unknown(each_world: World) -> None:
    for name in ("alice", "nobody"):
        for _ in range(3):
            forget(each_world, name)
        with pytest.raises(SignInRefused) as refused:
            forget(each_world, name)
        assert (refused.value.reason, refused.value.wait_seconds) == ("too_many", 900)
    assert forget(each_world, now=NOW + timedelta(minutes=16))


def test_only_an_administrator_sends_links_to_others(world: World) -> None:
    for who in ("alice", "dora", "stella", "aude"):
        with world.session() as session, pytest.raises(Refused, match="not_your_role"):
            resetting.send_reset(session, actor=world.actor(who), person_id=world.keys["bob"], key=KEY, now=NOW)
    with world.session() as session:
        resetting.send_reset(session, actor=world.actor("adam"), person_id=world.keys["bob"], key=KEY, now=NOW)
        link = one_time_links.latest(session, world.keys["bob"], Kind.RESET)
        assert link is not None
        entry = entries_of(session, "person", world.keys["bob"])[-1]
        assert (entry.action, entry.actor_id) == ("send_reset", world.keys["adam"])
    reset(world, token_of(link.id, KEY))
    key, _ = invite(world)
    with world.session() as session, pytest.raises(Invalid):  # never chose a password
        resetting.send_reset(session, actor=world.actor("adam"), person_id=key, key=KEY, now=NOW)
