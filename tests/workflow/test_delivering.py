"""The outbox is worked off: each message once, again after failures with growing pauses, given up in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Barrier, Thread
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.storage import outbox
from app.storage.engine import session_factory
from app.storage.tables import OutboxMessage
from app.storage.transaction import transaction
from app.workflow.asking import ask
from app.workflow.delivering import (
    LONGEST_PAUSE,
    MOST_TRIES,
    PAUSES,
    TAKEN_FOR,
    DeliveryFailed,
    Message,
    Outside,
    Undeliverable,
    Worker,
    consider_done,
    retry,
    work_due,
)
from tests.outbox import Clock
from tests.people import NOW, World


def put(world: World, count: int = 1, kind: str = "mail", due_at: datetime | None = None) -> None:
    with world.session() as session, transaction(session):
        for number in range(count):
            ask(session, kind=kind, payload={"number": number}, now=NOW, due_at=due_at)


def worker_of(world: World, clock: Clock, do: Outside, told: list[str] | None = None) -> Worker:
    tell = (told if told is not None else []).append
    return Worker(session_factory(world.engine), clock.now, {"mail": do}, tell=tell)


def rows(world: World) -> list[OutboxMessage]:
    with world.session() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def failing(error: BaseException) -> Outside:
    def do(message: Message) -> None:
        raise error

    return do


def test_each_message_is_done_once_and_those_of_later_wait(each_world: World) -> None:
    clock, done = Clock(), Counter[UUID]()
    put(each_world, 3)
    put(each_world, 1, due_at=NOW + timedelta(hours=1))
    put(each_world, 1, kind="of_a_later_edition")
    worker = worker_of(each_world, clock, lambda message: done.update([message.id]))
    assert (work_due(worker), work_due(worker)) == (3, 0)
    assert set(done.values()) == {1}
    clock.pass_by(hours=1)
    assert work_due(worker) == 1
    with each_world.session() as session:
        assert outbox.waiting_by_kind(session) == {"of_a_later_edition": 1}
        assert outbox.standing(session, clock.time).due == 1


def test_the_pauses_grow_and_then_it_is_given_up_until_somebody_retries(each_world: World) -> None:
    clock, told, tries = Clock(), list[str](), list[datetime]()

    def do(message: Message) -> None:
        tries.append(clock.time)
        raise DeliveryFailed("The mail server does not answer.")

    put(each_world)
    worker = worker_of(each_world, clock, do, told)
    work_due(worker)
    while (row := rows(each_world)[0]).given_up_at is None:
        clock.time = row.due_at
        work_due(worker)
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert pauses == [*PAUSES, *[LONGEST_PAUSE] * (MOST_TRIES - 1 - len(PAUSES))]
    assert pauses == sorted(pauses)
    assert (row.tries, row.done_at, row.last_error) == (MOST_TRIES, None, "The mail server does not answer.")
    assert told[0].endswith("The mail server does not answer. Try 1, again at 2026-11-23 09:01 UTC.")
    assert told[-1].endswith(f"Try {MOST_TRIES}, given up.")
    clock.pass_by(days=400)
    assert work_due(worker) == 0
    with each_world.session() as session:
        assert retry(session, clock.time) == 1
        assert retry(session, clock.time) == 0
    done: list[UUID] = []
    assert work_due(worker_of(each_world, clock, lambda message: done.append(message.id))) == 1
    assert (done, rows(each_world)[0].last_error) == ([row.id], None)


def test_what_can_never_work_is_given_up_at_once(each_world: World) -> None:
    put(each_world)
    work_due(worker_of(each_world, Clock(), failing(Undeliverable("There is no such person."))))
    assert rows(each_world)[0].given_up_at == NOW


def test_an_unforeseen_error_says_nothing_of_what_it_was_about(each_world: World) -> None:
    told: list[str] = []
    put(each_world)
    work_due(worker_of(each_world, Clock(), failing(ValueError("the password is hunter2")), told))
    assert rows(each_world)[0].last_error == "An unforeseen error: ValueError."
    assert "hunter2" not in str(told)


def test_one_that_fails_keeps_no_other_waiting(each_world: World) -> None:
    done: list[int] = []

    def do(message: Message) -> None:
        if message.payload["number"] == 0:
            raise RuntimeError
        done.append(message.payload["number"])

    put(each_world, 3)
    assert work_due(worker_of(each_world, Clock(), do)) == 3
    assert done == [1, 2]


def test_a_message_in_the_hands_of_a_dead_worker_is_taken_up_after_a_while(each_world: World) -> None:
    clock, seen = Clock(), list[UUID]()

    def die(message: Message) -> None:
        seen.append(message.id)
        raise SystemExit  # as if killed: nothing is written any more

    put(each_world)
    with pytest.raises(SystemExit):
        work_due(worker_of(each_world, clock, die))
    alive = worker_of(each_world, clock, lambda message: seen.append(message.id))
    clock.time = NOW + TAKEN_FOR - timedelta(seconds=1)
    assert work_due(alive) == 0
    clock.time = NOW + TAKEN_FOR
    assert work_due(alive) == 1
    assert seen[0] == seen[1]


def test_a_message_that_ends_every_worker_is_given_up(each_world: World) -> None:
    clock = Clock()
    put(each_world)
    for _ in range(MOST_TRIES):
        with pytest.raises(SystemExit):
            work_due(worker_of(each_world, clock, failing(SystemExit())))
        clock.pass_by(minutes=11)
    assert work_due(worker_of(each_world, clock, failing(SystemExit()))) == 0
    assert rows(each_world)[0].given_up_at == clock.time


def test_a_slow_worker_spoils_nothing_for_the_one_that_took_over(each_world: World) -> None:
    clock, done = Clock(), list[str]()
    quick = worker_of(each_world, clock, lambda _message: done.append("quick"))

    def slow(message: Message) -> None:
        clock.pass_by(minutes=11)
        assert work_due(quick) == 1
        raise DeliveryFailed("Too late.")

    put(each_world)
    work_due(worker_of(each_world, clock, slow))
    (row,) = rows(each_world)
    assert (done, row.last_error, row.given_up_at) == (["quick"], None, None)
    assert row.done_at == clock.time


def test_many_workers_at_once_do_each_message_once(each_world: World) -> None:
    many, workers = 60, 4
    put(each_world, many)
    done: list[int] = []
    barrier = Barrier(workers)
    worker = worker_of(each_world, Clock(), lambda message: done.append(message.payload["number"]))

    def work() -> None:
        barrier.wait()
        work_due(worker)

    threads = [Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(many))
    assert all(row.done_at is not None and row.tries == 1 for row in rows(each_world))


def test_work_in_the_database_ends_with_its_message_or_not_at_all(each_world: World) -> None:
    broken = [True]

    def fan_out(session: Session, message: Message, now: datetime) -> None:
        ask(session, kind="mail", payload={}, now=now)
        session.flush()
        if broken:
            raise RuntimeError

    put(each_world, kind="fan_out")
    clock = Clock()
    worker = Worker(session_factory(each_world.engine), clock.now, inside={"fan_out": fan_out})
    work_due(worker)
    assert [row.kind for row in rows(each_world)] == ["fan_out"]
    broken.clear()
    clock.pass_by(minutes=1)
    work_due(worker)
    assert [(row.kind, row.done_at) for row in rows(each_world)] == [("fan_out", clock.time), ("mail", None)]


def test_a_worker_that_is_told_to_stop_finishes_what_it_has_in_hand(each_world: World) -> None:
    done: list[UUID] = []
    put(each_world, 3)
    worker = worker_of(each_world, Clock(), lambda message: done.append(message.id))
    assert work_due(worker, lambda: bool(done)) == 1
    assert [row.done_at is None for row in rows(each_world)].count(True) == 2


def test_what_is_considered_done_is_not_done(each_world: World) -> None:
    put(each_world, 2)
    with each_world.session() as session:
        assert consider_done(session, NOW) == 2
    assert work_due(worker_of(each_world, Clock(), failing(AssertionError()))) == 0


FAILURES: dict[str, Callable[[], BaseException]] = {
    "away": lambda: DeliveryFailed("away"),
    "unforeseen": RuntimeError,
    "killed": SystemExit,
    "killed after sending": SystemExit,
    "never": lambda: Undeliverable("never"),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.lists(st.sampled_from([*FAILURES, "good"]), max_size=16), min_size=1, max_size=4))
def test_whatever_the_order_of_failures_each_message_ends_done_or_given_up(
    world: World, plans: list[list[str]]
) -> None:
    with world.session() as session, transaction(session):
        session.execute(delete(OutboxMessage))
    clock, sent, left = Clock(), Counter[int](), [list(plan) for plan in plans]
    put(world, len(plans))

    def do(message: Message) -> None:
        number = message.payload["number"]
        what = left[number].pop(0) if left[number] else "good"
        if what in {"good", "killed after sending"}:
            sent[number] += 1
        if what != "good":
            error = FAILURES[what]()
            raise error

    worker = worker_of(world, clock, do)
    for _ in range(2 * MOST_TRIES * len(plans)):
        try:
            work_due(worker)
        except SystemExit:
            continue
        clock.pass_by(hours=25)
    for number, row in enumerate(rows(world)):
        # Sent once, and once more only for each worker that was killed before it could say so.
        twice = plans[number][: row.tries].count("killed after sending")
        assert (row.done_at is None) != (row.given_up_at is None)
        assert sent[number] == twice + (row.done_at is not None)
        assert row.tries <= MOST_TRIES
