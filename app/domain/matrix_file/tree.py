"""Text of a matrix file -> nodes with line numbers, from YAML events, with every trick of YAML refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from app.domain.matrix_file.decoding import FORBIDDEN, decoded
from app.domain.matrix_file.mistakes import Mistakes, quoted
from app.domain.matrix_file.nodes import Broken, Entry, Fields, Listing, Node, Scalar
from app.domain.matrix_file.syntax import in_plain_words

MAXIMUM_DEPTH = 40  # a condition nested 12 deep inside a question takes 30
MAXIMUM_NODES = 75_000  # a rich questionnaire of 300 questions takes 25,000
# What the parser raises besides its own errors, on absurd escapes and directives.
PARSER_FAULTS = (ValueError, OverflowError, IndexError, KeyError, TypeError, AttributeError, AssertionError)

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_LONGEST_NUMBER = 40


class _TooMuch(Exception):
    """The file is deeper or longer than any matrix."""


def read_tree(content: str | bytes, mistakes: Mistakes) -> Node | None:
    """The one document of a file as nodes; None when it cannot be read, with the reason in `mistakes`."""
    text = decoded(content, mistakes)
    if text is None:
        return None
    builder = _Builder(mistakes)
    try:
        for event in _events(text):
            builder.take(event)
    except _TooMuch:
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        mistakes.add(mark.line + 1 if mark else 0, in_plain_words(error))
        return None
    except (YAMLError, *PARSER_FAULTS):
        mistakes.add(builder.line, "The file cannot be read as YAML from about here on")
        return None
    if builder.root is None:
        mistakes.add(1, "The file is empty; a matrix begins with the line `format: 1`")
    return builder.root


def _events(text: str) -> Iterator[Event]:
    events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)
    return events


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is still open; `key` waits for its value."""

    node: Fields | Listing
    key: Scalar | Broken | None = None


@dataclass(slots=True)
class _Builder:
    mistakes: Mistakes
    root: Node | None = None
    line: int = 1
    frames: list[_Frame] = field(default_factory=list)
    nodes: int = 0
    documents: int = 0

    def take(self, event: Event) -> None:
        """One event further; raises _TooMuch at a cap."""
        if event.start_mark is not None:
            self.line = event.start_mark.line + 1
        match event:
            case DocumentStartEvent():
                self._begin_document(event)
            case AliasEvent():
                self.mistakes.add(self.line, f"{quoted('*' + event.anchor)} refers to another place; write it out")
                self._attach(Broken(self.line))
            case ScalarEvent():
                self._refuse_tricks(event)
                self._attach(_scalar(event, self.line, self.mistakes))
            case SequenceStartEvent() | MappingStartEvent():
                self._open(event)
            case SequenceEndEvent() | MappingEndEvent():
                self.frames.pop()
            case _:
                pass

    def _begin_document(self, event: DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self.mistakes.add(self.line, "A second document begins here; a matrix file holds one")
            raise _TooMuch
        if event.tags or (event.version and tuple(event.version) != (1, 2)):
            self.mistakes.add(self.line, "Lines that begin with % are not used in matrix files; remove them")

    def _refuse_tricks(self, event: NodeEvent) -> None:
        if event.anchor is not None:
            self.mistakes.add(self.line, f"{quoted('&' + event.anchor)} is an anchor; matrix files do without them")
        tag = getattr(event, "ctag", None)
        if tag is not None:
            # As it is written: the parser takes minutes to decode a tag of a million letters.
            written = f"{tag.handle or ''}{tag.suffix or ''}"
            self.mistakes.add(self.line, f"{quoted(written)} is a tag; matrix files do without them")

    def _open(self, event: CollectionStartEvent) -> None:
        self._refuse_tricks(event)
        if len(self.frames) >= MAXIMUM_DEPTH:
            self.mistakes.add(self.line, f"Nested more than {MAXIMUM_DEPTH} deep")
            raise _TooMuch
        node = Fields({}, self.line) if isinstance(event, MappingStartEvent) else Listing([], self.line)
        self._attach(node)
        self.frames.append(_Frame(node))

    def _attach(self, node: Node) -> None:
        self.nodes += 1
        if self.nodes > MAXIMUM_NODES:
            self.mistakes.add(self.line, f"The file holds more than {MAXIMUM_NODES:,} values")
            raise _TooMuch
        if not self.frames:
            self.root = node
            return
        frame = self.frames[-1]
        if isinstance(frame.node, Listing):
            frame.node.items.append(node)
        elif frame.key is None:
            frame.key = self._key(node)
        else:
            self._enter(frame.node, frame.key, node)
            frame.key = None

    def _key(self, node: Node) -> Scalar | Broken:
        if isinstance(node, Broken):
            return node
        if not isinstance(node, Scalar):
            self.mistakes.add(node.line, "Before a colon stands one word, not a list or a mapping")
        elif node.text == "<<" and not node.quoted:
            self.mistakes.add(node.line, "“<<” merges other places in; write them out")
        elif not node.text:
            self.mistakes.add(node.line, "There is nothing before the colon")
        else:
            return node
        return Broken(node.line)

    def _enter(self, fields: Fields, key: Scalar | Broken, value: Node) -> None:
        if isinstance(key, Broken):
            return
        first = fields.entries.setdefault(key.text, Entry(key.line, value))
        if first.value is not value:
            self.mistakes.add(key.line, f"{quoted(key.text)} stands here twice (first on line {first.line})")


def _scalar(event: ScalarEvent, line: int, mistakes: Mistakes) -> Scalar | Broken:
    plain = event.style is None or event.style == ""
    text: str = event.value
    if not plain and not text.isprintable():
        try:
            # An escaped surrogate pair arrives as two halves; together they are a letter.
            text = text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            mistakes.add(line, "An escape such as \\ud800 is half a letter; write the letter itself")
            return Broken(line)
        if FORBIDDEN.search(text):
            mistakes.add(line, "An escape stands for a character that cannot be shown; remove it")
            return Broken(line)
    value = resolved(text) if plain else text
    return Scalar(value, text, line, quoted=not plain)


def resolved(text: str) -> bool | int | Decimal | str | None:
    """What an unquoted word is in YAML 1.2: nothing, true, false, a number, or the word itself."""
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text):
        number = Decimal(text)
        return int(number) if number == number.to_integral_value() and "." not in text else number
    return text
