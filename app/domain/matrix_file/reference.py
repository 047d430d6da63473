"""The tables of docs/matrix-reference.md, made from the shapes so that the page cannot fall behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from app.domain.matrix_file.decoding import MAXIMUM_BYTES
from app.domain.matrix_file.mistakes import MOST_MISTAKES
from app.domain.matrix_file.names import MOST_QUESTIONS
from app.domain.matrix_file.scalars import LONGEST_TEXT
from app.domain.matrix_file.scales import MOST_STEPS
from app.domain.matrix_file.shapes import FILE
from app.domain.matrix_file.tree import MAXIMUM_DEPTH, MAXIMUM_NODES
from app.domain.matrix_file.vocabulary import (
    Answers,
    Day,
    Either,
    Identifier,
    Key,
    LengthOfTime,
    Limit,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Plain,
    Portion,
    Reference,
    Shape,
    Switch,
    Type,
    When,
    Words,
)

# What happens without a key where that is not a value of the key.
WITHOUT = {
    ("level", "review"): "one reviewer",
    ("question", "choices"): "yes and no",
    ("example", "name"): "example 1, 2, …",
    ("measure", "label"): "the title of the test",
    ("obligation", "text"): "the id as words",
    ("test", "title"): "the id as words",
}
_SIMPLE: dict[type, str] = {
    Words: "text",
    Plain: "text, not translated",
    Identifier: "id",
    Switch: "yes or no",
    Portion: 'number or `"N%"`',
    LengthOfTime: "length of time",
    Day: "date",
    Limit: "number or date",
    When: "[condition](#conditions)",
    Answers: "answers by question",
}
_SPOKEN = {"value": "score", "total": "score", "own choice": "choice", "row band": "band", "result": "level or band"}
_PLACE = re.compile(r"<!-- (keys of the (?P<shape>[a-z ]+)|(?P<limits>limits)) -->\n(?:[^\n]+\n)*")


def rewritten(page: str) -> str:
    """The page with each marked table as the shapes are now; what people wrote stays."""
    by_name = {shape.name: shape for shape in shapes()}

    def fresh(found: re.Match[str]) -> str:
        table = limits() if found["limits"] else keys(by_name[found["shape"]])
        return f"<!-- {found[1]} -->\n{table}"

    return _PLACE.sub(fresh, page)


def shapes() -> tuple[Shape, ...]:
    """Every shape of the format, each once, in the order in which it is met."""
    found: dict[str, Shape] = {}
    for shape in _shapes(FILE):
        found.setdefault(shape.name, shape)
    return tuple(found.values())


def keys(shape: Shape) -> str:
    """A table of a shape's keys: what each holds, what counts without it, and what it means."""
    rows = ["| key | holds | without it | meaning |", "|---|---|---|---|"]
    rows += [f"| `{key.name}` | {_holds(key.holds)} | {_without(shape, key)} | {_meaning(key)} |" for key in shape.keys]
    return "\n".join(rows) + "\n"


def limits() -> str:
    """The limits of a file as a list."""
    most = dict.fromkeys(
        f"{key.holds.at_most:,} {key.name}"
        for shape in shapes()
        for key in shape.keys
        if isinstance(key.holds, ListOf | MapOf) and key.holds.at_most
    )
    lines = (
        f"- The file: {MAXIMUM_BYTES // 1_000_000} MB, {MAXIMUM_NODES:,} values, {MAXIMUM_DEPTH} levels of nesting.",
        f"- A text: {LONGEST_TEXT:,} characters. An id: 64.",
        f"- A file: {MOST_QUESTIONS:,} questions, and {MOST_STEPS} steps in all computed scores together.",
        f"- A list or mapping: {', '.join(most)}.",
        f"- Reading stops after {MOST_MISTAKES:,} mistakes.",
    )
    return "\n".join(lines) + "\n"


def _shapes(holds: Type) -> Iterator[Shape]:
    match holds:
        case Shape():
            yield holds
            for key in holds.keys:
                yield from _shapes(key.holds)
        case ListOf(item=inner) | MapOf(value=inner):
            yield from _shapes(inner)
        case Either(options=options):
            for option in options:
                yield from _shapes(option)


def _holds(holds: Type) -> str:
    match holds:
        case Shape(name=name):
            return f"[{name}](#{name.replace(' ', '-')})"
        case OneOf(words=words):
            return ", ".join(f"`{word}`" for word in words)
        case Number():
            return _number(holds)
        case Plain(hint=hint) if hint:
            return hint
        case Reference(to=to):
            return f"id of a {_SPOKEN.get(to, to)}"
        case ListOf(item=item):
            return f"list of {_holds(item)}"
        case MapOf(key=key, value=value):
            return f"{_holds(value)}, by {_holds(key)}"
        case Either(options=options):
            return ", or ".join(_holds(option) for option in options)
        case _:
            return _SIMPLE[type(holds)]


def _number(holds: Number) -> str:
    what = "whole number" if holds.whole else "number"
    return what if holds.lowest is None else f"{what} from {holds.lowest}"


def _without(shape: Shape, key: Key) -> str:
    if key.required:
        return "**required**"
    if (shape.name, key.name) in WITHOUT:
        return WITHOUT[shape.name, key.name]
    if key.name == "label":
        return "none" if shape.name == "step" else "the id as words"
    match key.default:
        case None:
            return "none"
        case bool():
            return "yes" if key.default else "no"
        case Decimal():
            return str(key.default)
        case _:
            return f"`{key.default}`"


def _meaning(key: Key) -> str:
    return key.doc + (f" Only with {', '.join(f'`{kind}`' for kind in key.kinds)}." if key.kinds else "")
