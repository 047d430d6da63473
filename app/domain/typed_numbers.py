"""Numbers as people write them, wherever they are typed: on a page or in a cell."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

MYRIADS = {"万": 10_000, "亿": 100_000_000}  # a Chinese reader writes 12万 as naturally as 120,000
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[ ,']\d{3})+|\d{1,18})(?:\.(?P<fraction>\d{1,6}))?")
LARGEST = Decimal(10) ** 18  # the domain takes no more digits


class Unreadable(ValueError):
    """What was typed is not what was asked for; `problem` is a short id, not a sentence."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def read_number(typed: str, *, whole: bool = False) -> Decimal:
    """Read a number as people write it: ``1,000``, ``1 000``, ``１０００``, ``12万``.

    Raises Unreadable with `not_a_number` or, where only whole numbers fit, `not_whole`: a point in a
    whole number is refused even in ``1.000``, since half of the world reads that as a thousand.
    """
    text = " ".join(unicodedata.normalize("NFKC", typed).split()).replace("\u2212", "-")
    factor = MYRIADS.get(text[-1:], 1)
    text = text[:-1].rstrip() if factor > 1 else text
    found = NUMBER.fullmatch(text)
    if found is None:
        raise Unreadable("not_a_number")
    number = Decimal(re.sub("[ ,']", "", text)) * factor
    if abs(number) >= LARGEST:
        raise Unreadable("not_a_number")
    if whole and (number != number.to_integral_value() or (found["fraction"] and factor == 1)):
        raise Unreadable("not_whole")
    return number
