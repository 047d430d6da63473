"""The public register: the certificates whose owners agreed to be listed, found by words, level, category and state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain.lifecycle import State
from app.domain.search_text import listed
from app.storage.columns import reference
from app.storage.review_tables import QueueEntry
from app.storage.tables import Assessment, Certificate, PublishedMatrix, Submission

STATES = (State.CERTIFIED, State.SUSPENDED, State.REVOKED, State.EXPIRED, State.SUPERSEDED)
Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN = re.compile(r"([0-9]{1,17})\.([0-9a-f]{32})", re.ASCII)
_REFERENCE = len(reference(UUID(int=0))) + 1  # the last line of a queue entry's words, with its line break


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, newest first; written down, it stays good whatever is listed meanwhile."""

    issued_at: datetime
    certificate_id: UUID

    def written(self) -> str:
        """The place as an address carries it."""
        return f"{(self.issued_at - BEGIN) // timedelta(microseconds=1)}.{self.certificate_id.hex}"


def read_place(written: str) -> Place | None:
    """The place that an address names, None when it names none."""
    found = _WRITTEN.fullmatch(written)
    return found and Place(BEGIN + timedelta(microseconds=int(found[1])), UUID(found[2]))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows somebody wants; what is empty or None asks for nothing. `words` are folded, each has to be found."""

    today: date
    words: tuple[str, ...] = ()
    level: str | None = None
    category: str | None = None
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the register: nothing of it is private."""

    place: Place
    number: str
    system_name: str
    organisation_name: str
    level: str
    categories: tuple[str, ...]
    state: State
    valid_until: date | None
    published_matrix_id: UUID


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows in order, and whether there are others before and after them."""

    rows: tuple[Listed, ...]
    has_previous: bool
    has_next: bool


def page(
    session: Session, wanted: Wanted, *, after: Place | None = None, until: Place | None = None, limit: int = 50
) -> Page:
    """The rows behind `after`, or else the last ones before `until`, or else the first."""
    back = after is None and until is not None
    order = (Certificate.issued_at, Certificate.id)
    query = _wanted(select(Certificate.id, Certificate.issued_at), wanted)
    query = query.order_by(*(each.asc() if back else each.desc() for each in order))
    if after is not None:
        query = query.where(_beyond(after, older=True))
    elif until is not None:
        query = query.where(_beyond(until, older=False))
    found = [Place(issued_at, key) for key, issued_at in session.execute(query.limit(limit + 1))]
    more, found = len(found) > limit, found[:limit]
    if back:
        found.reverse()
    others = bool(found) and _any(session, wanted, found[-1 if back else 0], older=back)
    return Page(_rows(session, wanted, found), has_previous=more if back else others, has_next=others if back else more)


def count(session: Session, wanted: Wanted) -> int:
    """How many rows there are."""
    return session.scalar(_wanted(select(func.count()).select_from(Certificate), wanted)) or 0


def matrices_listed(session: Session) -> Sequence[PublishedMatrix]:
    """The matrices of what is listed, newest first; the choices of the filters come from them."""
    used = select(Assessment.published_matrix_id).where(public()).distinct()
    newest = (PublishedMatrix.effective_from.desc(), PublishedMatrix.id.desc())
    return session.scalars(select(PublishedMatrix).where(PublishedMatrix.id.in_(used)).order_by(*newest)).all()


def is_public(assessment: Assessment) -> bool:
    """Whether a certified system stands in the register now."""
    return assessment.listed and State(assessment.state) in STATES


def public() -> ColumnElement[bool]:
    """The same as a condition on assessments."""
    return and_(Assessment.listed, Assessment.state.in_([state.value for state in STATES]))


def _wanted(query: Query, wanted: Wanted) -> Query:
    query = query.join(Assessment, Assessment.id == Certificate.assessment_id).where(public())
    if wanted.level is not None:
        query = query.where(Certificate.level == wanted.level)
    if wanted.state is not None:
        query = query.where(_state(wanted.today) == wanted.state.value)
    if texts := _of_the_entry(wanted):
        query = query.where(Assessment.id.in_(select(QueueEntry.assessment_id).where(*texts)))
    return query


def _of_the_entry(wanted: Wanted) -> list[ColumnElement[bool]]:
    # The last line is the assessment's reference, which is for those who work on it.
    names = func.substr(QueueEntry.words, 1, func.length(QueueEntry.words) - _REFERENCE)
    found: list[ColumnElement[bool]] = [names.contains(word, autoescape=True) for word in wanted.words]
    if wanted.category is not None:
        found.append(QueueEntry.categories.contains(listed([wanted.category]), autoescape=True))
    return found


def _state(today: date) -> ColumnElement[str]:
    """How a certificate stands today, whether or not somebody has run the clock's work."""
    holds = Assessment.state.in_([State.CERTIFIED.value, State.SUSPENDED.value])
    return case((and_(holds, Certificate.valid_until < today), State.EXPIRED.value), else_=Assessment.state)


def _beyond(place: Place, *, older: bool) -> ColumnElement[bool]:
    at, key = Certificate.issued_at, Certificate.id
    first = at < place.issued_at if older else at > place.issued_at
    then = key < place.certificate_id if older else key > place.certificate_id
    return or_(first, and_(at == place.issued_at, then))


def _any(session: Session, wanted: Wanted, place: Place, *, older: bool) -> bool:
    query = _wanted(select(Certificate.id), wanted).where(_beyond(place, older=older))
    return session.scalar(query.limit(1)) is not None


def _rows(session: Session, wanted: Wanted, places: Sequence[Place]) -> tuple[Listed, ...]:
    """What the rows of a page say; read by key, since their tables hold long rows."""
    query = (
        select(
            Certificate.id,
            Certificate.number,
            Submission.system_name,
            Submission.organisation_name,
            Certificate.level,
            QueueEntry.categories,
            _state(wanted.today).label("state"),
            Certificate.valid_until,
            Submission.published_matrix_id,
        )
        .join(Assessment, Assessment.id == Certificate.assessment_id)
        .join(Submission, Submission.id == Certificate.submission_id)
        .join(QueueEntry, QueueEntry.assessment_id == Assessment.id)
        .where(Certificate.id.in_([place.certificate_id for place in places]))
    )
    found = {each.id: each for each in session.execute(query)}
    return tuple(_row(place, found[place.certificate_id]) for place in places)


def _row(place: Place, found: Any) -> Listed:
    return Listed(
        place=place,
        number=found.number,
        system_name=found.system_name,
        organisation_name=found.organisation_name,
        level=found.level,
        categories=tuple(name for name in found.categories.split("|") if name),
        state=State(found.state),
        valid_until=found.valid_until,
        published_matrix_id=found.published_matrix_id,
    )
