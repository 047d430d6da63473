"""The digest of a row that is written once: of an object that was made, or of a plain row of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import JSON, Column, ColumnElement, Text, cast, inspect

from app.domain.canonical import Canonical, canonical, canonical_object, canonical_of_read, digest, read_exactly
from app.storage.mapping import Table, plain
from app.storage.written_once import WrittenOnce


class Part(NamedTuple):
    """One value of a row, as it is and as canonical JSON."""

    value: Any
    text: Canonical


Parts = Mapping[str, Part]


def row_of(row: WrittenOnce) -> dict[str, str]:
    """A written-once row as an entry names it: its table, its key and the digest of everything in it."""
    state: Any = inspect(row)
    values = {
        column.key: value
        for column in state.mapper.column_attrs
        if (value := plain_value(getattr(row, column.key))) is not None or not _is_later(column.columns[0])
    }
    return {"table": str(state.mapper.local_table.name), "id": str(values["id"]), "sha256": digest(values)}


def stored_columns(table: type[Table]) -> tuple[ColumnElement[Any], ...]:
    """What to select for `parts_of`: every column, and JSON as the text that is stored."""
    return tuple(
        cast(column, Text).label(column.key) if isinstance(column.type, JSON) else column for column in plain(table).c
    )


def parts_of(table: type[Table], values: Sequence[object]) -> Parts:
    """Each value of a plain row under its column's name.

    In: a row of `stored_columns`. ValueError for JSON that cannot be read or holds a float.
    """
    return {
        column.key: _json_part(value) if isinstance(column.type, JSON) and isinstance(value, str) else _part(value)
        for column, value in zip(plain(table).c, values, strict=True)
        if value is not None or not _is_later(column)
    }


def digest_of_parts(parts: Parts) -> str:
    """The digest that `row_of` gave the row when it was written."""
    return digest(canonical_object({name: part.text for name, part in parts.items()}))


def _json_part(stored: str) -> Part:
    value = read_exactly(stored)
    return Part(value, canonical_of_read(value))


def _part(value: object) -> Part:
    plainly = plain_value(value)
    return Part(plainly, canonical(plainly))


def plain_value(value: object) -> object:
    """A value of a column as canonical JSON has it: moments in UTC to the microsecond, keys as text."""
    if isinstance(value, datetime):
        in_utc = value if value.tzinfo is UTC else value.astimezone(UTC)
        return in_utc.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _is_later(column: Column[Any]) -> bool:
    return bool(column.info.get("later"))
