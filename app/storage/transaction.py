"""The only place where changes are committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from sqlalchemy.orm import Session

from app.storage.engine import WRITING

_OPEN = "fenji_transaction"
# SQLite lets writers wait by sleeping, ever longer and in no order; the threads of one process take turns instead.
_turns = Lock()
LONGEST_WAIT = 15.0  # seconds; as long as the engine lets SQLite wait for other processes


@contextmanager
def transaction(session: Session) -> Iterator[None]:
    """Begin a transaction that may write, and commit it, or undo it when anything is raised.

    What the session had read before is read again: a decision made on an older snapshot would be a
    decision about something that is gone. RuntimeError when changes were made outside, or one is open.
    """
    if session.info.get(_OPEN):
        raise RuntimeError("A transaction is open already; one function is one transaction.")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed outside a transaction.")
    session.rollback()
    session.info[_OPEN] = True
    waits = session.get_bind().dialect.name == "sqlite"
    has_turn = waits and _turns.acquire(timeout=LONGEST_WAIT)
    try:
        session.connection(execution_options={WRITING: True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        if has_turn:
            _turns.release()
        session.info.pop(_OPEN, None)


def in_transaction(session: Session) -> bool:
    """Whether a transaction that may write is open on this session."""
    return bool(session.info.get(_OPEN))
