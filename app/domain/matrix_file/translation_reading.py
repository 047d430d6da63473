"""Translation files: they mirror the ids of the main file and carry only texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.domain.matrix_file.mistakes import Mistakes, quoted
from app.domain.matrix_file.nodes import Node
from app.domain.matrix_file.reading import Reader
from app.domain.matrix_file.records import Record
from app.domain.matrix_file.shapes import FILE, MATRIX
from app.domain.matrix_file.vocabulary import Key, ListOf, MapOf, Shape, Type, Words

_MIRRORED_AS_THEY_ARE = {"file": ("format",), "matrix": ("id", "version")}


@dataclass(frozen=True, slots=True)
class Translation:
    """The texts of one translation file by path, with their lines."""

    texts: dict[str, str]
    lines: dict[str, int]
    version: str | None
    version_line: int


def mirrored(shape: Shape) -> Shape | None:
    """The shape with only its texts, none of them required; None when it has no texts."""
    keys = [replace(key, holds=holds, required=False) for key in shape.keys if (holds := _mirror(key.holds))]
    if not keys:
        return None
    kept = _MIRRORED_AS_THEY_ARE.get(shape.name, ("id",))
    same = [replace(key, required=key.name == "id" and shape is not MATRIX) for key in shape.keys if key.name in kept]
    everywhere = [replace(key, kinds=()) for key in (*same, *keys)]
    return Shape(f"translated {shape.name}", shape.doc, tuple(everywhere))


def _mirror(holds: Type) -> Type | None:
    match holds:
        case Words():
            return holds
        case Shape():
            return mirrored(holds)
        case ListOf(item=Shape() as item):
            inner = mirrored(item)
            return ListOf(inner) if inner else None
        case MapOf(key=key, value=Shape() as value):
            inner = mirrored(value)
            return MapOf(key, inner) if inner else None
        case _:
            return None


def _translated_file() -> Shape:
    shape = mirrored(FILE)
    return shape if shape is not None else Shape("translated file", "", (Key("format", Words(), ""),))


TRANSLATED_FILE = _translated_file()


def read_translation(node: Node, main: Reader, mistakes: Mistakes) -> Translation:
    """The texts of a translation file; ids that the main file does not have are noted."""
    reader = Reader(mistakes)
    record = reader.record(node, TRANSLATED_FILE, "")
    if record is None:
        return Translation({}, {}, None, 0)
    head = record.get("matrix", Record)
    version = head.get("version", str) if head else None
    line = head.line_of("version") if head else 0
    return Translation(dict(_texts(record, main, mistakes)), reader.lines, version, line)


def _texts(record: Record, main: Reader, mistakes: Mistakes) -> Iterator[tuple[str, str]]:
    for name, value in record.values.items():
        path = f"{record.path}.{name}" if record.path else name
        if isinstance(value, str) and isinstance(record.shape.by_name[name].holds, Words):
            yield path, value
        for inner in _records(value):
            if inner.path in main.lines:
                yield from _texts(inner, main, mistakes)
            else:
                _unknown(inner, path, main, mistakes)


def _records(value: object) -> tuple[Record, ...]:
    match value:
        case Record():
            return (value,)
        case tuple():
            return tuple(item for item in value if isinstance(item, Record))
        case dict():
            return tuple(item for item in value.values() if isinstance(item, Record))
        case _:
            return ()


def _unknown(record: Record, path: str, main: Reader, mistakes: Mistakes) -> None:
    what = record.shape.name.removeprefix("translated ")
    name = record.path.rpartition(".")[2]
    if record.path == path:
        mistakes.add(record.line, f"{main.mistakes.file} has no {quoted(path)}")
        return
    place = f" in {quoted(path)}" if "." in path else ""
    sentence = f"{main.mistakes.file} has no {what} {quoted(name)}{place}."
    mistakes.add(record.line_of("id"), sentence + mistakes.near(name, main.inside(path)))
