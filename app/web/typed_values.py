"""What people type, read with good will: numbers with separators, dates in three parts, text of bounded length."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

NAME_LENGTH = 200
LINE_LENGTH = 500
TEXT_LENGTH = 10_000
COMMENT_LENGTH = 5_000

MYRIADS = {"万": 10_000, "亿": 100_000_000}  # a Chinese reader writes 12万 as naturally as 120,000
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[ ,']\d{3})+|\d{1,18})(?:\.(?P<fraction>\d{1,6}))?")
LARGEST = Decimal(10) ** 18  # the domain takes no more digits
INVISIBLE = frozenset({"Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # format, surrogate, private, unassigned
JOINERS = frozenset("\u200c\u200d")  # Persian, Hindi and emoji need them


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


def read_date(day: str, month: str, year: str) -> date:
    """Read a date from its three parts; raises Unreadable with the part that is wrong or missing."""
    parts: dict[str, int] = {}
    for part, typed in (("year", year), ("month", month), ("day", day)):
        text = unicodedata.normalize("NFKC", typed).strip()
        if not text:
            raise Unreadable(f"{part}_missing")
        if not re.fullmatch(r"[0-9]{1,4}", text):
            raise Unreadable("not_a_date")
        parts[part] = int(text)
    if parts["year"] < 1000:
        raise Unreadable("year_in_full")
    try:
        return date(parts["year"], parts["month"], parts["day"])
    except ValueError:
        raise Unreadable("not_a_date") from None


def tidy(typed: str) -> str:
    """The same text in one normal form: NFC, line ends as a line feed, no space around it."""
    return unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()


def read_text(typed: str, *, longest: int, one_line: bool = False) -> str:
    """Read free text; raises Unreadable with `too_long` or `strange_character`.

    One line, such as a name, may hold nothing that hides or reorders letters.
    """
    text = tidy(typed)
    if len(text) > longest:
        raise Unreadable("too_long")
    if not text.isprintable() and any(_strange(character, one_line) for character in set(text)):
        raise Unreadable("strange_character")
    return text


def _strange(character: str, one_line: bool) -> bool:
    category = unicodedata.category(character)
    if category == "Cc":
        return one_line or character not in "\n\t"
    if category in {"Cs", "Cn"}:
        return True
    return one_line and category in INVISIBLE and character not in JOINERS
