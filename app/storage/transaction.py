"""The only place where changes are committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.storage.engine import WRITING

_OPEN = "fenji_transaction"


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
    try:
        session.connection(execution_options={WRITING: True})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_OPEN, None)
