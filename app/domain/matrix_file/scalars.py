"""Single values of the file: words, numbers, switches, dates and lengths of time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from app.domain.matrix import Bound, Duration
from app.domain.matrix_file.mistakes import listed, quoted, suggestion
from app.domain.matrix_file.nodes import Scalar
from app.domain.matrix_file.vocabulary import (
    Day,
    Identifier,
    LengthOfTime,
    Limit,
    Number,
    OneOf,
    Plain,
    Portion,
    Switch,
    Words,
)

LONGEST_TEXT = 20_000
SWITCHES = {"yes": True, "true": True, "no": False, "false": False}
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,15}(?:\.[0-9]{0,9})?|\.[0-9]{1,9})")
_PERCENT = re.compile(r"([-+]?[0-9]{1,9}(?:\.[0-9]{1,9})?) ?%")
_DURATION = re.compile(r"([0-9]{1,4}) (hours?|days?|working days?|weeks?|months?|years?)")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_CHOICE_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
Unit = Literal["hours", "days", "working days", "weeks", "months", "years"]


class Unreadable(Exception):
    """The value is not of its kind; the message continues `"key" …`."""


def number(scalar: Scalar) -> Decimal | None:
    """The number written here, exact; None when it is none. A number in quotation marks is a text."""
    if scalar.quoted or isinstance(scalar.value, bool) or not _NUMBER.fullmatch(scalar.text):
        return None
    return Decimal(scalar.text)


def percent(scalar: Scalar) -> Decimal | None:
    """The percentage written here (80 for "80%"); None when it is none."""
    found = _PERCENT.fullmatch(scalar.text)
    return Decimal(found[1]) if found else None


def day(scalar: Scalar) -> date | None:
    """The date written here; None when it is none."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", scalar.text):
        return None
    try:
        return date.fromisoformat(scalar.text)
    except ValueError:
        return None


def _words(scalar: Scalar, _: object) -> str:
    if not scalar.text.strip():
        raise Unreadable("is empty; write a text or leave the key out")
    if len(scalar.text) > LONGEST_TEXT:
        raise Unreadable(f"is longer than {LONGEST_TEXT:,} characters")
    return scalar.text.strip()


def _plain(scalar: Scalar, kind: Plain) -> str:
    text = _words(scalar, kind)
    if kind.pattern and not re.fullmatch(kind.pattern, text):
        raise Unreadable(f"must be {kind.hint}, not {quoted(text)}")
    return text


def _identifier(scalar: Scalar, kind: Identifier) -> str:
    pattern = _CHOICE_IDENTIFIER if kind.digit_first else _IDENTIFIER
    if not pattern.fullmatch(scalar.text):
        first = "a letter or digit" if kind.digit_first else "a letter"
        rule = f"an id begins with {first} and holds letters (a-z), digits, _ and -, 64 at most"
        raise Unreadable(f"cannot be {quoted(scalar.text)}: {rule}")
    return scalar.text


def _one_of(scalar: Scalar, kind: OneOf) -> str:
    if scalar.text not in kind.words:
        what = f"must be {listed(kind.words)}, not {quoted(scalar.text)}."
        raise Unreadable(what + suggestion(scalar.text, kind.words))
    return scalar.text


def _switch(scalar: Scalar, _: Switch) -> bool:
    if scalar.text.lower() not in SWITCHES:
        raise Unreadable(f"must be yes or no, not {quoted(scalar.text)}")
    return SWITCHES[scalar.text.lower()]


def _number(scalar: Scalar, kind: Number) -> Decimal:
    found = number(scalar)
    if found is None:
        unquoted = Scalar(scalar.text, scalar.text, scalar.line)
        if scalar.quoted and number(unquoted) is not None:
            raise Unreadable(f"must be a number: write {scalar.text} without quotation marks")
        if re.fullmatch(r"[-+]?[0-9.]+", scalar.text):
            raise Unreadable("is a number with too many digits (15 before the point and 9 behind it at most)")
        raise Unreadable(f"must be a number, not {quoted(scalar.text)}")
    if kind.whole and found != found.to_integral_value():
        raise Unreadable(f"must be a whole number, not {scalar.text}")
    if kind.lowest is not None and found < kind.lowest:
        raise Unreadable(f"must be {kind.lowest} or more, not {scalar.text}")
    return found


def _portion(scalar: Scalar, _: Portion) -> Bound:
    if (found := percent(scalar)) is not None:
        return Bound(found, percent=True)
    if (found := number(scalar)) is not None:
        return Bound(found)
    raise Unreadable(f'must be a number, or a percentage such as "80%", not {quoted(scalar.text)}')


def _duration(scalar: Scalar, _: LengthOfTime) -> Duration:
    found = _DURATION.fullmatch(" ".join(scalar.text.split()))
    if not found or int(found[1]) == 0:
        example = '"12 months" or "5 working days"'
        raise Unreadable(f"must be a length of time such as {example}, not {quoted(scalar.text)}")
    unit = cast("Unit", found[2].removesuffix("s") + "s")
    return Duration(int(found[1]), unit)


def _day(scalar: Scalar, _: Day) -> str:
    if day(scalar) is None:
        raise Unreadable(f"must be a date such as 2026-12-01, not {quoted(scalar.text)}")
    return scalar.text


def _limit(scalar: Scalar, _: Limit) -> str:
    if day(scalar) is not None:
        return scalar.text
    found = number(scalar)
    if found is None:
        raise Unreadable(f"must be a number or a date, not {quoted(scalar.text)}")
    whole = found == found.to_integral_value()
    return str(int(found)) if whole else format(found.normalize(), "f")


READERS: dict[type, Callable[..., object]] = {
    Words: _words,
    Plain: _plain,
    Identifier: _identifier,
    OneOf: _one_of,
    Switch: _switch,
    Number: _number,
    Portion: _portion,
    LengthOfTime: _duration,
    Day: _day,
    Limit: _limit,
}
