"""The nodes of a matrix file, with their lines, and their twin as plain JSON data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(slots=True, frozen=True)
class Scalar:
    """One value: what it means when unquoted, and the words as written."""

    value: bool | int | Decimal | str | None
    text: str
    line: int
    quoted: bool = False

    @property
    def empty(self) -> bool:
        """Nothing was written, or `null`."""
        return self.value is None


@dataclass(slots=True, frozen=True)
class Broken:
    """A place whose mistake is noted already; readers pass over it."""

    line: int


@dataclass(slots=True, frozen=True)
class Listing:
    """A list."""

    items: list[Node]
    line: int


@dataclass(slots=True, frozen=True)
class Entry:
    """One key's value, with the line of the key."""

    line: int
    value: Node


@dataclass(slots=True, frozen=True)
class Fields:
    """A mapping, its keys as written."""

    entries: dict[str, Entry]
    line: int


Node: TypeAlias = Scalar | Listing | Fields | Broken


def plain(node: Node) -> object:
    """The node as JSON data without floats; a number whose spelling would be lost stays as it is written."""
    match node:
        case Fields():
            return {key: plain(entry.value) for key, entry in node.entries.items()}
        case Listing():
            return [plain(item) for item in node.items]
        case Scalar(value=Decimal()):
            return node.text
        case Scalar(value=bool() | None):
            return node.value
        case Scalar(value=int()):
            return node.value if str(node.value) == node.text else node.text
        case Scalar():
            return node.text
        case Broken():
            return None


def from_plain(data: object) -> Node:
    """Nodes without lines from JSON data that a database stored; the inverse of `plain`."""
    match data:
        case Mapping():
            return Fields({str(key): Entry(0, from_plain(value)) for key, value in data.items()}, 0)
        case list() | tuple():
            return Listing([from_plain(item) for item in data], 0)
        case None:
            return Scalar(None, "", 0)
        case bool():
            return Scalar(data, "true" if data else "false", 0)
        case int() | Decimal():
            return Scalar(data, str(data), 0)
        case _:
            return Scalar(str(data), str(data), 0)
