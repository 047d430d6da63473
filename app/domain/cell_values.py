"""What one cell holds: a number, a day or words, as people and their programs write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

from app.domain.answer_sheet import unguarded
from app.domain.typed_numbers import Unreadable, read_number
from app.domain.typed_texts import read_text

YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
MONTH_NAMED = re.compile(r"(\d{1,2}) ([a-z]{3,9})\.?,? (\d{4})")
MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)


class Misread(ValueError):
    """A cell that holds something else; `problem` is a name, `nearest` a choice that was probably meant."""

    def __init__(self, problem: str, nearest: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.nearest = nearest


def is_blank(value: object) -> bool:
    """Whether a cell is empty, or holds nothing but spaces."""
    return value is None or (isinstance(value, str) and not value.strip())


def plain(value: object) -> str:
    """A cell as text: 5.0 is "5", a day is written as 2026-11-23."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return "" if value is None else str(value).strip()


def read_figure(value: object, *, whole: bool) -> Decimal:
    """A number from a cell that holds one, or from its digits as text."""
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return Decimal(plain(value))
    if not isinstance(value, str):
        raise Misread("not_a_number")
    try:
        return read_number(unguarded(value.strip()), whole=whole)
    except Unreadable as unreadable:
        raise Misread(unreadable.problem) from None


def read_day(value: object) -> str:
    """A day, in ISO form, from a cell that holds one or from a text that can be read in one way only."""
    if isinstance(value, datetime):
        if value.time() != time():
            raise Misread("not_a_date")
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise Misread("not_a_date")
    text = " ".join(unicodedata.normalize("NFKC", unguarded(value.strip())).casefold().split())
    try:
        return date(*_parts(text)).isoformat()
    except ValueError as error:
        raise error if isinstance(error, Misread) else Misread("not_a_date") from None


def read_words(value: object, *, longest: int, one_line: bool = False) -> str:
    """Free text, by the rules of the page; a number that somebody typed is taken as its digits."""
    if isinstance(value, bool | date | datetime | time | timedelta):
        raise Misread("not_a_text")
    words = unguarded(value) if isinstance(value, str) else plain(value)
    try:
        return read_text(words, longest=longest, one_line=one_line)
    except Unreadable as unreadable:
        raise Misread(unreadable.problem) from None


def _parts(text: str) -> tuple[int, int, int]:
    if found := YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
        return year, month, day
    if found := MONTH_NAMED.fullmatch(text):
        months = [place for place, name in enumerate(MONTHS, 1) if name.startswith(found[2])]
        if len(months) == 1:
            return int(found[3]), months[0], int(found[1])
    if found := YEAR_LAST.fullmatch(text):
        first, second, year = map(int, found.groups())
        if first != second and first <= 12 and second <= 12:
            raise Misread("two_dates")  # 3/4/2026 is another day in London than in Manila
        return (year, second, first) if first > 12 or first == second else (year, first, second)
    raise Misread("not_a_date")
