"""A level and everything that led to it, in the words of the page; for every room that shows a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.answers import Answers
from app.domain.explanation import Explanation, Proposal, explain, what_keeps_from_rising, what_would_lower
from app.domain.matrix import Level
from app.domain.questions import Question
from app.domain.scoring import Plan
from app.domain.translation import in_language
from app.web.answer_words import answer_in_words
from app.web.bar_pictures import PrinciplePicture, principle_picture, waterfall_pictures
from app.web.bar_rows import BarPicture
from app.web.grid_drawing import GridDrawing, grid_drawing
from app.web.localisation import language


@dataclass(frozen=True, slots=True)
class Explained:
    """A level with everything that led to it; `place` counts from 1, waterfalls go by the id of their score."""

    explanation: Explanation
    drawing: GridDrawing | None
    waterfalls: Mapping[str, BarPicture]
    principles: PrinciplePicture | None
    place: int
    levels: int


@dataclass(frozen=True, slots=True)
class Move:
    """What would move the level: changes as (question, new answer), none where nothing small would."""

    level: Level | None
    place: int
    changes: tuple[tuple[Question, tuple[str, ...]], ...]
    decided: bool  # no: the search gave up


def explained(plan: Plan, answers: Answers) -> Explained:
    """Assess these answers and explain the outcome in the language of the page."""
    outcome = plan.assess(answers)
    words = in_language(plan.matrix, language())
    return Explained(
        explain(plan, answers, outcome, language()),
        grid_drawing(words, outcome),
        waterfall_pictures(words, outcome, answers),
        principle_picture(words, outcome),
        words.place(outcome.level) + 1,
        len(words.levels),
    )


def lowering(plan: Plan, answers: Answers) -> Move:
    """The smallest changes that lead to a lower level, in words."""
    return _in_words(plan, what_would_lower(plan, answers))


def rising(plan: Plan, answers: Answers) -> Move:
    """The nearest single change that leads to a higher level, in words."""
    return _in_words(plan, what_keeps_from_rising(plan, answers))


def _in_words(plan: Plan, proposal: Proposal | None) -> Move:
    if proposal is None or not proposal.decided:
        return Move(None, 0, (), decided=proposal is None)
    words = in_language(plan.matrix, language())
    changes = tuple(
        (question := words.question(change.question), answer_in_words(question, change.answer))
        for change in proposal.changes
    )
    return Move(words.level(proposal.level), words.place(proposal.level) + 1, changes, decided=True)
