"""Reading a table in batches as plain rows, and row by row where one of them was altered beyond reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Text, cast, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.storage.verification.finding import UNREADABLE

BATCH = 500
Columns = Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]
Key = InstrumentedAttribute[UUID] | InstrumentedAttribute[int]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that cannot be read; `key` is what stands in its key, whatever that is."""

    key: str


def rows_in_order(session: Session, columns: Columns, key: Key) -> Iterator[Row[Any] | Unreadable]:
    """Every row as a plain tuple that begins with its key, in the order of the keys, a batch at a time."""
    last: Any = None
    query = select(key, *columns).order_by(key).limit(BATCH)
    while True:
        try:
            found = session.execute(query if last is None else query.where(key > last)).all()
        except UNREADABLE:
            yield from _one_by_one(session, columns, key, last)
            return
        yield from found
        if len(found) < BATCH:
            return
        last = found[-1][0]


def _one_by_one(session: Session, columns: Columns, key: Key, last: Any) -> Iterator[Row[Any] | Unreadable]:
    keys = select(cast(key, Text)).order_by(key)
    read = int if key.type.python_type is int else UUID
    for raw in session.scalars(keys if last is None else keys.where(key > last)).all():
        shown = str(raw)
        try:
            shown = str(known := read(raw))
            found = session.execute(select(key, *columns).where(key == known)).one_or_none()
        except UNREADABLE:
            found = None
        yield Unreadable(shown) if found is None else found
