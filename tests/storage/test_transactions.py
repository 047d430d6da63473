"""The one commit: what is acknowledged is on disk, what is decided is decided on what is there now."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.storage.assessments import locked
from app.storage.people import Organisation, organisation_by_name
from app.storage.transaction import transaction
from tests.people import World


def test_a_change_is_there_for_everybody_after_the_transaction(each_world: World) -> None:
    with each_world.session() as session, transaction(session):
        session.add(Organisation(name="New Office"))
    with each_world.session() as session:
        assert organisation_by_name(session, "New Office") is not None


def test_an_error_undoes_everything(each_world: World) -> None:
    with each_world.session() as session:

        def fail() -> None:
            with transaction(session):
                session.add(Organisation(name="New Office"))
                session.flush()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert organisation_by_name(session, "New Office") is None


def test_what_was_read_before_is_read_again(each_world: World) -> None:
    key = each_world.draft(system="Before")
    with each_world.session() as session:
        assert each_world.find(session, key).system_name == "Before"
        with each_world.session() as other, transaction(other):
            locked(other, key).system_name = "After"
        with transaction(session):
            assert each_world.find(session, key).system_name == "After"


def test_a_transaction_holds_others_off_from_its_beginning(world: World) -> None:
    """BEGIN IMMEDIATE: on SQLite a reader that turns writer would fail instead of waiting."""
    began, order = Event(), []

    def write_later() -> None:
        began.wait()
        with world.session() as session, transaction(session):
            order.append("second")

    thread = Thread(target=write_later)
    thread.start()
    with world.session() as session, transaction(session):
        began.set()
        thread.join(timeout=0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_a_row_is_held_on_postgresql(each_world: World) -> None:
    key, began, order = each_world.draft(), Event(), []

    def write_later() -> None:
        began.wait()
        with each_world.session() as session, transaction(session):
            locked(session, key)
            order.append("second")

    thread = Thread(target=write_later)
    thread.start()
    with each_world.session() as session, transaction(session):
        locked(session, key)
        began.set()
        thread.join(timeout=0.3)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_transactions_do_not_nest_and_nothing_is_changed_outside(world: World) -> None:
    with world.session() as session:
        with transaction(session), pytest.raises(RuntimeError, match="open already"), transaction(session):
            pass
        session.add(Organisation(name="Outside"))
        with pytest.raises(RuntimeError, match="outside"), transaction(session):
            pass


def test_sqlite_answers_only_when_it_is_on_the_disk(world: World) -> None:
    with world.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_keys_must_lead_somewhere(each_world: World) -> None:
    with each_world.session() as session, pytest.raises(DBAPIError), transaction(session):
        session.execute(text("UPDATE people SET organisation_id = owner_id FROM (SELECT id AS owner_id FROM people) x"))
