"""The rows of the reviewer's queue and of the list of certificates, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import Role
from app.domain.matrix import Level
from app.domain.text import Text
from app.domain.translation import in_language
from app.storage.certificates import Certificate
from app.storage.matrices import plan_of, published
from app.storage.queue import Waiting
from app.web.certificates import Standing, standing_of
from app.web.clock import local, now
from app.web.localisation import date_in_words, language, ngettext
from app.web.localisation import gettext as _


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
    """One assessment that waits."""

    waiting: Waiting
    level: LevelShown
    step: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One certificate, with how it stands today."""

    certificate: Certificate
    level: LevelShown
    standing: Standing


def queue_rows(session: Session, found: Iterable[Waiting]) -> tuple[QueueRow, ...]:
    """The rows of the queue, in the order given."""
    return tuple(
        QueueRow(
            each,
            level_shown(session, each.published_matrix_id, each.level),
            step_in_words(each.step, each.revision),
            due_in_words(each.due_at),
        )
        for each in found
    )


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
