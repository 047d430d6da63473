"""Working the outbox: each message is taken, done outside any transaction, and done once more only after a crash."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from app.storage import outbox
from app.storage.outbox import OutboxMessage
from app.storage.transaction import transaction

# After each failure it is tried again later; a mail server that is away for a weekend loses nothing.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
LONGEST_PAUSE = timedelta(days=1)
MOST_TRIES = 12  # over a week
TAKEN_FOR = timedelta(minutes=10)  # longer than the slowest mail server may take for one mail
ENDED_AT_WORK = "The worker ended while it was at work on this."


class DeliveryFailed(Exception):
    """It did not work this time; `str()` is kept for the operator and holds no secret."""


class Undeliverable(DeliveryFailed):
    """It will not work however often it is tried."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the outbox while somebody works on it; `tries` counts this time."""

    id: UUID
    kind: str
    payload: Mapping[str, Any]
    created_at: datetime
    tries: int


Outside = Callable[[Message], None]  # does what takes long, with no transaction open
Inside = Callable[[Session, Message, datetime], None]  # changes the database in the transaction that ends the message


def _silent(_line: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Worker:
    """What works the outbox: where it is, what time it is, and who does which kind; other kinds wait.

    `tell` gets a line about each failure, which names the message by its key and says nothing of what is in it.
    """

    sessions: sessionmaker[Session]
    now: Callable[[], datetime]
    outside: Mapping[str, Outside] = field(default_factory=dict)
    inside: Mapping[str, Inside] = field(default_factory=dict)
    tell: Callable[[str], None] = _silent

    def kinds(self) -> list[str]:
        """The kinds of messages that it takes."""
        return [*self.outside, *self.inside]


def work_due(worker: Worker, stopping: Callable[[], bool] = lambda: False) -> int:
    """Work on everything that is due, until nothing is or `stopping()`; gives how many messages were taken.

    Whatever goes wrong with a message is written beside it, and the next one is taken. What the database raises is
    raised: without it nothing can be taken.
    """
    count = 0
    with worker.sessions() as session:
        while not stopping() and (message := take(session, worker.now(), worker.kinds())):
            _work_on(worker, session, message)
            count += 1
    return count


def take(session: Session, now: datetime, kinds: list[str]) -> Message | None:
    """Take the message that is due longest, for ten minutes; None when there is none.

    A message whose worker ended at work too often is given up instead, so that it cannot bring down every worker.
    """
    while True:
        session.rollback()
        if not outbox.is_due(session, now, kinds):
            session.rollback()
            return None
        with transaction(session):
            found = outbox.next_due(session, now, kinds)
            if found is None:
                return None  # somebody else was faster
            if found.tries < MOST_TRIES:
                found.tries += 1
                found.taken_until = now + TAKEN_FOR
                return Message(found.id, found.kind, found.payload, found.created_at, found.tries)
            found.given_up_at, found.taken_until, found.last_error = now, None, ENDED_AT_WORK


def _work_on(worker: Worker, session: Session, message: Message) -> None:
    try:
        if message.kind in worker.inside:
            _do_inside(worker, session, message)
        else:
            worker.outside[message.kind](message)
            _finish(session, message, worker.now())
    except DeliveryFailed as failed:
        _fail(worker, session, message, str(failed), for_good=isinstance(failed, Undeliverable))
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not keep the other messages waiting
        # Only its kind: what an unforeseen error says may hold what is in the mail.
        _fail(worker, session, message, f"An unforeseen error: {type(error).__name__}.", for_good=False)


def _do_inside(worker: Worker, session: Session, message: Message) -> None:
    now = worker.now()
    with transaction(session):
        found = outbox.held(session, message.id)
        if found.done_at is not None or found.tries != message.tries:
            return  # it took so long that somebody else has taken it up
        worker.inside[message.kind](session, message, now)
        found.done_at, found.taken_until, found.last_error = now, None, None


def _finish(session: Session, message: Message, now: datetime) -> None:
    with transaction(session):
        found = outbox.held(session, message.id)
        found.done_at, found.taken_until, found.last_error = now, None, None
        found.given_up_at = None  # done is done, whatever somebody else thought meanwhile


def _fail(worker: Worker, session: Session, message: Message, error: str, *, for_good: bool) -> None:
    now = worker.now()
    with transaction(session):
        found = outbox.held(session, message.id)
        if found.done_at is not None or found.tries != message.tries:
            return
        found.last_error, found.taken_until = error, None
        if for_good or found.tries >= MOST_TRIES:
            found.given_up_at = now
            then = "given up"
        else:
            found.due_at = now + pause_after(found.tries)
            then = f"again at {found.due_at:%Y-%m-%d %H:%M} UTC"
    worker.tell(f"{message.kind} {message.id}: {error} Try {message.tries}, {then}.")


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries that failed."""
    return PAUSES[tries - 1] if tries <= len(PAUSES) else LONGEST_PAUSE


def retry(session: Session, now: datetime) -> int:
    """Take up again what was given up, from the beginning; gives how many messages there were."""
    with transaction(session):
        again = update(OutboxMessage).where(OutboxMessage.given_up_at.is_not(None), OutboxMessage.done_at.is_(None))
        result = session.connection().execute(again.values(given_up_at=None, tries=0, due_at=now, taken_until=None))
        return result.rowcount


def consider_done(session: Session, now: datetime, *, but: Collection[str] = ()) -> int:
    """Mark everything that waits as done without doing it: for a history that was told rather than lived through.

    What is of the kinds `but` is still to be done.
    """
    with transaction(session):
        waiting = update(OutboxMessage).where(OutboxMessage.done_at.is_(None), OutboxMessage.given_up_at.is_(None))
        told = waiting.where(OutboxMessage.kind.not_in(but)).values(done_at=now)
        return session.connection().execute(told).rowcount
