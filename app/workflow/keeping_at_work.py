"""A worker that goes on: what time asks for, what is due in the outbox, a pause, and again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from sqlalchemy.exc import DBAPIError

from app.workflow.delivering import Worker, work_due
from app.workflow.passing_time import pass_time


@dataclass(slots=True)
class Shift:
    """A worker at work until it is told to stop; the message in hand is finished first."""

    worker: Worker
    stop: Event = field(default_factory=Event)
    _last: datetime | None = None

    def once(self) -> int:
        """Do what time asks for and everything that is due; gives how many messages were taken."""
        now = self.worker.now()
        with self.worker.sessions() as session:
            pass_time(session, now, self._last)
        self._last = now
        return work_due(self.worker, self.stop.is_set)

    def until_stopped(self, pause: float) -> None:
        """Go on until `stop` is set, with so many seconds between two looks; a database that is away is waited for."""
        while not self.stop.is_set():
            try:
                self.once()
            except DBAPIError as error:
                # The kind only: a statement that failed comes with its values.
                self.worker.tell(f"The database does not answer ({type(error.orig).__name__}); tried again soon.")
            self.stop.wait(pause)
