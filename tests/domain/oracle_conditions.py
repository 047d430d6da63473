"""Says whether a condition holds, as the contract's table of conditions says it: part of the oracle."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.domain.answers import Answer
from app.domain.conditions import (
    AllOf,
    AnswerCompares,
    Answered,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    CountAtLeast,
    InCategory,
    IncludesAll,
    LevelCompares,
    LevelIs,
    Not,
    ScoreCompares,
    ScoreInBand,
)
from app.domain.matrix import Matrix


@dataclass
class Facts:
    """What conditions may ask for; `answers` are those of visible questions."""

    matrix: Matrix
    answers: dict[str, Answer] = field(default_factory=dict)
    values: dict[str, Fraction | None] = field(default_factory=dict)
    maxima: dict[str, Fraction | None] = field(default_factory=dict)
    bands: dict[str, str] = field(default_factory=dict)
    categories: set[str] = field(default_factory=set)
    level: str | None = None


def holds(condition: Condition | None, facts: Facts) -> bool:
    """Whether the condition holds; where there is none, it does."""
    match condition:
        case None:
            return True
        case AllOf(parts):
            return all(holds(part, facts) for part in parts)
        case AnyOf(parts):
            return any(holds(part, facts) for part in parts)
        case Not(part):
            return not holds(part, facts)
        case ScoreCompares(score, comparison):
            return _score_compares(score, comparison, facts)
        case ScoreInBand(score, bands):
            return facts.bands.get(score) in bands
        case InCategory(categories):
            return any(category in facts.categories for category in categories)
        case LevelIs(levels):
            return facts.level in levels
        case LevelCompares():
            return _level_compares(condition, facts)
        case _:
            return _of_answer(condition, facts)


def _of_answer(
    condition: AnswerIs | AnswerCompares | Answered | IncludesAll | CountAtLeast,
    facts: Facts,
) -> bool:
    question = condition.question
    chosen = _chosen(question, facts)
    match condition:
        case AnswerIs(_, choices):
            return any(choice in chosen for choice in choices)
        case Answered(_, answered):
            return (question in facts.answers) == answered
        case IncludesAll(_, choices):
            return all(choice in chosen for choice in choices)
        case CountAtLeast(_, count):
            return len(chosen) >= count
        case AnswerCompares(_, comparison):
            return question in facts.answers and meets(_ordered(facts.answers[question]), comparison)


def percent(value: Fraction, maximum: Fraction) -> Fraction:
    """How many percent of the maximum the value is; of nothing, anything is more than every percentage."""
    if maximum > 0:
        return value / maximum * 100
    return Fraction(10**40) if value > 0 else Fraction(0)


def meets(value: Fraction, comparison: Comparison) -> bool:
    """Whether a value meets all the bounds of a comparison."""
    return (
        (comparison.at_least is None or value >= _ordered(comparison.at_least))
        and (comparison.above is None or value > _ordered(comparison.above))
        and (comparison.at_most is None or value <= _ordered(comparison.at_most))
        and (comparison.below is None or value < _ordered(comparison.below))
    )


def _chosen(question: str, facts: Facts) -> tuple[str, ...]:
    answer = facts.answers.get(question, ())
    return answer if isinstance(answer, tuple) else (str(answer),)


def _ordered(value: Answer | date) -> Fraction:
    """Numbers and days on a line."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, date):
        return Fraction(value.toordinal())
    assert isinstance(value, int | Decimal)
    return Fraction(value)


def _score_compares(score: str, comparison: Comparison, facts: Facts) -> bool:
    value, maximum = facts.values[score], facts.maxima[score]
    if value is None or maximum is None:  # a grid has no number
        return False
    return meets(percent(value, maximum) if comparison.percent else value, comparison)


def _level_compares(condition: LevelCompares, facts: Facts) -> bool:
    order = [level.id for level in facts.matrix.levels]
    if facts.level is None:
        return False
    place = order.index(facts.level)
    return (
        (condition.at_least is None or place >= order.index(condition.at_least))
        and (condition.above is None or place > order.index(condition.above))
        and (condition.at_most is None or place <= order.index(condition.at_most))
        and (condition.below is None or place < order.index(condition.below))
    )
