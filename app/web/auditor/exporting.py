"""Entries of the ledger as CSV for people and as JSON Lines for whoever recomputes the hashes."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC
from io import StringIO

from app.domain.answer_sheet import guarded
from app.domain.canonical import canonical_json
from app.storage.ledger import Entry, told_by

COLUMNS = ("sequence", "at", "actor", "actor_name", "action", "subject_kind", "subject", "details", "previous", "hash")


def as_csv(entries: Iterable[Entry]) -> Iterator[bytes]:
    """A line a piece, after a mark by which spreadsheets know UTF-8; no cell begins a formula."""
    yield "\ufeff".encode() + _line(COLUMNS)
    for entry in entries:
        told = told_by(entry) | {"at": entry.at.astimezone(UTC).isoformat(), "hash": entry.hash}
        yield _line([guarded("" if told[name] is None else str(told[name])) for name in COLUMNS])


def as_json_lines(entries: Iterable[Entry]) -> Iterator[bytes]:
    """A line a piece: exactly what the hash is over, and the hash."""
    for entry in entries:
        yield canonical_json(told_by(entry) | {"hash": entry.hash}) + b"\n"


def _line(cells: Iterable[object]) -> bytes:
    written = StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue().encode()
