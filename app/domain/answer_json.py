"""Answers as JSON, in the shape of a line of `matrix assess`, read without trusting any of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

KEYS = frozenset({"id", "matrix", "draft", "answers", "comments"})
_LONGEST_INTEGER = 100


class JsonRefused(ValueError):
    """JSON that holds no answers; `problem` is a name, `detail` what it is about."""

    def __init__(self, problem: str, detail: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.detail = detail


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What a file of JSON says: raw answers, comments, and of which matrix and draft they are."""

    answers: object
    comments: dict[str, str] = field(default_factory=dict)
    matrix: tuple[str, str] | None = None
    about: Mapping[str, str] = field(default_factory=dict)


def parse_answers(content: bytes) -> AnswerLine:
    """Read the file; raises JsonRefused with `not_json`, `not_an_object`, `unknown_key`, `twice` or `no_answers`."""
    try:
        data = json.loads(
            content.decode("utf-8-sig"),
            parse_float=exact_decimal,
            parse_int=exact_integer,
            parse_constant=Decimal,
            object_pairs_hook=_object,
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise JsonRefused("not_json") from None
    if not isinstance(data, dict):
        raise JsonRefused("not_an_object")
    if unknown := sorted(data.keys() - KEYS):
        raise JsonRefused("unknown_key", unknown[0][:60])
    if not isinstance(data.get("answers"), dict):
        raise JsonRefused("no_answers")
    return AnswerLine(data["answers"], _comments(data), _matrix(data), _about(data))


def _comments(data: dict[str, object]) -> dict[str, str]:
    comments = data.get("comments", {})
    if not isinstance(comments, dict) or not all(isinstance(each, str) for each in comments.values()):
        raise JsonRefused("no_comments")
    return comments


def _matrix(data: dict[str, object]) -> tuple[str, str] | None:
    matrix = data.get("matrix")
    return (str(matrix.get("id")), str(matrix.get("version"))) if isinstance(matrix, dict) else None


def _about(data: dict[str, object]) -> dict[str, str]:
    draft = data.get("draft")
    told = {str(name): str(value) for name, value in draft.items()} if isinstance(draft, dict) else {}
    return told | ({"assessment": str(data["id"])} if data.get("id") is not None else {})


def exact_decimal(digits: str) -> Decimal:
    """A number of JSON with all its digits; Infinity for one that no number can hold."""
    try:
        return Decimal(digits)
    except InvalidOperation:  # an exponent that no number has; the answer will be refused by name
        return Decimal("Infinity")


def exact_integer(digits: str) -> int | Decimal:
    """A whole number of JSON."""
    # Python makes no int of thousands of digits; as a decimal it is refused by name.
    return int(digits) if len(digits) <= _LONGEST_INTEGER else Decimal(digits)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise JsonRefused(
            "twice", next(name for name, _ in pairs if sum(1 for each, _ in pairs if each == name) > 1)[:60]
        )
    return data
