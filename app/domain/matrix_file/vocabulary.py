"""The kinds of value that a key of the format can hold; `shapes` says which key holds which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Words:
    """A text that people read and that translation files translate; `citation`: may stay in its own language."""

    citation: bool = False


@dataclass(frozen=True, slots=True)
class Plain:
    """A text that is not translated; `pattern` with its `hint` in words limits it."""

    pattern: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A name for ever; `digit_first` where it may begin with a digit."""

    digit_first: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """The id of something defined elsewhere in the file, such as a level or a score."""

    to: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few words of the format."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """yes or no, true or false."""


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number; `lowest` is the lowest allowed."""

    lowest: Decimal | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Portion:
    """A number, or a percentage such as "80%"."""


@dataclass(frozen=True, slots=True)
class LengthOfTime:
    """Such as 12 months or 5 working days."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, such as 2026-12-01."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A number or a date, for the lowest and highest answer."""


@dataclass(frozen=True, slots=True)
class When:
    """A condition."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of an example, by question id."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list; `at_most` is far above any use, so that nonsense is refused soon."""

    item: Type
    at_least: int = 0
    at_most: int = 0  # 0: any number


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from ids to values; `at_most` as of a list."""

    key: Identifier | Reference
    value: Type
    at_most: int = 0


@dataclass(frozen=True, slots=True)
class Either:
    """One of several kinds; the first that fits how the value is written."""

    options: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a shape: its name, what it holds, and one line for the reference.

    `kinds` names the question kinds (or level methods) that have the key; empty means all.
    """

    name: str
    holds: Type
    doc: str
    required: bool = False
    default: object = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A mapping with known keys; `decider` is the key whose value decides which others are allowed."""

    name: str
    doc: str
    keys: tuple[Key, ...]
    decider: str = ""
    by_name: Mapping[str, Key] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        """Index the keys by name."""
        object.__setattr__(self, "by_name", {key.name: key for key in self.keys})


Type: TypeAlias = (
    Words
    | Plain
    | Identifier
    | Reference
    | OneOf
    | Switch
    | Number
    | Portion
    | LengthOfTime
    | Day
    | Limit
    | When
    | Answers
    | ListOf
    | MapOf
    | Either
    | Shape
)
