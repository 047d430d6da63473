"""Conditions of the matrix as data: what `when` and `show_when` can say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Comparison:
    """Bounds that a number, date, percentage or level place must meet; at least one is set.

    ``percent`` says that the bounds are percents of the score's maximum (``"80%"`` is Decimal 80).
    """

    at_least: Decimal | date | None = None
    above: Decimal | date | None = None
    at_most: Decimal | date | None = None
    below: Decimal | date | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class AnswerIs:
    """The answer is, or (kind `many`) includes, one of these choices."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerCompares:
    """The answer to a number or date question meets the comparison."""

    question: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Answered:
    """The question is visible and answered (or, with `answered: no`, not)."""

    question: str
    answered: bool


@dataclass(frozen=True, slots=True)
class IncludesAll:
    """The answer of kind `many` includes every one of these choices."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountAtLeast:
    """The answer of kind `many` holds at least so many choices."""

    question: str
    count: int


@dataclass(frozen=True, slots=True)
class ScoreCompares:
    """The score (or computed score) meets the comparison."""

    score: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class ScoreInBand:
    """The score (or computed score or chained grid) is in one of these bands."""

    score: str
    bands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InCategory:
    """The system carries one of these categories."""

    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelIs:
    """The final level is one of these."""

    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelCompares:
    """The final level meets bounds given by level ids, inclusive or not, lowest level first."""

    at_least: str | None = None
    above: str | None = None
    at_most: str | None = None
    below: str | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; with no part it holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; with no part it does not hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


Condition = (
    AnswerIs
    | AnswerCompares
    | Answered
    | IncludesAll
    | CountAtLeast
    | ScoreCompares
    | ScoreInBand
    | InCategory
    | LevelIs
    | LevelCompares
    | AllOf
    | AnyOf
    | Not
)
