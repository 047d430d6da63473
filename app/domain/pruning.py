"""Cuts a matrix down to what its level depends on, so that finding the level alone takes less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from app.domain.conditions import Condition, ScoreCompares
from app.domain.matrix import Matrix, Table, Thresholds
from app.domain.questions import Question
from app.domain.relevance import Relevance, feeds, parts, relevance


def pruned(matrix: Matrix) -> Matrix:
    """The matrix without what cannot touch the level: the same level for any answers, and nothing else to rely on.

    Questions, scores and categories are left out that no condition, band or grid on the way to
    the level asks for, and maxima become 0 where nothing is said in percent.
    """
    found = relevance(matrix)
    sections = tuple(
        replace(section, questions=tuple(q for q in section.questions if _matters(q, found)))
        for section in matrix.sections
    )
    percent = _in_percent(matrix)
    return replace(
        matrix,
        levels=tuple(replace(level, obligations=()) for level in matrix.levels),
        sections=tuple(section for section in sections if section.questions),
        scores=tuple(
            score if percent else replace(score, maximum=Decimal(0))
            for score in matrix.scores
            if score.id in found.scores
        ),
        computed=tuple(computed for computed in matrix.computed if computed.id in found.scores),
        categories=tuple(category for category in matrix.categories if category.id in found.categories),
        tests=(),
        examples=(),
    )


def _matters(question: Question, found: Relevance) -> bool:
    return question.id in found.conditions or any(feeds(question, score) for score in found.scores)


def _in_percent(matrix: Matrix) -> bool:
    """Whether anything is compared with a percentage of a maximum."""
    bands = [*(score.bands for score in matrix.scores), *(computed.bands for computed in matrix.computed)]
    if any(band.start is not None and band.start.percent for its in bands for band in its):
        return True
    method = matrix.method
    if isinstance(method, Thresholds) and any(t.up_to is not None and t.up_to.percent for t in method.thresholds):
        return True
    return any(
        isinstance(part, ScoreCompares) and part.comparison.percent
        for condition in _conditions(matrix)
        if condition is not None
        for part in parts(condition)
    )


def _conditions(matrix: Matrix) -> Iterator[Condition | None]:
    for computed in matrix.computed:
        yield from (step.when for step in computed.steps)
    yield from (category.when for category in matrix.categories)
    yield from (rule.when for rule in matrix.rules)
    if isinstance(matrix.method, Table):
        yield from (row.when for row in matrix.method.rows)
