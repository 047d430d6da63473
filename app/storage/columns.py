"""Column types that mean the same on SQLite and PostgreSQL, and the keys rows are known by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator
from uuid_utils.compat import uuid7


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; a time without a zone is refused, since nobody could say when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn the moment to UTC; ValueError when it has no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A stored time needs a time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def new_key() -> UUID:
    """A key that nobody can guess and that grows with time (UUIDv7)."""
    return uuid7()


def reference(assessment_id: UUID) -> str:
    """What people call an assessment, as in ``7F3A1-09C4E``: ten characters of the random end of its key."""
    digits = assessment_id.hex[-10:].upper()
    return f"{digits[:5]}-{digits[5:]}"
