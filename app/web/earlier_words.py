"""What was answered before, beside what is answered now, for every page that shows answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.answers import Answers, read_answers
from app.domain.copying import Before, changes
from app.domain.questions import Question
from app.domain.translation import in_language
from app.storage.assessments import Assessment
from app.storage.draft_rows import DraftRow
from app.storage.earlier_answers import earlier_answers
from app.storage.matrices import plan_of
from app.web.answer_words import answer_in_words
from app.web.localisation import language


@dataclass(frozen=True, slots=True)
class Mark:
    """What was there before at one question: the answer as lines, none where there was none, and the comment."""

    day: datetime
    lines: tuple[str, ...]
    comment: str
    answer_changed: bool
    comment_changed: bool


def marks(
    session: Session,
    assessment: Assessment | DraftRow,
    answers: Answers,
    comments: Mapping[str, str],
    revision: int | None = None,
) -> dict[str, Mark]:
    """What is different from the revision before, or from what was copied, by question; `revision` is of the answers.

    Empty where there is nothing to compare with.
    """
    earlier = earlier_answers(session, assessment, revision)
    if earlier is None:
        return {}
    matrix = plan_of(earlier.published_matrix).matrix
    old, _mistakes = read_answers(matrix, earlier.answers)
    asked = {question.id: question for question in in_language(matrix, language()).questions()}
    different = changes(old, earlier.comments, answers, comments)
    return {
        name: Mark(
            earlier.submitted_at,
            _lines(asked.get(name), before),
            before.comment,
            before.answer != answers.get(name),
            before.comment != comments.get(name, ""),
        )
        for name, before in different.items()
    }


def _lines(question: Question | None, before: Before) -> tuple[str, ...]:
    return () if question is None or before.answer is None else answer_in_words(question, before.answer)
