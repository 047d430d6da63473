"""Combines what the answers give into the value and the maximum of each score."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from app.domain.amount import Amount, exact
from app.domain.matrix import Matrix, Score
from app.domain.placing import BandOf, band_finder
from app.domain.worth import Gain, worth


class Sums:
    """Running totals of all scores: a sum, a highest value and a count for each."""

    __slots__ = ("counts", "peaks", "totals")

    def __init__(self, count: int, peaks: frozenset[int]) -> None:
        self.totals: list[Amount] = [0] * count
        self.counts = [0] * count
        self.peaks = peaks

    def add(self, gains: Iterable[Gain], *, first: bool = True) -> None:
        """Add what one question gives; `first` is no for a further choice of the same question."""
        totals, counts = self.totals, self.counts
        for place, value in gains:
            if place not in self.peaks:
                totals[place] += value
            elif not counts[place] or value > totals[place]:
                totals[place] = value
            counts[place] += first

    def combined(self, place: int, combine: str) -> Amount:
        """The sum, the highest or the average so far; 0 where nothing was counted."""
        count = self.counts[place]
        if combine == "average" and count > 1:
            return Fraction(self.totals[place]) / count
        return self.totals[place]


class Total(NamedTuple):
    """A score, ready to be combined. `fixed` is its maximum where that does not depend on answers."""

    score: Score
    fixed: Amount | None
    factor: Amount
    band: BandOf


def total_of(matrix: Matrix, place: int) -> Total:
    """Prepare a score of the matrix, given by its place.

    The maximum of a score that takes the highest is the highest single contribution, that of an
    average the average of what the questions can give at most. `maximum_factor` multiplies every
    kind of maximum, a fixed number too.
    """
    score = matrix.scores[place]
    factor = exact(score.maximum_factor)
    fixed: Amount | None = None
    if isinstance(score.maximum, Decimal):
        fixed = exact(score.maximum) * factor
    elif score.maximum == "all":
        every = Sums(len(matrix.scores), frozenset({place} if score.combine == "highest" else ()))
        for question in matrix.questions():
            every.add(worth(question, matrix.scores).greatest)
        fixed = every.combined(place, score.combine) * factor
    return Total(score, fixed, factor, band_finder(score.bands))
