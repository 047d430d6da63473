"""Moving an assessment along the lifecycle, in one guarded statement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, update
from sqlalchemy.orm import Session

from app.domain.lifecycle import Move, Refused
from app.storage.assessments import Assessment
from app.workflow.errors import Invalid

LONGEST_REASON = 5_000


def advance(
    session: Session, assessment: Assessment, move: Move, now: datetime, *also: ColumnElement[bool], **changes: Any
) -> None:
    """Take the move, provided that the row is still what it was decided on.

    The row is locked by then. The conditions in the statement hold even where somebody forgets the lock.
    Raises Refused when somebody was faster.
    """
    statement = (
        update(Assessment)
        .where(
            Assessment.id == assessment.id,
            Assessment.state == move.state.value,
            Assessment.version == assessment.version,
            Assessment.submission_id.is_not_distinct_from(assessment.submission_id),
            *also,
        )
        .values(state=move.to.value, changed_at=now, **changes)
        .execution_options(synchronize_session="fetch")
    )
    result = session.execute(statement)
    assert isinstance(result, CursorResult)  # noqa: S101 - an update has a count
    if result.rowcount != 1:
        raise Refused("not_in_this_state")
    session.refresh(assessment)


def reason_given(reason: str, *, needed: bool) -> str:
    """The reason, trimmed; Invalid when it is needed and empty, or too long."""
    words = reason.strip()
    if needed and not words:
        raise Invalid("reason_missing", ["Enter a reason."])
    if len(words) > LONGEST_REASON:
        raise Invalid("reason_long", [f"Shorten the reason to {LONGEST_REASON} characters."])
    return words
