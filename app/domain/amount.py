"""Exact amounts: whole numbers and fractions, so that no comparison and no sum ever rounds."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import floor

# `int` where a number is whole (nearly always, and quick), a fraction where it is not; the two mix
# freely. A context of the decimal module is never asked, so no setting of the process can change
# a result, and an average of three answers is a third, not 0.333.
Amount = int | Fraction

_SHOWN = Context(prec=28, rounding=ROUND_HALF_EVEN)


def exact(number: Decimal) -> Amount:
    """The same number as an amount; raises ValueError or OverflowError for NaN and infinity."""
    numerator, denominator = number.as_integer_ratio()
    return numerator if denominator == 1 else Fraction(numerator, denominator)


def as_decimal(amount: Amount) -> Decimal:
    """The same amount as a decimal number.

    Only an average can have no end (a third): it is written with 28 digits then, after every
    comparison has been made with the exact amount.
    """
    numerator, denominator = amount.numerator, amount.denominator
    if denominator == 1:
        return Decimal(numerator)
    twos, rest = _divisions(denominator, 2)
    fives, rest = _divisions(rest, 5)
    if rest != 1:
        return _SHOWN.divide(Decimal(numerator), Decimal(denominator))
    places = max(twos, fives)
    return Decimal(f"{numerator * 10**places // denominator}E-{places}")


def round_half_up(amount: Amount) -> int:
    """The nearest whole number, a half away from zero: 2.5 is 3, and -2.5 is -3."""
    size = amount if amount >= 0 else -amount
    whole = floor(Fraction(size) + Fraction(1, 2))
    return whole if amount >= 0 else -whole


def percent_sides(value: Amount, maximum: Amount, percent: Amount) -> tuple[Amount, Amount]:
    """Two amounts that compare as `value` does with so many percent of `maximum`, without division.

    Of a maximum of nothing, nothing is 0 % and anything more is above every percentage.
    """
    if maximum > 0:
        return value * 100, percent * maximum
    return (1, 0) if value > 0 else (0, percent)


def _divisions(number: int, divisor: int) -> tuple[int, int]:
    count = 0
    while number % divisor == 0:
        number //= divisor
        count += 1
    return count, number
