"""What an assessment of answers yields: the level and everything that led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one answer gave to one score: `value` = points x weight, `total` = the score so far, in file order."""

    score: str
    question: str
    choice: str | None  # None for a number, and where nothing was answered
    points: Decimal
    weight: Decimal
    value: Decimal
    total: Decimal
    reason: Literal["answer", "worst", "unanswered"]


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """A score (or computed score, or chained grid) with its maximum and band.

    `value` and `maximum` are None for a chained grid, `band` is None where there are no bands.
    """

    id: str
    value: Decimal | None
    maximum: Decimal | None
    band: str | None


@dataclass(frozen=True, slots=True)
class StepResult:
    """A step of a computed score that applied, with the value before and after."""

    computed: str
    step: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class RuleResult:
    """A rule that fired, with the level before and after it."""

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Cell:
    """The cell of a grid that was reached; `grid` is "level" or the id of a computed grid."""

    grid: str
    row: str
    column: str
    result: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The level, the trace that adds up to it, and what follows from it."""

    level: str
    method_level: str  # before the rules
    scores: Mapping[str, ScoreResult]  # scores, then computed, in file order
    contributions: tuple[Contribution, ...]
    steps: tuple[StepResult, ...]
    cells: tuple[Cell, ...]
    threshold: int | None  # index of the threshold or table row that decided, None for a grid
    rules: tuple[RuleResult, ...]
    categories: tuple[str, ...]
    tests: tuple[str, ...]
    obligations: tuple[str, ...]
    visible: tuple[str, ...]  # question ids, in file order
    missing: tuple[str, ...]  # required visible questions without an answer

    def cell(self) -> Cell | None:
        """The cell of the level's own grid, None when the method is not a grid."""
        return next((cell for cell in self.cells if cell.grid == "level"), None)
