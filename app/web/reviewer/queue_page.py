"""The rows of the reviewer's queue and of the list of certificates, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import Role, State
from app.domain.matrix import Level
from app.domain.text import Text
from app.domain.translation import in_language
from app.storage.certificates import Certificate
from app.storage.matrices import plan_of, published
from app.storage.queue import Counts, Row
from app.storage.queue import Due as When
from app.web.certificates import Standing, standing_of
from app.web.clock import local, now
from app.web.localisation import date_in_words, language, ngettext
from app.web.localisation import gettext as _
from app.web.reviewer.queue_address import Asked
from app.web.reviewer.queue_choices import Choices, due_choices
from app.web.words import state_in_words


@dataclass(frozen=True, slots=True)
class LevelShown:
    """A level as a page shows it; `place` counts from 1."""

    label: Text
    place: int
    count: int


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline in words, and whether it is over."""

    words: str
    over: bool


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One assessment of the queue."""

    row: Row
    level: LevelShown
    step: str
    state: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is on, in words, with the address that takes it away."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A number of rows, with the address that shows them alone, or again all."""

    words: str
    count: int
    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate, with how it stands today."""

    certificate: Certificate
    level: LevelShown
    standing: Standing


def queue_rows(session: Session, found: Iterable[Row]) -> tuple[QueueRow, ...]:
    """The rows of the queue, in the order given."""
    return tuple(
        QueueRow(
            each,
            level_shown(session, each.published_matrix_id, each.level),
            step_in_words(each.step, each.revision),
            # A draft here is the next revision of something that was sent back: reviewers see no other.
            state_in_words(State.SENT_BACK if each.state is State.DRAFT else each.state),
            due_in_words(each.due_at),
        )
        for each in found
    )


def filters(asked: Asked, choices: Choices) -> tuple[Filter, ...]:
    """The filters that are on, each to be taken away by itself."""
    given, words = asked.given, {}
    if "q" in given:
        words["q"] = _("“%(typed)s”", typed=given["q"])
    if "level" in given:
        words["level"] = choices.levels[given["level"]].label
    if "category" in given:
        words["category"] = str(choices.categories[given["category"]])
    if "organisation" in given:
        words["organisation"] = choices.organisations[given["organisation"]]
    if "due" in given:
        words["due"] = due_choices()[given["due"]]
    if "state" in given:
        words["state"] = state_in_words(given["state"])
    return tuple(Filter(said, asked.address(**{name: None})) for name, said in words.items())


def chips(asked: Asked, found: Counts) -> tuple[Chip, ...]:
    """How many rows there are in each state, and how many are overdue."""
    state, due = asked.given.get("state"), asked.given.get("due")
    shown = [
        Chip(state_in_words(each), count, asked.address(state=None if each == state else each.value), each == state)
        for each, count in found.by_state.items()
    ]
    if found.overdue or due == When.OVERDUE:
        address = asked.address(due=None if due == When.OVERDUE else When.OVERDUE.value)
        shown.append(Chip(due_choices()[When.OVERDUE], found.overdue, address, due == When.OVERDUE))
    return tuple(shown)


def certificate_rows(session: Session, found: Iterable[Certificate]) -> tuple[CertificateRow, ...]:
    """The rows of the list of certificates, in the order given."""
    return tuple(
        CertificateRow(each, level_shown(session, each.submission.published_matrix_id, each.level), standing_of(each))
        for each in found
    )


def level_shown(session: Session, published_matrix_id: UUID, level_id: str) -> LevelShown:
    """A level of a published matrix in the language of the page."""
    matrix = published(session, published_matrix_id)
    if matrix is None:
        raise LookupError(f"There is no published matrix {published_matrix_id}.")
    words = in_language(plan_of(matrix).matrix, language())
    level: Level = words.level(level_id)
    return LevelShown(level.label, words.place(level_id) + 1, len(words.levels))


def step_in_words(step: Role | None, revision: int) -> str:
    """The open step, and which revision it is about from the second on."""
    name = _("Ethics review") if step is Role.ETHICS_REVIEWER else _("Review")
    return name if revision == 1 else _("%(step)s, revision %(revision)s", step=name, revision=revision)


def due_in_words(due_at: datetime | None) -> Due | None:
    """A deadline as a person says it: today, tomorrow, a date, or how long it is over."""
    if due_at is None:
        return None
    days = (local(due_at).date() - local(now()).date()).days
    if due_at < now():
        late = -days
        words = ngettext("%(num)s day overdue", "%(num)s days overdue", late) if late else _("Overdue since today")
        return Due(words, over=True)
    return Due({0: _("Today"), 1: _("Tomorrow")}.get(days) or date_in_words(due_at), over=False)
