"""Walking the chain: each entry follows the one before it, and none is lost, moved, inserted or altered."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.ledger import FIRST_HASH, LedgerEntry, hash_of
from app.storage.tables import LedgerHead
from app.storage.verification.finding import UNREADABLE, Fault
from app.storage.verification.told import Told


def faults_of_chain(session: Session, told: Told) -> Iterator[Fault]:
    """Every fault of the chain; `told` hears each entry on the way."""
    previous, expected = FIRST_HASH, 1
    for entry in _entries(session):
        if entry is None:
            yield Fault(None, "ledger", f"holds an entry behind {expected - 1} that cannot be read.")
            return
        name = f"“{entry.action}” of {entry.subject_kind} {entry.subject_id}"
        if entry.sequence != expected:
            lost = "is missing." if entry.sequence - 1 == expected else f"to {entry.sequence - 1} are missing."
            yield Fault(expected, "ledger", f"entry {expected} {lost}")
        elif entry.previous_hash != previous:
            yield Fault(entry.sequence, name, "does not follow the entry before it: one was inserted, lost or moved.")
        if hash_of(entry) != entry.hash:
            yield Fault(entry.sequence, name, "was altered after it was written.")
        previous, expected = entry.hash, entry.sequence + 1
        try:
            told.listen(entry)
        except UNREADABLE:
            yield Fault(entry.sequence, name, "tells details that cannot be read.")
        session.expunge(entry)
    head = session.get(LedgerHead, 1)
    if head is None or (head.sequence, head.hash) != (expected - 1, previous):
        last = "unknown" if head is None else head.sequence
        yield Fault(expected, "ledger", f"ends at entry {expected - 1}, but the last one written was {last}.")


def _entries(session: Session) -> Iterator[LedgerEntry | None]:
    """Each entry in order; None, and an end, where one cannot even be read."""
    query = select(LedgerEntry).order_by(LedgerEntry.sequence).execution_options(yield_per=500)
    try:
        yield from session.scalars(query)
    except UNREADABLE:
        yield None
