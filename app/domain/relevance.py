"""Finds what can matter to the level: the scores it is read from, and the conditions on its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.domain.conditions import (
    AllOf,
    AnswerCompares,
    Answered,
    AnswerIs,
    AnyOf,
    Condition,
    CountAtLeast,
    InCategory,
    IncludesAll,
    Not,
    ScoreCompares,
    ScoreInBand,
)
from app.domain.matrix import Grid, Matrix, Table, Thresholds
from app.domain.questions import Question, Section

AnswerCondition = AnswerIs | AnswerCompares | Answered | IncludesAll | CountAtLeast


@dataclass(slots=True)
class Relevance:
    """The ids of scores and categories that matter, and for each question that matters in conditions, which ones."""

    scores: set[str] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)
    conditions: dict[str, list[AnswerCondition]] = field(default_factory=dict)


def relevance(matrix: Matrix) -> Relevance:
    """What the level of a matrix depends on; tests and obligations are left aside, they follow it."""
    found = Relevance()
    pending: list[Condition | None] = [rule.when for rule in matrix.rules]
    match matrix.method:
        case Grid(rows, columns, _):
            pending += _score(rows, matrix, found) + _score(columns, matrix, found)
        case Thresholds(of, _):
            pending += _score(of, matrix, found)
        case Table(rows):
            pending += [row.when for row in rows]
    while pending:
        condition = pending.pop()
        if condition is not None:
            for part in parts(condition):
                pending += _needed(part, matrix, found)
    return found


def parts(condition: Condition) -> Iterator[Condition]:
    """The conditions that a condition is made of, without `all`, `any` and `not`."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            for inner in conditions:
                yield from parts(inner)
        case Not(inner):
            yield from parts(inner)
        case _:
            yield condition


def _needed(part: Condition, matrix: Matrix, found: Relevance) -> list[Condition | None]:
    match part:
        case ScoreCompares(score, _) | ScoreInBand(score, _):
            return _score(score, matrix, found)
        case InCategory(categories):
            found.categories.update(categories)
            return [category.when for category in matrix.categories if category.id in categories]
        case AnswerIs() | AnswerCompares() | Answered() | IncludesAll() | CountAtLeast():
            known = found.conditions.setdefault(part.question, [])
            if part in known:
                return []
            known.append(part)
            return _shown_by(part.question, matrix)
        case _:
            return []


def _score(score: str, matrix: Matrix, found: Relevance) -> list[Condition | None]:
    if score in found.scores:
        return []
    found.scores.add(score)
    for computed in matrix.computed:
        if computed.id == score:
            pending: list[Condition | None] = [step.when for step in computed.steps]
            starts = [computed.start_from] if computed.start_from else []
            if computed.grid is not None:
                starts = [computed.grid.rows, computed.grid.columns]
            for start in starts:
                pending += _score(start, matrix, found)
            return pending
    return [
        condition
        for section, question in _asked(matrix)
        if feeds(question, score)
        for condition in (section.show_when, question.show_when)
    ]


def feeds(question: Question, score: str) -> bool:
    """Whether an answer to the question can give points to the score."""
    return score in question.ranges or any(score in choice.points for choice in question.choices)


def _shown_by(question_id: str, matrix: Matrix) -> list[Condition | None]:
    return [
        condition
        for section, question in _asked(matrix)
        if question.id == question_id
        for condition in (section.show_when, question.show_when)
    ]


def _asked(matrix: Matrix) -> Iterator[tuple[Section, Question]]:
    for section in matrix.sections:
        for question in section.questions:
            yield section, question
