"""A worker that goes on: what time asks for, what is due in the outbox, a pause, and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Thread

from sqlalchemy.exc import DBAPIError

from app.workflow.delivering import Worker, work_due
from app.workflow.passing_time import pass_time

LAST_WAIT = 5.0  # seconds in which what is in hand at the end is to be finished


@dataclass(slots=True)
class Shift:
    """A worker at work until it is told to stop; the message in hand is finished first."""

    worker: Worker
    stop: Event = field(default_factory=Event)
    by_the_clock: bool = True  # whether it does what time asks for
    rest: Callable[[], None] = lambda: None  # called when something was done and nothing more is due
    _last: datetime | None = None

    def once(self) -> int:
        """Do what time asks for and everything that is due; gives how many messages were taken."""
        if self.by_the_clock:
            now = self.worker.now()
            with self.worker.sessions() as session:
                pass_time(session, now, self._last)
            self._last = now
        count = work_due(self.worker, self.stop.is_set)
        if count:
            self.rest()
        return count

    def until_stopped(self, pause: float) -> None:
        """Go on until `stop` is set, with so many seconds between two looks; a database that is away is waited for."""
        while not self.stop.is_set():
            try:
                self.once()
            except DBAPIError as error:
                # The kind only: a statement that failed comes with its values.
                self.worker.tell(f"The database does not answer ({type(error.orig).__name__}); tried again soon.")
            self.stop.wait(pause)


@contextmanager
def beside(shift: Shift, pause: float, interrupt: Callable[[], None] = lambda: None) -> Iterator[None]:
    """A shift at work in a thread of its own meanwhile, so that it and whatever else is done do not wait for another.

    At the end it is told to stop; what it has in hand after five seconds more is interrupted by `interrupt`. Should it
    end by itself, everybody is told to stop who has the same `stop`: a part that is missing would not be noticed.
    """

    def work() -> None:
        try:
            shift.until_stopped(pause)
        finally:
            shift.stop.set()

    thread = Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        shift.stop.set()
        thread.join(LAST_WAIT)
        if thread.is_alive():
            interrupt()
            thread.join(LAST_WAIT)
