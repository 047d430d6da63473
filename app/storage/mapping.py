"""What all mapped classes share: how columns are typed, and how constraints are named."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, MetaData
from sqlalchemy import Table as PlainTable
from sqlalchemy.orm import DeclarativeBase

from app.domain.lifecycle import Role, State
from app.storage.columns import UtcTime

Document = dict[str, Any]  # JSON as it is stored; the domain reads it into types of its own

# Marks a column that a written-once table got later: the digest of a row from before, where it is NULL, leaves it out.
LATER = {"later": True}


class Table(DeclarativeBase):
    """What all tables share: how columns are typed and constraints are named."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcTime(), Document: JSON(none_as_null=True)}  # noqa: RUF012 - SQLAlchemy's own attribute


def one_of(column: str, values: type[State | Role]) -> CheckConstraint:
    """The column holds one of these values and nothing else."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def plain(mapped: type[Table]) -> PlainTable:
    """The table of a mapped class, for statements that run with every request and need no objects."""
    table = mapped.__table__
    assert isinstance(table, PlainTable)  # noqa: S101 - no class of ours is mapped to anything else
    return table
