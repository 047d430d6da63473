"""Nodes -> records, by the shapes; every mistake is noted with its line and none stops the others."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.matrix_file.mistakes import Mistakes, listed, quoted, suggestion
from app.domain.matrix_file.nodes import Broken, Fields, Listing, Node, Scalar
from app.domain.matrix_file.records import Link, Record
from app.domain.matrix_file.scalars import READERS, Unreadable, number
from app.domain.matrix_file.vocabulary import (
    Answers,
    Either,
    Key,
    ListOf,
    MapOf,
    Number,
    Reference,
    Shape,
    Type,
    When,
)


@dataclass(slots=True)
class Reader:
    """Reads one file; keeps the line of every path, and every mention of an id."""

    mistakes: Mistakes
    lines: dict[str, int] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    index: dict[str, list[str]] = field(default_factory=dict)

    def inside(self, path: str) -> list[str]:
        """The names right below a path; to be asked when everything is read."""
        if not self.index:
            for known in self.lines:
                above, _, name = known.rpartition(".")
                self.index.setdefault(above, []).append(name)
        return self.index.get(path, [])

    def record(self, node: Node, shape: Shape, path: str) -> Record | None:
        """A mapping as a record; None when it is no mapping. `path` is "" for the whole file."""
        if isinstance(node, Broken):
            return None
        if not isinstance(node, Fields):
            self._unfit(node, f"The {shape.name}", "a mapping of keys and values")
            return None
        record = Record(shape, path, node.line)
        self.lines[path] = node.line
        kind = _kind(node, shape)
        for name, entry in node.entries.items():
            key = shape.by_name.get(name)
            if key is None:
                self._unknown(name, entry.line, shape, kind)
                continue
            line = entry.line
            record.lines[name] = line
            if kind and key.kinds and kind not in key.kinds:
                of = listed(key.kinds)
                self.mistakes.add(line, f"{quoted(name)} belongs to {shape.decider} {of}, not {quoted(kind)}")
                continue
            self._fill(record, key, entry.value, line)
        self._require(record, kind)
        return record

    def _fill(self, record: Record, key: Key, node: Node, line: int) -> None:
        path = f"{record.path}.{key.name}" if record.path else key.name
        self.lines[path] = line
        value = self.value(node, key.holds, path, quoted(key.name), line)
        if value is not None:
            record.values[key.name] = value

    def value(self, node: Node, holds: Type, path: str, what: str, line: int) -> object:
        """A value of any kind; None, with the mistake noted, when it does not fit. `what` names it in sentences."""
        match holds:
            case _ if isinstance(node, Broken):
                return None
            case When() | Answers():
                return node
            case Either():
                return self.value(node, _fitting(node, holds), path, what, line)
            case Shape():
                return self.record(node, holds, path)
            case ListOf():
                return self._list(node, holds, path, what, line)
            case MapOf():
                return self._map(node, holds, path, what)
            case _:
                return self._scalar(node, holds, what, line)

    def _scalar(self, node: Node, holds: Type, what: str, line: int) -> object:
        if not isinstance(node, Scalar):
            self._unfit(node, what, "a single value")
            return None
        line = node.line or line
        if node.empty:
            self.mistakes.add(line, f"{what} has no value")
            return None
        if isinstance(holds, Reference):
            self.links.append(Link(holds.to, node.text, line))
            return node.text
        try:
            return READERS[type(holds)](node, holds)
        except Unreadable as reason:
            self.mistakes.add(line, f"{what} {reason}")
            return None

    def _list(self, node: Node, holds: ListOf, path: str, what: str, line: int) -> object:
        if isinstance(node, Scalar) and node.empty and not holds.at_least:
            return ()
        if not isinstance(node, Listing):
            self._unfit(node, what, "a list (each item begins with `- `, or the items stand in [ ])")
            return None
        if len(node.items) < holds.at_least:
            self.mistakes.add(line, f"{what} needs at least {_count(holds.at_least)}")
        if holds.at_most and len(node.items) > holds.at_most:
            self.mistakes.stop(line, f"{what} holds {len(node.items):,} items; {holds.at_most:,} is the most")
        seen: dict[str, int] = {}
        items = []
        for place, item in enumerate(node.items):
            name = _id_of(item)
            if name is not None and isinstance(holds.item, Shape) and "id" in holds.item.by_name:
                self._once(name, item.line, seen, holds.item.name)
            else:
                name = str(place + 1)
            items.append(self.value(item, holds.item, f"{path}.{name}", f"an item of {what}", item.line))
        return tuple(items)

    def _once(self, name: str, line: int, seen: dict[str, int], what: str) -> None:
        if name in seen:
            first = f" (first on line {seen[name]})" if line else ""
            self.mistakes.add(line, f"There are two {what}s with the id {quoted(name)}{first}")
        seen.setdefault(name, line)

    def _map(self, node: Node, holds: MapOf, path: str, what: str) -> object:
        if isinstance(node, Scalar) and node.empty and isinstance(holds.value, Shape):
            return {}
        if not isinstance(node, Fields):
            self._unfit(node, what, "a mapping from ids to values")
            return None
        if holds.at_most and len(node.entries) > holds.at_most:
            self.mistakes.stop(node.line, f"{what} holds {len(node.entries):,} ids; {holds.at_most:,} is the most")
        found: dict[str, object] = {}
        for name, entry in node.entries.items():
            self.lines[f"{path}.{name}"] = entry.line
            key = Scalar(name, name, entry.line)
            inside = f"{quoted(name)} in {what}"
            if self._scalar(key, holds.key, f"An id in {what}", entry.line) is not None:
                found[name] = self.value(entry.value, holds.value, f"{path}.{name}", inside, entry.line)
        return found

    def _unfit(self, node: Node, what: str, wanted: str) -> None:
        got = "a list" if isinstance(node, Listing) else "a mapping"
        if isinstance(node, Scalar):
            got = "nothing" if node.empty else quoted(node.text)
        self.mistakes.add(node.line, f"{what} must be {wanted}, not {got}")

    def _unknown(self, name: str, line: int, shape: Shape, kind: str) -> None:
        offered = [key.name for key in shape.keys if not (kind and key.kinds and kind not in key.kinds)]
        sentence = f"{quoted(name)} is not a key of {_one(shape.name)}."
        self.mistakes.add(line, sentence + (suggestion(name, offered) or f" It has {listed(offered, 'and')}."))

    def _require(self, record: Record, kind: str) -> None:
        shape = record.shape
        for key in shape.keys:
            belongs = not key.kinds or kind in key.kinds
            if key.required and belongs and key.name not in record.lines:
                name = f" {quoted(record.id)}" if record.values.get("id") else ""
                self.mistakes.add(record.line, f"The {shape.name}{name} needs {quoted(key.name)}")


def _kind(node: Fields, shape: Shape) -> str:
    """What decides over the keys of this shape, such as a question's kind; nothing when it is mistaken."""
    entry = node.entries.get(shape.decider)
    if entry is None or not isinstance(entry.value, Scalar):
        return ""
    offered = {kind for key in shape.keys for kind in key.kinds} | {entry.value.text}
    decider = shape.by_name[shape.decider].holds
    words = getattr(decider, "words", tuple(offered))
    return entry.value.text if entry.value.text in words else ""


def _id_of(node: Node) -> str | None:
    entry = node.entries.get("id") if isinstance(node, Fields) else None
    return entry.value.text if entry is not None and isinstance(entry.value, Scalar) else None


def _fitting(node: Node, either: Either) -> Type:
    for option in either.options:
        match option:
            case Shape() | MapOf():
                fits = isinstance(node, Fields)
            case ListOf():
                fits = isinstance(node, Listing)
            case Number():
                fits = isinstance(node, Scalar) and number(node) is not None
            case _:
                fits = isinstance(node, Scalar)
        if fits:
            return option
    return either.options[-1]


def _one(name: str) -> str:
    return f"an {name}" if name[0] in "aeio" else f"a {name}"


def _count(number: int) -> str:
    return "one item" if number == 1 else f"{number} items"
