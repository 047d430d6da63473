"""Spans of values that a score can have, and what can be told of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from app.domain.amount import Amount, exact, percent_sides
from app.domain.conditions import Comparison
from app.domain.matrix import Band, Bound
from app.domain.settled import Truth, all_settled


class Span(NamedTuple):
    """The lowest and the highest value."""

    low: Amount
    high: Amount

    def joined(self, other: Span) -> Span:
        """The span that covers both."""
        return Span(min(self.low, other.low), max(self.high, other.high))


NOUGHT = Span(0, 0)


class Gain(NamedTuple):
    """What a question can give to a score: a span, and whether it surely or never counts."""

    span: Span
    sure: bool


def combined(gains: Sequence[Gain], combine: str) -> Span:
    """The span of a score from the gains of the questions that can count."""
    if not gains:
        return NOUGHT
    spans = [gain.span for gain in gains]
    sure = [gain.span for gain in gains if gain.sure]
    if combine == "sum":
        low = sum(span.low if is_sure else min(0, span.low) for span, is_sure in gains)
        return Span(low, sum(span.high if is_sure else max(0, span.high) for span, is_sure in gains))
    if combine == "average" and len(sure) == len(spans):
        count = len(spans)
        return Span(Fraction(sum(s.low for s in spans)) / count, Fraction(sum(s.high for s in spans)) / count)
    nothing = [] if sure else [0]  # a score that nothing feeds is nought
    high = max([*(span.high for span in spans), *nothing])
    if combine == "highest" and sure:
        return Span(max(span.low for span in sure), high)
    return Span(min([*(span.low for span in spans), *nothing]), high)


def reaches(value: Span, maximum: Span, bound: Bound, *, above: bool = False) -> Truth:
    """Whether the value is at least the bound (or above it); percent are those of the maximum."""
    number = exact(bound.value)

    def meets(one: Amount, most: Amount) -> bool:
        left, right = percent_sides(one, most, number) if bound.percent else (one, number)
        return left > right if above else left >= right

    if not any(meets(value.high, most) for most in maximum):
        return False
    return True if all(meets(value.low, most) for most in maximum) else None


def meets_comparison(value: Span, maximum: Span, comparison: Comparison) -> Truth:
    """Whether the value meets every bound of the comparison."""
    told: list[Truth] = []
    for limit, above, wanted in (
        (comparison.at_least, False, True),
        (comparison.above, True, True),
        (comparison.at_most, True, False),
        (comparison.below, False, False),
    ):
        if limit is not None:
            bound = Bound(limit, comparison.percent)  # type: ignore[arg-type]
            truth = reaches(value, maximum, bound, above=above)
            told.append(truth if wanted or truth is None else not truth)
    return all_settled(told)


def bands_of(bands: Sequence[Band], value: Span, maximum: Span) -> frozenset[int]:
    """The places of the bands in which the value can lie; -1 where there are none."""
    if not bands:
        return frozenset({-1})
    told = [reaches(value, maximum, band.start) if band.start is not None else None for band in bands]
    told[0] = True
    return frozenset(place for place, truth in enumerate(told) if truth is not False and True not in told[place + 1 :])


def known(truths: Iterable[bool]) -> Truth:
    """One truth of the set of possible ones; None when both are possible."""
    found = frozenset(truths)
    return None if len(found) > 1 else True in found
