"""The table of somebody's assessments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import State
from app.domain.matrix import Level
from app.domain.translation import in_language
from app.storage import certificates
from app.storage.assessments import Assessment
from app.storage.matrices import plan_of
from app.web.localisation import language
from app.web.respondent.next_step import NextStep, next_step
from app.workflow.repeating import repeatable
from app.workflow.standing import missing

TAGS = {
    State.DRAFT: "now",
    State.SENT_BACK: "need",
    State.REJECTED: "need",
    State.SUSPENDED: "need",
    State.REVOKED: "need",
    State.CERTIFIED: "good",
    State.APPROVED: "good",
}


@dataclass(frozen=True, slots=True)
class ListedAssessment:
    """One row; `place` of the level begins at 1."""

    assessment: Assessment
    tag: str
    level: Level | None
    place: int
    levels: int
    following: NextStep
    again: bool  # the system can be assessed again from it


def listed(session: Session, found: Iterable[Assessment]) -> tuple[ListedAssessment, ...]:
    """The rows of the table."""
    return tuple(_row(session, assessment) for assessment in found)


def _row(session: Session, assessment: Assessment) -> ListedAssessment:
    words = in_language(plan_of(assessment.published_matrix).matrix, language())
    level = None if assessment.level is None else words.level(assessment.level)
    state = State(assessment.state)
    open_questions = len(missing(assessment)) if state is State.DRAFT else 0
    certificate = certificates.of_assessment(session, assessment.id) if state is State.CERTIFIED else None
    return ListedAssessment(
        assessment,
        TAGS.get(state, ""),
        level,
        words.place(level.id) + 1 if level else 0,
        len(words.levels),
        next_step(assessment, open_questions, certificate.valid_until if certificate else None),
        repeatable(assessment),
    )


def matrices_of(rows: Iterable[ListedAssessment]) -> tuple[UUID, ...]:
    """The matrices whose level colours the table needs."""
    return tuple(dict.fromkeys(row.assessment.published_matrix_id for row in rows if row.level))
