"""What reading by shape yields: records of values whose types are known and whose links are not yet checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

from app.domain.matrix_file.vocabulary import Shape

T = TypeVar("T")


@dataclass(slots=True)
class Record:
    """A mapping read by its shape; mistaken or absent values are not in it."""

    shape: Shape
    path: str
    line: int
    values: dict[str, object] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def get(self, name: str, kind: type[T]) -> T | None:
        """The value of a key, or its default; None when there is neither, or it was mistaken."""
        value = self.values.get(name, self.shape.by_name[name].default)
        return value if isinstance(value, kind) else None

    def sure(self, name: str, kind: type[T]) -> T:
        """The value of a key that reading has made sure of; KeyError otherwise."""
        value = self.get(name, kind)
        if value is None:
            raise KeyError(f"{self.path}.{name}")
        return value

    def many(self, name: str, kind: type[T]) -> tuple[T, ...]:
        """The values of a list, without mistaken ones."""
        items = self.values.get(name)
        return tuple(item for item in items if isinstance(item, kind)) if isinstance(items, tuple) else ()

    def mapped(self, name: str, kind: type[T]) -> dict[str, T]:
        """The values of a mapping by id, without mistaken ones."""
        found = self.values.get(name)
        if not isinstance(found, dict):
            return {}
        return {str(key): value for key, value in found.items() if isinstance(value, kind)}

    def line_of(self, name: str) -> int:
        """The line of a key, or of the record where the key is absent."""
        return self.lines.get(name, self.line)

    @property
    def id(self) -> str:
        """Its id, or nothing when that was mistaken."""
        return self.get("id", str) or "" if "id" in self.shape.by_name else self.path.rpartition(".")[2]


@dataclass(slots=True, frozen=True)
class Link:
    """A mention of something defined elsewhere, checked when everything is read."""

    to: str
    word: str
    line: int
