"""Turns conditions into functions, once, so that asking whether they hold is quick."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import ge, gt, le, lt

from app.domain.amount import Amount, exact, percent_sides
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


@dataclass(slots=True)
class Standing:
    """What is known so far while answers are assessed; conditions ask it.

    `answers` holds those of visible questions only, so that a hidden answer can decide nothing.
    `values`, `maxima` and `bands` (places, -1 for none) follow the order of scores, then computed.
    """

    answers: dict[str, Answer]
    values: list[Amount | None]
    maxima: list[Amount | None]
    bands: list[int]
    categories: set[str] = field(default_factory=set)
    place: int = -1  # of the final level, known to tests and obligations only


Holds = Callable[[Standing], bool]
_Pair = tuple[Callable[[Amount, Amount], bool], Amount]


@dataclass(frozen=True, slots=True)
class Names:
    """Where the things stand that conditions call by their ids."""

    many: frozenset[str]  # questions with several choices
    scores: Mapping[str, int]  # scores, then computed
    bands: Mapping[str, tuple[str, ...]]
    levels: Mapping[str, int]


def decider(condition: Condition | None, names: Names) -> Holds | None:
    """A function that says whether the condition holds; None where there is no condition.

    A condition about a question that is hidden or has no answer does not hold (`answered: no`
    does), nor does one about a score, category or level that is not known yet.
    Raises KeyError for an id that the matrix does not have.
    """
    return None if condition is None else _decider(condition, names)


def _decider(condition: Condition, names: Names) -> Holds:
    match condition:
        case AllOf(parts):
            return _all([_decider(part, names) for part in parts])
        case AnyOf(parts):
            return _any([_decider(part, names) for part in parts])
        case Not(part):
            return _negation(_decider(part, names))
        case ScoreCompares(score, comparison):
            return _score_compares(names.scores[score], comparison)
        case ScoreInBand(score, bands):
            index = names.scores[score]
            places = frozenset(names.bands[score].index(band) for band in bands)
            return lambda standing: standing.bands[index] in places
        case InCategory(categories):
            wanted = frozenset(categories)
            return lambda standing: not wanted.isdisjoint(standing.categories)
        case LevelIs() | LevelCompares():
            return _level(condition, names)
        case _:
            return _answer(condition, names)


def _answer(condition: AnswerIs | AnswerCompares | Answered | IncludesAll | CountAtLeast, names: Names) -> Holds:
    question = condition.question
    match condition:
        case AnswerIs(_, choices):
            wanted = frozenset(choices)
            if question in names.many:
                return lambda standing: not wanted.isdisjoint(standing.answers.get(question, ()))  # type: ignore[arg-type]
            return lambda standing: standing.answers.get(question) in wanted
        case AnswerCompares(_, comparison):
            return _answer_compares(question, comparison)
        case Answered(_, answered):
            return lambda standing: (question in standing.answers) is answered
        case IncludesAll(_, choices):
            needed = frozenset(choices)
            return lambda standing: needed.issubset(standing.answers.get(question, ()))  # type: ignore[arg-type]
        case CountAtLeast(_, count):
            return lambda standing: len(standing.answers.get(question, ())) >= count  # type: ignore[arg-type]


def _all(parts: list[Holds]) -> Holds:
    match parts:
        case [only]:
            return only
        case [first, second]:
            return lambda standing: first(standing) and second(standing)
    return lambda standing: all(part(standing) for part in parts)


def _any(parts: list[Holds]) -> Holds:
    match parts:
        case [only]:
            return only
        case [first, second]:
            return lambda standing: first(standing) or second(standing)
    return lambda standing: any(part(standing) for part in parts)


def _negation(part: Holds) -> Holds:
    return lambda standing: not part(standing)


def _bounds(comparison: Comparison) -> list[tuple[Callable[..., bool], Decimal | date]]:
    pairs = (
        (ge, comparison.at_least),
        (gt, comparison.above),
        (le, comparison.at_most),
        (lt, comparison.below),
    )
    return [(meets, bound) for meets, bound in pairs if bound is not None]


def _answer_compares(question: str, comparison: Comparison) -> Holds:
    # Dates are answers in ISO 8601, which sorts as the days do.
    tests = [(meets, bound.isoformat() if isinstance(bound, date) else bound) for meets, bound in _bounds(comparison)]

    def holds(standing: Standing) -> bool:
        answer = standing.answers.get(question)
        return answer is not None and all(meets(answer, bound) for meets, bound in tests)

    return holds


def _score_compares(index: int, comparison: Comparison) -> Holds:
    tests: list[_Pair] = [(meets, exact(bound)) for meets, bound in _bounds(comparison) if isinstance(bound, Decimal)]

    def holds(standing: Standing) -> bool:
        value = standing.values[index]
        return value is not None and all(meets(value, bound) for meets, bound in tests)

    def holds_percent(standing: Standing) -> bool:
        value, maximum = standing.values[index], standing.maxima[index]
        return (
            value is not None
            and maximum is not None
            and all(meets(*percent_sides(value, maximum, bound)) for meets, bound in tests)
        )

    return holds_percent if comparison.percent else holds


def _level(condition: LevelIs | LevelCompares, names: Names) -> Holds:
    places = set(names.levels.values())
    if isinstance(condition, LevelIs):
        places &= {names.levels[level] for level in condition.levels}
    else:
        for meets, level in (
            (ge, condition.at_least),
            (gt, condition.above),
            (le, condition.at_most),
            (lt, condition.below),
        ):
            if level is not None:
                bound = names.levels[level]
                places = {place for place in places if meets(place, bound)}
    return lambda standing: standing.place in places
