"""Reading an assessment as a plain row, for what happens with every page and every save of a section."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.storage.mapping import plain
from app.storage.matrices import know
from app.storage.tables import Assessment


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What an assessment was when it was read: its columns, but nothing that they lead to."""

    id: UUID
    system_name: str
    owner_id: UUID
    published_matrix_id: UUID
    state: str
    revision: int
    version: int
    answers: dict[str, Any]
    comments: dict[str, Any]
    section_edits: dict[str, Any]
    answer_edits: dict[str, Any]
    evidence: dict[str, Any]
    test_results: dict[str, Any]
    replies: dict[str, Any]
    submission_id: UUID | None
    previous_submission_id: UUID | None


_rows = plain(Assessment)
# Made once: putting these together takes about as long as asking.
_ONE = select(*(_rows.c[field.name] for field in fields(DraftRow))).where(_rows.c.id == bindparam("id"))
_LOCKED = _ONE.with_for_update()


def draft_row(session: Session, assessment_id: UUID) -> DraftRow | None:
    """The assessment with this key; whether somebody may see it is for web.access to say."""
    return _read(session, _ONE, assessment_id)


def locked_row(session: Session, assessment_id: UUID) -> DraftRow:
    """The assessment as it is now, held until the transaction ends; LookupError when there is none.

    SQLite has locked the whole database by then, PostgreSQL locks the row.
    """
    found = _read(session, _LOCKED, assessment_id)
    if found is None:
        raise LookupError(f"There is no assessment {assessment_id}.")
    return found


def _read(session: Session, query: Any, assessment_id: UUID) -> DraftRow | None:
    row = session.connection().execute(query, {"id": assessment_id}).one_or_none()
    if row is None:
        return None
    found = DraftRow(*row)
    know(session, found.published_matrix_id)
    return found
