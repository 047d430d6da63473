"""The matrix as frozen values: what an office configures, in the words of the file format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from app.domain.conditions import Condition
from app.domain.questions import Question, Section
from app.domain.text import Text


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as an office says it, such as 12 months or 5 working days."""

    amount: int
    unit: Literal["hours", "days", "working days", "weeks", "months", "years"]

    def __str__(self) -> str:
        """Write it as the file does, singular for one."""
        return f"{self.amount} {self.unit.removesuffix('s') if self.amount == 1 else self.unit}"


@dataclass(frozen=True, slots=True)
class Bound:
    """A place on a score's scale: a number, or a percentage of the score's maximum."""

    value: Decimal
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Principle:
    """A principle that questions and tests serve."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """One step of a level's review policy: who signs, how many of them, by when."""

    by: str  # reviewer | ethics_reviewer
    approvals: int = 1
    within: Duration | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something that a level asks of the system's owner."""

    id: str
    text: Text
    source: Text | None = None
    evidence: Literal["never", "optional", "required"] = "never"
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A tier of risk and what follows from it."""

    id: str
    label: Text
    colour: str = "#4a5663"
    summary: Text | None = None
    certificate: bool = True
    valid_for: Duration | None = None
    remind: tuple[Duration, ...] = ()
    review: tuple[ReviewStep, ...] = (ReviewStep("reviewer"),)
    respond_within: Duration | None = None
    obligations: tuple[Obligation, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of a score; it begins at `start` and ends before the next band."""

    id: str
    label: Text
    start: Bound | None = None  # None only in a chained grid, whose bands have no scale


@dataclass(frozen=True, slots=True)
class Score:
    """A named total fed by points."""

    id: str
    label: Text
    combine: Literal["sum", "highest", "average"] = "sum"
    maximum: Literal["visible", "all"] | Decimal = "visible"
    maximum_factor: Decimal = Decimal(1)
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a computed score: a change that applies when the condition holds.

    Exactly one of the operations is set; `round_whole` rounds half up after it.
    """

    id: str
    when: Condition | None = None
    reduce_percent: Decimal | None = None
    increase_percent: Decimal | None = None
    add: Decimal | None = None
    multiply: Decimal | None = None
    round_whole: bool = False
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of results: a row band, a column band, one result each (a level or a band)."""

    rows: str  # score or computed id
    columns: str
    cells: Mapping[str, tuple[str, ...]]  # row band id -> results, one per column band in their order


@dataclass(frozen=True, slots=True)
class Computed:
    """A score derived from others by steps, or a band read from a grid (`grid` set)."""

    id: str
    label: Text
    start_from: str | None = None
    steps: tuple[Step, ...] = ()
    bands: tuple[Band, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """A level up to and including a bound; the last threshold has none."""

    level: str
    up_to: Bound | None = None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The method `thresholds`: the first threshold whose bound is not exceeded gives the level."""

    of: str
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the method `table`; the last row has no condition."""

    level: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The method `table`: the first row whose condition holds gives the level."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A hard rule that runs after the method and may move the level."""

    id: str
    effect: Literal["set", "at_least", "at_most"]
    level: str
    when: Condition
    because: Text | None = None
    source: Text | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """A label that a system carries beside its level."""

    id: str
    label: Text
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """The figure that a test reports and the bar it must meet."""

    label: Text
    unit: Text | None = None
    at_least: Decimal | None = None
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """A test that a level and its categories call for."""

    __test__ = False  # not a test of pytest's

    id: str
    title: Text
    principle: str | None = None
    when: Condition | None = None
    measure: Measure | None = None
    evidence: Literal["never", "optional", "required"] = "optional"
    tester: Literal["anyone", "independent"] = "anyone"
    on_fail: Literal["block", "note"] = "note"


@dataclass(frozen=True, slots=True)
class Example:
    """A test that lives in the file: answers and what must come of them."""

    name: str
    answers: Mapping[str, object]
    level: str | None = None
    rules: tuple[str, ...] | None = None
    categories: tuple[str, ...] | None = None
    scores: Mapping[str, Decimal] | None = None
    tests: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """A whole risk matrix in one language; `in_language` of app.domain.translation gives another."""

    id: str
    version: str
    effective_from: str  # ISO date
    title: Text
    languages: tuple[str, ...]
    levels: tuple[Level, ...]
    method: Grid | Thresholds | Table
    sections: tuple[Section, ...]
    change_note: Text | None = None
    principles: tuple[Principle, ...] = ()
    scores: tuple[Score, ...] = ()
    computed: tuple[Computed, ...] = ()
    rules: tuple[Rule, ...] = ()
    categories: tuple[Category, ...] = ()
    tests: tuple[Test, ...] = ()
    examples: tuple[Example, ...] = ()
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language -> path of a text -> words

    def questions(self) -> tuple[Question, ...]:
        """Every question, in the file's order."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, question_id: str) -> Question:
        """The question with this id; KeyError when there is none."""
        for question in self.questions():
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def level(self, level_id: str) -> Level:
        """The level with this id; KeyError when there is none."""
        return self.levels[self.place(level_id)]

    def place(self, level_id: str) -> int:
        """The place of a level in the order, 0 for the lowest; KeyError when there is none."""
        for place, level in enumerate(self.levels):
            if level.id == level_id:
                return place
        raise KeyError(level_id)
