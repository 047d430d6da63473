"""The measures of pictures of bars: the room for each part, and how wide words are in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from app.domain.lettering import letters_in, lines_of

Anchor = Literal["start", "end", "middle"]
LETTER, STRONG_LETTER, CHINESE = 0.56, 0.61, 0.54  # the width of a letter, as a share of the size of the type
NARROW_LETTERS = {" ": 0.22, "/": 0.39, ".": 0.28, ",": 0.28}  # among figures, which are as wide as each other


@dataclass(frozen=True, slots=True)
class Label:
    """Some words: how heavy they are, their language where it is not that of the page, how many lines they may take."""

    text: str
    strong: bool = False
    quiet: bool = False
    language: str = ""
    most: int = 2


@dataclass(frozen=True, slots=True)
class Room:
    """The measures of a picture; a page keeps no room for labels, since its words stand outside the picture."""

    width: float
    labels: float
    figures: float
    size: float
    line: float
    bar: float
    gap: float = 9  # between rows
    anchors: bool = True  # no where every text must be placed by where it begins

    @property
    def left(self) -> float:
        """Where the scale begins."""
        return self.labels + 14 if self.labels else 0

    @property
    def right(self) -> float:
        """Where the scale ends."""
        return self.width - self.figures if self.labels else self.width


# The narrowest that the scale of a page gets, on a phone: where its names have room there, they have room everywhere.
SCREEN = Room(width=288, labels=0, figures=0, size=14, line=17, bar=0)
PAPER = Room(width=640, labels=230, figures=70, size=11.5, line=14, bar=11, gap=6, anchors=False)
APART = 4.0  # what a rule between rows takes
THIN: dict[str, Any] = {"bar": 9, "gap": 3}  # bars that only show shares


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, placed."""

    text: str
    x: str
    y: str
    anchor: Literal["start", "end", "middle"] = "start"
    strong: bool = False
    quiet: bool = False
    language: str = ""


def placed(label: Label, x: float, y: float, room: Room, anchor: Anchor = "start") -> Line:
    """Some words at a place; where there are no anchors, they begin where they would by the width of their letters."""
    figures = not any(letter.isalpha() for letter in label.text)
    measured = sum(NARROW_LETTERS.get(letter, LETTER) for letter in label.text) * room.size
    wide = measured if figures else width_of(label, room)
    if anchor != "start" and not room.anchors:
        x, anchor = x - (wide if anchor == "end" else wide / 2), "start"
    return Line(label.text, written(x), written(y), anchor, label.strong, label.quiet, label.language)


def broken(label: Label, wide: float, room: Room) -> tuple[str, ...]:
    """The lines of a label in so much room."""
    return lines_of(label.text, wide / (room.size * letter(label.text, strong=label.strong)), label.most)


def letter(text: str, *, strong: bool) -> float:
    """The width of a letter: Chinese characters are as wide as they are high, however heavy."""
    if letters_in(text) > 1.4 * len(text):
        return CHINESE
    return STRONG_LETTER if strong else LETTER


def width_of(label: Label, room: Room) -> float:
    """How wide a label is on one line."""
    return letters_in(label.text) * room.size * letter(label.text, strong=label.strong)


def box(left: float, right: float, top: float, bottom: float) -> str:
    """A rectangle as a path."""
    return f"M{written(left)} {written(top)}H{written(right)}V{written(bottom)}H{written(left)}z"


def written(number: float) -> str:
    """A number as short as it can be written; a tenth of a unit cannot be seen."""
    return f"{number:.1f}".removesuffix(".0")
