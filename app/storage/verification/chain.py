"""Walking the chain: each entry follows the one before it, and none is lost, moved, inserted or altered."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from app.storage.ledger import FIRST_HASH, Entry, hash_of
from app.storage.mapping import plain
from app.storage.tables import LedgerEntry, LedgerHead
from app.storage.verification.finding import UNREADABLE, Fault, attempt
from app.storage.verification.reading import BATCH, Unreadable, rows_in_order
from app.storage.verification.told import Told

Progress = Callable[[int], object]


def faults_of_chain(session: Session, told: Told, progress: Progress) -> Iterator[Fault]:
    """Every fault of the chain; `told` hears each entry on the way, and `progress` how far it is."""
    previous: str | None = FIRST_HASH
    expected = 1
    _key, *columns = plain(LedgerEntry).c
    for row in rows_in_order(session, columns, LedgerEntry.sequence):
        sequence = int(row.key) if isinstance(row, Unreadable) else row.sequence
        if sequence != expected:
            lost = "is missing." if sequence - 1 == expected else f"to {sequence - 1} are missing."
            yield Fault(expected, "ledger", f"entry {expected} {lost}")
            previous = None  # what comes after a gap cannot follow
        expected = sequence + 1
        if isinstance(row, Unreadable):
            yield Fault(sequence, "ledger", "cannot be read.")
            previous = None
            continue
        entry = Entry._make(row)
        if sequence % BATCH == 0:
            progress(sequence)
        yield from _faults_of_entry(entry, previous, told)
        previous = entry.hash
    head = session.get(LedgerHead, 1)
    if head is None or head.sequence != expected - 1 or previous not in (None, head.hash):
        last = "unknown" if head is None else head.sequence
        yield Fault(expected, "ledger", f"ends at entry {expected - 1}, but the last one written was {last}.")


def _faults_of_entry(entry: Entry, previous: str | None, told: Told) -> Iterator[Fault]:
    """The faults of one entry; `previous` is the hash of the one before it, None where that is lost."""
    if previous is not None and entry.previous_hash != previous:
        sentence = "does not follow the entry before it: one was inserted, lost or moved."
        yield Fault(entry.sequence, _name(entry), sentence)
    if attempt(lambda: hash_of(entry)) != entry.hash:
        yield Fault(entry.sequence, _name(entry), "was altered after it was written.")
    try:
        told.listen(entry)
    except UNREADABLE:
        yield Fault(entry.sequence, _name(entry), "tells details that cannot be read.")


def _name(entry: Entry) -> str:
    return f"“{entry.action}” of {entry.subject_kind} {entry.subject_id}"
