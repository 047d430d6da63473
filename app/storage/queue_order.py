"""The order of the queue, and where a row stands in it: mine first, oldest deadline first, what is decided last."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, false, or_
from sqlalchemy.sql.elements import UnaryExpression

from app.domain.lifecycle import State
from app.storage.tables import Assessment

WAITING = (State.SUBMITTED.value, State.IN_REVIEW.value)
NEWEST_FIRST = 4  # the rank of what is decided; before it come mine and others', each with a deadline and without
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
# Of 17 digits of microseconds even the last is within the calendar.
_WRITTEN = re.compile(r"([0-4])\.([0-9]{0,17})\.([0-9]{1,17})\.([0-9a-f]{32})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands; written down, it stays good when the row moves on."""

    rank: int
    due_at: datetime | None
    submitted_at: datetime
    assessment_id: UUID

    def written(self) -> str:
        """The place as an address carries it."""
        due = "" if self.due_at is None else _micros(self.due_at)
        return f"{self.rank}.{due}.{_micros(self.submitted_at)}.{self.assessment_id.hex}"


def read_place(written: str) -> Place | None:
    """The place that an address names, None when it names none."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    rank, due, submitted, key = found.groups()
    return Place(int(rank), _moment(due) if due else None, _moment(submitted), UUID(key))


def rank_of(mine: ColumnElement[bool]) -> ColumnElement[int]:
    """The first thing rows are ordered by: what waits for this person, what waits for others, what is decided."""
    is_open, is_due = Assessment.state.in_(WAITING), Assessment.due_at.is_not(None)
    return case((and_(mine, is_due), 0), (mine, 1), (and_(is_open, is_due), 2), (is_open, 3), else_=NEWEST_FIRST)


def ordered(rank: ColumnElement[int], *, back: bool = False) -> tuple[UnaryExpression[object], ...]:
    """The order of the rows, or the same from the end."""
    is_open = Assessment.state.in_(WAITING)
    # Within a rank each of the columns that do not concern it is NULL in every row, and so decides nothing.
    forth = (rank, *(case((is_open, each)) for each in (Assessment.due_at, Assessment.submitted_at, Assessment.id)))
    newest = (case((~is_open, Assessment.submitted_at)), case((~is_open, Assessment.id)))
    if back:
        return (*(column.desc() for column in forth), *(column.asc() for column in newest))
    return (*(column.asc() for column in forth), *(column.desc() for column in newest))


def behind(rank: ColumnElement[int], place: Place) -> ColumnElement[bool]:
    """The condition that a row comes after this place."""
    return or_(rank > place.rank, and_(rank == place.rank, _within(place, after=True)))


def before(rank: ColumnElement[int], place: Place) -> ColumnElement[bool]:
    """The condition that a row comes before this place."""
    return or_(rank < place.rank, and_(rank == place.rank, _within(place, after=False)))


def _within(place: Place, *, after: bool) -> ColumnElement[bool]:
    """Among rows of one rank: those after the place, or before it."""
    up = after != (place.rank == NEWEST_FIRST)
    submitted, key = Assessment.submitted_at, Assessment.id
    later = submitted > place.submitted_at if up else submitted < place.submitted_at
    further = key > place.assessment_id if up else key < place.assessment_id
    rest = or_(later, and_(submitted == place.submitted_at, further))
    if place.rank in (1, 3, NEWEST_FIRST):
        return rest
    if place.due_at is None:
        return false()  # an address made by hand: rows of this rank have a deadline
    due = Assessment.due_at
    return or_(due > place.due_at if up else due < place.due_at, and_(due == place.due_at, rest))


def _micros(moment: datetime) -> int:
    return (moment - BEGIN) // timedelta(microseconds=1)


def _moment(micros: str) -> datetime:
    return BEGIN + timedelta(microseconds=int(micros))
