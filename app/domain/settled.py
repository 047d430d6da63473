"""Conditions while answers are still missing: they hold, they do not, or that is not settled yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
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
    Not,
    ScoreCompares,
    ScoreInBand,
)

Truth = bool | None  # None: not settled yet
BEYOND = Fraction(10) ** 60  # more than any score or percentage


@dataclass(frozen=True, slots=True)
class Span:
    """All values that a number can still have."""

    low: Fraction
    high: Fraction

    def joined(self, other: Span) -> Span:
        """The span that covers both."""
        return Span(min(self.low, other.low), max(self.high, other.high))


def percent_of(value: Span, maximum: Span) -> Span:
    """All percentages that the value can be of its maximum; of nothing, anything is above every percentage."""
    if maximum.high <= 0:
        return Span(BEYOND if value.low > 0 else Fraction(0), BEYOND if value.high > 0 else Fraction(0))
    widest, narrowest = maximum.high, maximum.low
    low = _percent(value.low, widest if value.low >= 0 else narrowest)
    high = _percent(value.high, narrowest if value.high >= 0 else widest)
    return Span(low, high)


def _percent(value: Fraction, maximum: Fraction) -> Fraction:
    if maximum > 0:
        return value * 100 / maximum
    return BEYOND if value > 0 else -BEYOND if value < 0 else Fraction(0)


@dataclass(slots=True)
class Known:
    """What is settled so far, filled from the top of the matrix downwards."""

    answers: Mapping[str, Answer]
    visible: dict[str, Truth] = field(default_factory=dict)
    values: dict[str, Span] = field(default_factory=dict)
    maxima: dict[str, Span] = field(default_factory=dict)
    bands: dict[str, frozenset[str]] = field(default_factory=dict)
    order: dict[str, tuple[str, ...]] = field(default_factory=dict)  # every band, lowest first
    categories: dict[str, Truth] = field(default_factory=dict)


def settled(condition: Condition | None, known: Known) -> Truth:
    """Whether the condition holds whatever is answered next; None when that depends."""
    match condition:
        case None:
            return True
        case AllOf(parts):
            return all_settled(settled(part, known) for part in parts)
        case AnyOf(parts):
            return any_settled(settled(part, known) for part in parts)
        case Not(part):
            inner = settled(part, known)
            return None if inner is None else not inner
        case ScoreCompares(score, comparison):
            if score not in known.values:  # a chained grid has bands only
                return False
            return _span_meets(comparison, known.values[score], known.maxima[score])
        case ScoreInBand(score, bands):
            return _overlap(known.bands[score], frozenset(bands))
        case InCategory(categories):
            return any_settled(known.categories[category] for category in categories)
        case AnswerIs() | AnswerCompares() | Answered() | IncludesAll() | CountAtLeast():
            return _of_answer(condition.question, _test_of(condition), known)
        case _:  # conditions on the level speak of tests and obligations, after everything else
            return None


def all_settled(truths: Iterable[Truth]) -> Truth:
    """The truth of a conjunction: one part that fails settles it."""
    told = list(truths)
    if False in told:
        return False
    return None if None in told else True


def any_settled(truths: Iterable[Truth]) -> Truth:
    """The truth of a disjunction: one part that holds settles it."""
    told = list(truths)
    if True in told:
        return True
    return None if None in told else False


Test = Callable[[Answer | None], bool]


def _of_answer(question: str, test: Test, known: Known) -> Truth:
    visible = known.visible.get(question)
    if visible is False:
        return test(None)
    answer = known.answers.get(question)
    if answer is None:
        return None
    held = test(answer)
    return held if visible or held == test(None) else None


def _test_of(condition: AnswerIs | AnswerCompares | Answered | IncludesAll | CountAtLeast) -> Test:
    def holds(answer: Answer | None) -> bool:
        chosen = {answer} if isinstance(answer, str) else set(answer) if isinstance(answer, tuple) else set()
        match condition:
            case AnswerIs(_, choices):
                return bool(chosen & set(choices))
            case AnswerCompares(_, comparison):
                return answer is not None and _meets(comparison, answer)
            case Answered(_, answered):
                return (answer is not None) is answered
            case IncludesAll(_, choices):
                return chosen >= set(choices)
            case CountAtLeast(_, count):
                return len(chosen) >= count

    return holds


def _meets(comparison: Comparison, answer: Answer) -> bool:
    value = _ordered(answer)
    span = Span(value, value)
    return _span_meets(replace(comparison, percent=False), span, span) is True


def _ordered(value: Answer | date) -> Fraction:
    """Numbers and dates on one line, so that they compare alike."""
    if isinstance(value, tuple):
        raise TypeError("an answer of kind many has no order")
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return Fraction(value.toordinal() if isinstance(value, date) else value)


def _span_meets(comparison: Comparison, value: Span, maximum: Span) -> Truth:
    span = percent_of(value, maximum) if comparison.percent else value
    told: list[Truth] = []
    if comparison.at_least is not None:
        least = _ordered(comparison.at_least)
        told.append(_settle(span.low >= least, span.high < least))
    if comparison.above is not None:
        least = _ordered(comparison.above)
        told.append(_settle(span.low > least, span.high <= least))
    if comparison.at_most is not None:
        most = _ordered(comparison.at_most)
        told.append(_settle(span.high <= most, span.low > most))
    if comparison.below is not None:
        most = _ordered(comparison.below)
        told.append(_settle(span.high < most, span.low >= most))
    return all_settled(told)


def _settle(holds: bool, fails: bool) -> Truth:
    return True if holds else False if fails else None


def _overlap(possible: frozenset[str], asked: frozenset[str]) -> Truth:
    return _settle(possible <= asked, not possible & asked)
