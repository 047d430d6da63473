"""Plain text set in lines that a mail reader shows as they are, in Latin and in Chinese letters."""

from __future__ import annotations

import re
from unicodedata import east_asian_width

COLUMNS = 72  # what is left of 80 when somebody has quoted the mail a few times
INDENT = re.compile(r"\s*(?:(?:[-–*]|\d+\.)\s+)?")
# Neither closing marks at the start of a line nor opening ones at its end; a word, a link above all, stays whole.
OPENING, CLOSING = "（《「『“‘【", "，。、；：？！）》」』”’】％"
PIECES = re.compile(rf"\s+|[{OPENING}]*(?:[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+)[{CLOSING}]*")


def wrapped(text: str) -> str:
    """The text with each line of more than 72 columns broken; the rest of an item of a list is set under its words."""
    lines = [made for line in text.strip().splitlines() for made in _broken(line.rstrip())]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _broken(line: str) -> list[str]:
    mark = INDENT.match(line)
    first = mark[0] if mark else ""
    rest, made, row = " " * width(first), [], first
    for piece in PIECES.findall(line[len(first) :]):
        if width(row) + width(piece) > COLUMNS and row.strip() and row != first:
            made.append(row.rstrip())
            row = rest
            if piece.isspace():
                continue
        row += piece
    return [*made, row.rstrip()]


def width(text: str) -> int:
    """Columns that a text takes; a Chinese letter takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
