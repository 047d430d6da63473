"""Explains an outcome in the words of the matrix: the reasons that add up to it, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.domain.answers import Answer, Answers
from app.domain.matrix import Bound, Category, Computed, Grid, Level, Matrix, Obligation, Score, Test, Thresholds
from app.domain.outcome import Cell as ReachedCell
from app.domain.outcome import Contribution, Outcome
from app.domain.proposal import Change, Proposal, what_keeps_from_rising, what_would_lower, what_would_raise
from app.domain.questions import Choice, Question
from app.domain.scoring import Plan
from app.domain.text import Text
from app.domain.translation import in_language

__all__ = [
    "Change",
    "Explanation",
    "Proposal",
    "explain",
    "what_keeps_from_rising",
    "what_would_lower",
    "what_would_raise",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """One contribution in words. `choice` is None for a number and where nothing was answered."""

    score: str
    question: str
    ask: Text
    choice: Text | None
    answer: Answer | None
    points: Decimal
    weight: Decimal
    value: Decimal
    total: Decimal
    counted: Literal["answer", "worst", "unanswered"]
    source: Text | None


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """A step that changed a computed score."""

    id: str
    label: Text | None
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class ExplainedScore:
    """A score or computed score, its band in words, and what led to its value."""

    id: str
    label: Text
    combine: Literal["sum", "highest", "average"] | None  # None for a computed score
    value: Decimal | None
    maximum: Decimal | None
    band: Text | None
    reasons: tuple[Reason, ...]
    steps: tuple[ExplainedStep, ...]


@dataclass(frozen=True, slots=True)
class ExplainedCell:
    """The cell of a grid that was reached, with the words of its row and column."""

    grid: str  # "level", or the id of a computed grid
    rows: Text  # what the rows measure
    row: Text
    columns: Text
    column: Text
    result: Text


@dataclass(frozen=True, slots=True)
class ExplainedRule:
    """A rule that fired, also where it changed nothing."""

    id: str
    because: Text | None
    source: Text | None
    before: Level
    after: Level


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the outcome is what it is, in one language; everything in the order in which it is decided."""

    level: Level
    method_level: Level  # before the rules
    scores: tuple[ExplainedScore, ...]
    cells: tuple[ExplainedCell, ...]
    cell: ExplainedCell | None  # that of the level's own grid
    up_to: Bound | None  # the bound of the threshold that decided; None above the last, or another method
    rules: tuple[ExplainedRule, ...]
    categories: tuple[Category, ...]
    tests: tuple[Test, ...]
    obligations: tuple[Obligation, ...]
    missing: tuple[Question, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every reason of every score, in order."""
        return tuple(reason for score in self.scores for reason in score.reasons)


def explain(plan: Plan, answers: Answers, outcome: Outcome, language: str) -> Explanation:
    """Explain an outcome of this plan in a language of its matrix; texts fall back to the first one."""
    matrix = in_language(plan.matrix, language)
    level = matrix.level(outcome.level)
    cells = tuple(_cell(cell, matrix) for cell in outcome.cells)
    up_to = None
    if isinstance(matrix.method, Thresholds) and outcome.threshold is not None:
        up_to = matrix.method.thresholds[outcome.threshold].up_to
    return Explanation(
        level=level,
        method_level=matrix.level(outcome.method_level),
        scores=_scores(matrix, answers, outcome),
        cells=cells,
        cell=next((cell for cell in cells if cell.grid == "level"), None),
        up_to=up_to,
        rules=_rules(matrix, outcome),
        categories=tuple(category for category in matrix.categories if category.id in outcome.categories),
        tests=tuple(test for test in matrix.tests if test.id in outcome.tests),
        obligations=tuple(duty for duty in level.obligations if duty.id in outcome.obligations),
        missing=tuple(question for question in matrix.questions() if question.id in outcome.missing),
    )


def _scores(matrix: Matrix, answers: Answers, outcome: Outcome) -> tuple[ExplainedScore, ...]:
    questions = {question.id: question for question in matrix.questions()}
    combining = {score.id: score.combine for score in matrix.scores}
    explained = []
    for score in _scored(matrix):
        result = outcome.scores[score.id]
        explained.append(
            ExplainedScore(
                id=score.id,
                label=score.label,
                combine=combining.get(score.id),
                value=result.value,
                maximum=result.maximum,
                band=None if result.band is None else _band(score, result.band),
                reasons=tuple(
                    _reason(part, questions[part.question], answers)
                    for part in outcome.contributions
                    if part.score == score.id
                ),
                steps=_steps(score, outcome) if isinstance(score, Computed) else (),
            )
        )
    return tuple(explained)


def _reason(part: Contribution, question: Question, answers: Answers) -> Reason:
    choices: Mapping[str, Choice] = {choice.id: choice for choice in question.choices}
    choice = choices[part.choice] if part.choice is not None else None
    return Reason(
        score=part.score,
        question=question.id,
        ask=question.ask,
        choice=choice.label if choice else None,
        answer=answers.get(question.id),
        points=part.points,
        weight=part.weight,
        value=part.value,
        total=part.total,
        counted=part.reason,
        source=(choice.source if choice else None) or question.source,
    )


def _steps(computed: Computed, outcome: Outcome) -> tuple[ExplainedStep, ...]:
    labels = {step.id: step.label for step in computed.steps}
    return tuple(
        ExplainedStep(step.step, labels[step.step], step.before, step.after)
        for step in outcome.steps
        if step.computed == computed.id
    )


def _cell(cell: ReachedCell, matrix: Matrix) -> ExplainedCell:
    scored = {score.id: score for score in _scored(matrix)}
    grid = matrix.method if cell.grid == "level" else None
    result: Text
    if cell.grid == "level":
        result = matrix.level(cell.result).label
    else:
        computed = scored[cell.grid]
        grid = computed.grid if isinstance(computed, Computed) else None
        result = _band(computed, cell.result)
    if not isinstance(grid, Grid):
        raise TypeError(f"{cell.grid} of this outcome is no grid of this matrix")
    rows, columns = scored[grid.rows], scored[grid.columns]
    return ExplainedCell(
        cell.grid, rows.label, _band(rows, cell.row), columns.label, _band(columns, cell.column), result
    )


def _scored(matrix: Matrix) -> list[Score | Computed]:
    return [*matrix.scores, *matrix.computed]


def _band(score: Score | Computed, band: str) -> Text:
    return next(its.label for its in score.bands if its.id == band)


def _rules(matrix: Matrix, outcome: Outcome) -> tuple[ExplainedRule, ...]:
    rules = {rule.id: rule for rule in matrix.rules}
    return tuple(
        ExplainedRule(
            fired.id,
            rules[fired.id].because,
            rules[fired.id].source,
            matrix.level(fired.before),
            matrix.level(fired.after),
        )
        for fired in outcome.rules
    )
