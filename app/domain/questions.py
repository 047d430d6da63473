"""Questions, their choices and their sections, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from app.domain.conditions import Condition
from app.domain.text import Text

Kind = Literal["one", "many", "yes_no", "number", "text", "long_text", "date"]
Points = Mapping[str, Decimal]  # score id -> points


@dataclass(frozen=True, slots=True)
class Requirement:
    """Whether a comment or evidence goes with an answer: never, optional, required, or required for some choices."""

    mode: Literal["never", "optional", "required"] = "never"
    required_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that is offered."""

    id: str
    label: Text
    points: Points = field(default_factory=dict)
    worst: bool = False  # `counts_as: worst`
    alone: bool = False
    source: Text | None = None
    help: Text | None = None


@dataclass(frozen=True, slots=True)
class PointRange:
    """Points that a number earns from this value upwards, until the next range."""

    start: Decimal
    points: Decimal


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ids are for ever, texts may change. `yes_no` always has the choices `yes` and `no` here."""

    id: str
    ask: Text
    kind: Kind
    help: Text | None = None
    why: Text | None = None
    required: bool = True
    show_when: Condition | None = None
    weight: Decimal = Decimal(1)
    count: Literal["sum", "highest"] = "sum"
    unanswered: Literal["zero", "worst"] = "zero"
    fixed: bool = False
    comment: Requirement = Requirement()
    evidence: Requirement = Requirement()
    choices: tuple[Choice, ...] = ()
    unit: Text | None = None
    minimum: str | None = None  # canonical text of a number or an ISO date
    maximum: str | None = None
    whole: bool = False
    ranges: Mapping[str, tuple[PointRange, ...]] = field(default_factory=dict)  # kind number: score id -> ranges
    source: Text | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A page of questions."""

    id: str
    title: Text
    questions: tuple[Question, ...]
    principle: str | None = None
    show_when: Condition | None = None
    intro: Text | None = None
