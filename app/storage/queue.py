"""The reviewer's queue: what waits for whom, oldest deadline first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain.lifecycle import Role, State
from app.storage.tables import Assessment, Decision, LedgerEntry, Organisation

WAITING = (State.SUBMITTED.value, State.IN_REVIEW.value)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the queue; `after` continues behind it."""

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

    def place(self) -> Place:
        """Where this row stands in the order."""
        return (self.due_at, self.submitted_at, self.assessment_id)


Place = tuple[datetime | None, datetime, UUID]


def waiting(
    session: Session,
    *,
    roles: Iterable[Role],
    person_id: UUID,
    contributions: Iterable[str],
    after: Place | None = None,
    limit: int = 50,
) -> Sequence[Waiting]:
    """What this person can decide now: a step of their role, not signed by them, nothing they had a hand in.

    `contributions` are the ledger's actions that count as a hand; `after` is the place of the last row seen.
    """
    query = select(
        Assessment.id,
        Assessment.system_name,
        Organisation.name,
        Assessment.level,
        Assessment.state,
        Assessment.step,
        Assessment.revision,
        Assessment.submitted_at,
        Assessment.due_at,
        Assessment.published_matrix_id,
    ).join(Assessment.organisation)
    query = query.where(_for_me(roles, person_id, contributions))
    if after is not None:
        query = query.where(_behind(after))
    query = query.order_by(
        Assessment.due_at.is_(None), Assessment.due_at, Assessment.submitted_at, Assessment.id
    ).limit(limit)
    return [_row(*values) for values in session.execute(query)]


def count_waiting(session: Session, *, roles: Iterable[Role], person_id: UUID, contributions: Iterable[str]) -> int:
    """How many rows the queue has for this person."""
    query = select(func.count()).select_from(Assessment).where(_for_me(roles, person_id, contributions))
    return session.scalar(query) or 0


def count_by_state(session: Session) -> dict[State, int]:
    """How many assessments stand in each state that has any."""
    query = select(Assessment.state, func.count()).group_by(Assessment.state)
    return {State(state): count for state, count in session.execute(query)}


def _row(*values: object) -> Waiting:
    key, system, organisation, level, state, step, *rest = values
    role = None if step is None else Role(str(step))
    return Waiting(key, system, organisation, level, State(str(state)), role, *rest)  # type: ignore[arg-type]


def _for_me(roles: Iterable[Role], person_id: UUID, contributions: Iterable[str]) -> ColumnElement[bool]:
    signed = exists().where(Decision.submission_id == Assessment.submission_id, Decision.person_id == person_id)
    return and_(
        Assessment.state.in_(WAITING),
        Assessment.step.in_([role.value for role in roles]),
        ~signed,
        ~had_a_hand(person_id, contributions),
    )


def had_a_hand(person_id: UUID, contributions: Iterable[str]) -> ColumnElement[bool]:
    """The condition that the ledger knows this person among those who worked on the assessment."""
    return exists().where(
        LedgerEntry.subject_kind == "assessment",
        LedgerEntry.subject_id == Assessment.id,
        LedgerEntry.actor_id == person_id,
        LedgerEntry.action.in_(list(contributions)),
    )


def _behind(after: Place) -> ColumnElement[bool]:
    due, submitted, key = after
    later = or_(Assessment.submitted_at > submitted, and_(Assessment.submitted_at == submitted, Assessment.id > key))
    if due is None:
        return and_(Assessment.due_at.is_(None), later)
    return or_(Assessment.due_at.is_(None), Assessment.due_at > due, and_(Assessment.due_at == due, later))
