"""Moving an assessment along the lifecycle, in one guarded statement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, update
from sqlalchemy.orm import Session

from app.domain.lifecycle import Move, Refused
from app.storage.assessments import Assessment
from app.storage.draft_rows import DraftRow
from app.storage.mapping import plain
from app.workflow.errors import Invalid

LONGEST_REASON = 5_000

# Made once, for it runs with every save; what changes is told by the values that go with it.
_rows = plain(Assessment)
_ADVANCE = update(_rows).where(
    _rows.c.id == bindparam("seen_id"),
    _rows.c.state == bindparam("seen_state"),
    _rows.c.version == bindparam("seen_version"),
    _rows.c.submission_id.is_not_distinct_from(bindparam("seen_submission_id")),
)


def advance(
    session: Session,
    assessment: Assessment | DraftRow,
    move: Move,
    now: datetime,
    *also: ColumnElement[bool],
    **changes: Any,
) -> None:
    """Take the move, provided that the row is still what it was decided on.

    The row is locked by then. The conditions in the statement hold even where somebody forgets the lock.
    Raises Refused when somebody was faster.
    """
    seen = {"seen_" + name: getattr(assessment, name) for name in ("id", "version", "submission_id")}
    values = {**seen, "seen_state": move.state.value, "state": move.to.value, "changed_at": now, **changes}
    session.flush()
    if session.connection().execute(_ADVANCE.where(*also) if also else _ADVANCE, values).rowcount != 1:
        raise Refused("not_in_this_state")
    if isinstance(assessment, Assessment):
        session.expire(assessment)  # read again when somebody asks; most do not


def reason_given(reason: str, *, needed: bool) -> str:
    """The reason, trimmed; Invalid when it is needed and empty, or too long."""
    words = reason.strip()
    if needed and not words:
        raise Invalid("reason_missing", ["Enter a reason."])
    if len(words) > LONGEST_REASON:
        raise Invalid("reason_long", [f"Shorten the reason to {LONGEST_REASON} characters."])
    return words
