"""Two shifts at work side by side: neither waits for the other, and both end when they are told to."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, Thread

import pytest

from app.storage.engine import session_factory
from app.storage.outbox import waiting_by_kind
from app.storage.transaction import transaction
from app.workflow import keeping_at_work
from app.workflow.asking import DOCUMENTS, ask
from app.workflow.delivering import DeliveryFailed, Message, Outside, Worker, consider_done
from app.workflow.keeping_at_work import Shift, beside
from tests.outbox import Clock
from tests.people import NOW, World

SOON = 0.02  # seconds between two looks
LONG = 20.0  # seconds after which a test fails instead of waiting on


def ask_for(world: World, *kinds: str) -> None:
    with world.session() as session, transaction(session):
        for kind in kinds:
            ask(session, kind=kind, payload={}, now=NOW)


def shift_for(world: World, kind: str, do: Outside, stop: Event, told: list[str] | None = None) -> Shift:
    tell = ([] if told is None else told).append
    return Shift(Worker(session_factory(world.engine), Clock().now, {kind: do}, tell=tell), stop, by_the_clock=False)


@pytest.fixture
def stop() -> Iterator[Event]:
    """Told at the end in any case, so that no thread of a test that failed goes on."""
    told = Event()
    yield told
    told.set()


def test_mail_does_not_wait_for_a_document_that_is_stuck(each_world: World, stop: Event) -> None:
    begun, sent, go_on = Event(), Event(), Event()

    def stuck(_message: Message) -> None:
        begun.set()
        assert go_on.wait(LONG)

    ask_for(each_world, "document", "document")
    mail = shift_for(each_world, "mail", lambda _message: sent.set(), stop)
    with beside(shift_for(each_world, "document", stuck, stop), SOON), beside(mail, SOON):
        assert begun.wait(LONG)
        ask_for(each_world, "mail")  # while the document is in hand
        assert sent.wait(LONG)
        assert not go_on.is_set()
        go_on.set()


def test_what_is_in_hand_at_the_end_is_finished_or_interrupted_and_waits_for_another_time(
    world: World, stop: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, interrupted, told = Event(), Event(), list[str]()

    def stuck(_message: Message) -> None:
        begun.set()
        assert interrupted.wait(LONG)
        raise DeliveryFailed("It was stopped.")

    monkeypatch.setattr(keeping_at_work, "LAST_WAIT", 0.1)
    ask_for(world, "document", "document")
    with beside(shift_for(world, "document", stuck, stop, told), SOON, interrupted.set):
        assert begun.wait(LONG)
        assert not interrupted.is_set()
    assert stop.is_set()
    assert [line.partition(": ")[2] for line in told] == ["It was stopped. Try 1, again at 2026-11-23 09:01 UTC."]
    with world.session() as session:
        assert waiting_by_kind(session) == {"document": 2}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_when_one_ends_by_itself_all_are_told_to_stop(world: World, stop: Event) -> None:
    def broken(_message: Message) -> None:
        raise SystemExit

    ask_for(world, "document")
    mail = shift_for(world, "mail", lambda _message: None, stop)
    with beside(shift_for(world, "document", broken, stop), SOON):
        waiting = Thread(target=mail.until_stopped, args=(LONG,), daemon=True)
        waiting.start()
        waiting.join(LONG / 2)
        assert not waiting.is_alive()


def test_it_rests_when_something_was_done_and_not_otherwise(world: World, stop: Event) -> None:
    rests: list[int] = []
    shift = shift_for(world, "document", lambda _message: None, stop)
    shift.rest = lambda: rests.append(1)
    ask_for(world, "document", "document")
    assert (shift.once(), shift.once(), rests) == (2, 0, [1])


def test_a_history_that_was_told_still_gets_its_documents(world: World) -> None:
    ask_for(world, "mail", *DOCUMENTS)
    with world.session() as session:
        assert consider_done(session, NOW, but=DOCUMENTS) == 1
        assert waiting_by_kind(session) == dict.fromkeys(DOCUMENTS, 1)
