"""Lines of answers -> lines of outcomes, one at a time, so that a million lines need no memory."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import IO

from app.domain.answer_json import KEYS, exact_decimal, exact_integer
from app.domain.outcome_json import assess_line
from app.domain.scoring import Plan

LONGEST_LINE = 2_000_000


class _Wrong(ValueError):
    """The line is not a case; the message says why."""


def assess_cases(plan: Plan, cases: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """For each line in, the line out, and whether it had no errors. A bad line does not stop the rest."""
    for line in _lines(cases):
        outcome = _assessed(plan, line)
        text = json.dumps(outcome, ensure_ascii=False)
        # Half a letter in an id leaves as the escape that it came as.
        yield text.encode("utf-8", "backslashreplace") + b"\n", not outcome["errors"]


def _lines(cases: IO[bytes]) -> Iterator[bytes | None]:
    """Each line; None for one that is too long, of which the rest is passed over."""
    while line := cases.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        yield None
        while line and not line.endswith(b"\n"):
            line = cases.readline(LONGEST_LINE)


def _assessed(plan: Plan, line: bytes | None) -> dict[str, object]:
    case: object = None
    try:
        data = _parsed(line)
        case = _id(data)
        answers = _answers(data)
    except _Wrong as wrong:
        return _nothing(case, str(wrong))
    return assess_line(plan, case, answers)


def _nothing(case: object, error: str) -> dict[str, object]:
    """What a line holds whose answers were never reached: the same keys as any other."""
    empty = {"id": case, "level": None, "scores": {}, "rules": [], "categories": [], "tests": [], "missing": []}
    return {**empty, "errors": [error]}


def _parsed(line: bytes | None) -> dict[str, object]:
    if line is None:
        raise _Wrong(f"The line is longer than {LONGEST_LINE // 1_000_000} MB.")
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Wrong("The line is not UTF-8.") from None
    if not text.strip():
        raise _Wrong("The line is empty.")
    try:
        data = json.loads(
            text, parse_float=exact_decimal, parse_int=exact_integer, parse_constant=float, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise _Wrong(f"The line is not JSON: {error.msg} at character {error.pos + 1}.") from None
    except RecursionError:
        raise _Wrong("The line is nested too deep.") from None
    if not isinstance(data, dict):
        raise _Wrong("The line must be an object with “id” and “answers”.")
    return data


def _id(data: dict[str, object]) -> object:
    case = data.get("id")
    if isinstance(case, bool) or not isinstance(case, str | int | None):
        raise _Wrong("“id” must be a text or a whole number.")
    return case


def _answers(data: dict[str, object]) -> object:
    unknown = sorted(data.keys() - KEYS)
    if unknown:
        raise _Wrong(f"A line has “id” and “answers”, not “{unknown[0][:60]}”.")
    if "answers" not in data:
        raise _Wrong("The line has no “answers”.")
    return data["answers"]


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    data = dict(pairs)
    if len(data) < len(pairs):
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise _Wrong(f"“{twice[:60]}” stands twice.")
    return data
