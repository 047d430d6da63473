"""Says in which of many rows a condition holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.domain.amount import Amount
from app.domain.answer_columns import AnswerReader, Given
from app.domain.columns import Column, combined, constant, mapped
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
from app.domain.deciding import Names, Standing, decider

TOGETHER = 8  # truths that are brought together in one go: 2**8 values fit a byte


@dataclass
class Facts:
    """What is known so far about the rows; `values`, `maxima` and `bands` as in a Standing."""

    names: Names
    reader: AnswerReader
    rows: int
    given: dict[str, Column[Given]] = field(default_factory=dict)
    values: list[Column[Amount] | None] = field(default_factory=list)
    maxima: list[Column[Amount] | None] = field(default_factory=list)
    bands: list[Column[int]] = field(default_factory=list)
    categories: dict[str, Column[bool]] = field(default_factory=dict)


def holds(condition: Condition | None, facts: Facts) -> Column[bool]:
    """Whether the condition holds in each row; where there is none, it does.

    Conditions on the level are not known here: they speak of what follows from it.
    """
    match condition:
        case None:
            return constant(True, facts.rows)
        case AllOf(parts):
            return _joined(_all, [holds(part, facts) for part in parts], facts)
        case AnyOf(parts):
            return _joined(_any, [holds(part, facts) for part in parts], facts)
        case Not(part):
            return mapped(holds(part, facts), lambda truth: not truth)
        case AnswerIs() | AnswerCompares() | Answered() | IncludesAll() | CountAtLeast():
            place = facts.reader.place(condition)
            return mapped(facts.given[condition.question], lambda given: given.meets[place])
        case ScoreCompares():
            return _score_compares(condition, facts)
        case ScoreInBand(score, bands):
            places = {facts.names.bands[score].index(band) for band in bands}
            return mapped(facts.bands[facts.names.scores[score]], lambda place: place in places)
        case InCategory(categories):
            return _joined(_any, [facts.categories[name] for name in categories if name in facts.categories], facts)
        case _:
            return constant(False, facts.rows)


def _score_compares(condition: ScoreCompares, facts: Facts) -> Column[bool]:
    index = facts.names.scores[condition.score]
    value, maximum = facts.values[index], facts.maxima[index]
    if value is None or maximum is None:  # a grid has no number
        return constant(False, facts.rows)
    decide = decider(condition, facts.names)
    before: list[Amount | None] = [None] * index

    def compares(value: Amount, maximum: Amount) -> bool:
        return decide is None or decide(Standing({}, [*before, value], [*before, maximum], []))

    if condition.comparison.percent:
        return combined(compares, value, maximum)
    return mapped(value, lambda number: compares(number, 0))


def _joined(function: Callable[..., bool], truths: list[Column[bool]], facts: Facts) -> Column[bool]:
    if not truths:
        return constant(function(), facts.rows)
    while len(truths) > 1:
        truths = [combined(function, *truths[at : at + TOGETHER]) for at in range(0, len(truths), TOGETHER)]
    return truths[0]


def _all(*truths: bool) -> bool:
    return all(truths)


def _any(*truths: bool) -> bool:
    return any(truths)
