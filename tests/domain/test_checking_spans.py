"""The spans that the search prunes by: no score lies outside them, and a sum reaches both ends."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from app.domain.amount import Amount
from app.domain.checking.spans import Gain, Span, combined

ends = st.lists(st.integers(-3, 4), min_size=2, max_size=2).map(sorted)
gain = st.builds(lambda low_high, sure: Gain(Span(*low_high), sure), ends, st.booleans())


def score(values: list[Amount], combine: str) -> Amount:
    """The score of the values that count, as the contract says; nought where none does."""
    if not values:
        return 0
    if combine == "sum":
        return sum(values)
    return max(values) if combine == "highest" else Fraction(sum(values)) / len(values)


def possible(gains: list[Gain], combine: str) -> set[Amount]:
    """Every score that the ends of the gains can come to, each unsure one counted and left out."""
    options = [[*gain.span, *([] if gain.sure else [None])] for gain in gains]
    return {score([value for value in values if value is not None], combine) for values in product(*options)}


@given(st.lists(gain, max_size=5), st.sampled_from(["sum", "highest", "average"]))
def test_no_score_lies_outside_its_span(gains: list[Gain], combine: str) -> None:
    span, scores = combined(gains, combine), possible(gains, combine)
    assert span.low <= min(scores)
    assert max(scores) <= span.high


@given(st.lists(gain, max_size=5))
def test_a_sum_reaches_both_ends(gains: list[Gain]) -> None:
    assert combined(gains, "sum") == (min(possible(gains, "sum")), max(possible(gains, "sum")))
