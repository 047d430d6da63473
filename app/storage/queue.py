"""The reviewer's queue: a page of it, how many there are of each kind, and what it can be filtered by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select, true
from sqlalchemy.orm import Session

from app.domain.lifecycle import Role, State
from app.storage.queue_filter import Due, Reader, Wanted, conditions, for_reader
from app.storage.queue_order import Place, before, behind, ordered, rank_of, read_place
from app.storage.tables import Assessment, Organisation, PublishedMatrix, Submission

__all__ = [
    "Counts",
    "Due",
    "Page",
    "Place",
    "Reader",
    "Row",
    "Wanted",
    "count_by_state",
    "counts",
    "matrices_in_use",
    "organisations_in_use",
    "page",
    "read_place",
]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the queue, named as it was submitted last; `place` is where it stands in the order."""

    assessment_id: UUID
    system_name: str
    organisation_name: str
    level: str
    state: State
    step: Role | None
    revision: int
    submitted_at: datetime
    due_at: datetime | None
    published_matrix_id: UUID
    place: Place

    @property
    def mine(self) -> bool:
        """Whether it waits for the person who looks."""
        return self.place.rank <= 1


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows in order, and whether there are others before and after them."""

    rows: tuple[Row, ...]
    has_previous: bool
    has_next: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are in each state that has any, and how many are overdue."""

    by_state: Mapping[State, int]
    overdue: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_state.values())


def page(
    session: Session, wanted: Wanted, *, after: Place | None = None, until: Place | None = None, limit: int = 50
) -> Page:
    """The rows behind `after`, or else the last ones before `until`, or else the first.

    A page never depends on how many rows were before it: what is decided meanwhile moves nothing.
    """
    rank = rank_of(true() if wanted.mine_only else for_reader(wanted.reader))
    back = after is None and until is not None
    query = select(Assessment.id, rank).where(*conditions(wanted)).order_by(*ordered(rank, back=back))
    if after is not None:
        query = query.where(behind(rank, after))
    elif until is not None:
        query = query.where(before(rank, until))
    found = [(key, place) for key, place in session.execute(query.limit(limit + 1))]
    more, found = len(found) > limit, found[:limit]
    if back:
        found.reverse()
    rows = _rows(session, dict(found))
    others = bool(rows) and _any(session, wanted, rank, rows[-1 if back else 0].place, back=back)
    return Page(rows, has_previous=more if back else others, has_next=others if back else more)


def counts(session: Session, wanted: Wanted) -> Counts:
    """How many rows each state would give, and how many are overdue, with all other filters."""
    by_state = select(Assessment.state, func.count()).where(*conditions(replace(wanted, state=None)))
    found = {State(state): count for state, count in session.execute(by_state.group_by(Assessment.state))}
    late = select(func.count()).select_from(Assessment).where(*conditions(replace(wanted, due=Due.OVERDUE)))
    return Counts({state: found[state] for state in State if state in found}, session.scalar(late) or 0)


def count_by_state(session: Session) -> dict[State, int]:
    """How many assessments stand in each state that has any."""
    query = select(Assessment.state, func.count()).group_by(Assessment.state)
    return {State(state): count for state, count in session.execute(query)}


def organisations_in_use(session: Session, limit: int) -> Sequence[tuple[UUID, str]]:
    """The organisations that submitted something, by name, at most so many."""
    submitted = exists().where(Assessment.organisation_id == Organisation.id, Assessment.submission_id.is_not(None))
    query = select(Organisation.id, Organisation.name).where(submitted).order_by(Organisation.name).limit(limit)
    return [(key, name) for key, name in session.execute(query)]


def matrices_in_use(session: Session) -> Sequence[PublishedMatrix]:
    """The matrices that something was submitted under, newest first."""
    pinned = exists().where(Assessment.published_matrix_id == PublishedMatrix.id, Assessment.submission_id.is_not(None))
    newest = (PublishedMatrix.effective_from.desc(), PublishedMatrix.id.desc())
    return session.scalars(select(PublishedMatrix).where(pinned).order_by(*newest)).all()


def _rows(session: Session, ranks: Mapping[UUID, int]) -> tuple[Row, ...]:
    """What the rows of a page say; read by key, since both their tables hold long rows."""
    query = select(
        Assessment.id,
        Submission.system_name,
        Submission.organisation_name,
        Submission.level,
        Assessment.state,
        Assessment.step,
        Submission.revision,
        Submission.submitted_at,
        Assessment.due_at,
        Submission.published_matrix_id,
    ).join(Submission, Submission.id == Assessment.submission_id)
    found = {each.id: each for each in session.execute(query.where(Assessment.id.in_(ranks)))}
    return tuple(_row(found[key], rank) for key, rank in ranks.items())


def _any(session: Session, wanted: Wanted, rank: ColumnElement[int], place: Place, *, back: bool) -> bool:
    """Whether there are rows on the other side of a page, from where it was asked for."""
    beyond = behind(rank, place) if back else before(rank, place)
    return session.scalar(select(Assessment.id).where(*conditions(wanted), beyond).limit(1)) is not None


def _row(found: Any, rank: int) -> Row:
    return Row(
        assessment_id=found.id,
        system_name=found.system_name,
        organisation_name=found.organisation_name,
        level=found.level,
        state=State(found.state),
        step=None if found.step is None else Role(found.step),
        revision=found.revision,
        submitted_at=found.submitted_at,
        due_at=found.due_at,
        published_matrix_id=found.published_matrix_id,
        place=Place(rank, found.due_at, found.submitted_at, found.id),
    )
