"""What somebody wants to see of the queue, as conditions on its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.domain.lifecycle import REVIEWERS, Role, State
from app.domain.search_text import listed
from app.storage.queue_order import WAITING
from app.storage.review_tables import QueueEntry
from app.storage.tables import Assessment, AssessmentMember, Decision, LedgerEntry, Submission


class Due(StrEnum):
    """When a row is due, seen from now."""

    OVERDUE = "overdue"
    THIS_WEEK = "week"
    LATER = "later"
    NEVER = "none"


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom the queue is: their roles, and what of the ledger counts as a hand in an assessment."""

    person_id: UUID
    roles: frozenset[Role]
    contributions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows somebody wants; what is empty or None asks for nothing.

    `words` are folded and each has to be found; `week_ends` is the first moment of next week, where the reader lives.
    """

    reader: Reader
    now: datetime
    week_ends: datetime
    mine_only: bool = True
    levels: tuple[str, ...] = ()
    category: str | None = None
    organisation_id: UUID | None = None
    state: State | None = None
    due: Due | None = None
    words: tuple[str, ...] = ()


def conditions(wanted: Wanted) -> tuple[ColumnElement[bool], ...]:
    """What a row has to fulfil, all of it."""
    return (*_view(wanted), *_of_the_submission(wanted), *_of_the_review(wanted))


def _view(wanted: Wanted) -> tuple[ColumnElement[bool], ...]:
    if wanted.mine_only:
        return (for_reader(wanted.reader),)
    return (Assessment.submission_id.is_not(None),)


def _of_the_submission(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.levels:
        found.append(submitted_level().in_(wanted.levels))
    if wanted.organisation_id is not None:
        found.append(Assessment.organisation_id == wanted.organisation_id)
    if texts := _of_the_entry(wanted):
        # Asked once for all rows: an entry is short, and many of them are read at once.
        found.append(Assessment.id.in_(select(QueueEntry.assessment_id).where(*texts)))
    return found


def _of_the_entry(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [QueueEntry.words.contains(word, autoescape=True) for word in wanted.words]
    if wanted.category is not None:
        found.append(QueueEntry.categories.contains(listed([wanted.category]), autoescape=True))
    return found


def _of_the_review(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        found.append(Assessment.state == wanted.state.value)
    if wanted.due is not None:
        found.append(_due(wanted, wanted.due))
    return found


def _due(wanted: Wanted, due: Due) -> ColumnElement[bool]:
    at = Assessment.due_at
    return {
        Due.OVERDUE: at < wanted.now,
        Due.THIS_WEEK: and_(at >= wanted.now, at < wanted.week_ends),
        Due.LATER: at >= wanted.week_ends,
        Due.NEVER: at.is_(None),
    }[due]


def submitted_level() -> ColumnElement[str | None]:
    """The level of the latest submission; while the next revision is written, the assessment has none of its own."""
    latest = aliased(Submission)
    before = select(latest.level).where(latest.id == Assessment.submission_id).correlate(Assessment)
    return func.coalesce(Assessment.level, before.scalar_subquery())


def for_reader(reader: Reader) -> ColumnElement[bool]:
    """The condition that this person can decide now: their step, not signed by them, nothing they had a hand in."""
    signed = exists().where(Decision.submission_id == Assessment.submission_id, Decision.person_id == reader.person_id)
    touched = _touched(reader.person_id, reader.contributions)
    # A copy of a copy is left to the lifecycle, which asks for the whole line before anything is decided.
    copied = select(Submission.id).where(Submission.assessment_id.in_(touched))
    works = exists().where(
        AssessmentMember.assessment_id == Assessment.id, AssessmentMember.person_id == reader.person_id
    )
    return and_(
        Assessment.state.in_(WAITING),
        Assessment.step.in_(sorted(role.value for role in reader.roles & REVIEWERS)),
        Assessment.owner_id != reader.person_id,
        ~signed,
        ~works,
        Assessment.id.not_in(touched),
        or_(Assessment.previous_submission_id.is_(None), Assessment.previous_submission_id.not_in(copied)),
    )


def _touched(person_id: UUID, contributions: Iterable[str]) -> Select[UUID | None]:
    """The assessments that this person had a hand in."""
    return select(LedgerEntry.subject_id).where(
        LedgerEntry.actor_id == person_id,
        LedgerEntry.subject_kind == "assessment",
        LedgerEntry.action.in_(list(contributions)),
        # Nothing is outside of a list that holds NULL; said so that no index on the subject is taken for it.
        func.length(cast(LedgerEntry.subject_id, String)) > 0,
    )
