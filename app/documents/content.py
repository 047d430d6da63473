"""Writes numbers and shown glyphs of a drawing briefly: glyphs in one string, numbers no finer than anybody sees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

SHOWN = re.compile(rb"<(?P<glyphs>[0-9a-f]*)>|(?P<moved>-?[\d.]+(?:e-?\d+)?)")
ESCAPED = re.compile(rb"[()\\\r]")
# Places after the point, where not two: a colour's 256 steps, what magnifies.
PLACES = {b"rg": 3, b"RG": 3, b"Tf": 3, b"cm": 5, b"gs": 0}
FEWEST = 2  # a hundredth of a pixel
ONE = 10**FEWEST
Numbers = Mapping[int, int]


class Named(Protocol):
    """An object of the file that holds how it is written."""

    @property
    def data(self) -> bytes:
        """How it is written."""


def as_bytes(part: bytes | str | Named) -> bytes:
    """An operator as it is written, in whichever way WeasyPrint holds it."""
    if isinstance(part, str):
        return part.encode()
    return part if isinstance(part, bytes) else part.data


def rounded(line: bytes, operator: bytes) -> bytes:
    """An operator with its numbers no finer than its kind needs."""
    if b"." not in line:
        return line
    places = PLACES.get(operator, FEWEST)
    return b" ".join(
        short(float(part), places) if b"." in part and part[:1] != b"/" else part for part in line.split(b" ")
    )


def path_line(line: bytes) -> bytes:
    """A line of a path with its numbers no finer than anybody sees."""
    return rounded(line, b"")


def short(number: float, places: int = FEWEST) -> bytes:
    """A number with at most so many places after the point, without a zero before it."""
    text = b"%.*f" % (places, number)
    if places:
        text = text.rstrip(b"0").rstrip(b".")
    if text in (b"-0", b"", b"-"):
        return b"0"
    if text[:2] == b"0.":
        return text[1:]
    return b"-" + text[2:] if text[:3] == b"-0." else text


def shown(line: bytes, numbers: Numbers | None) -> bytes:
    """The glyphs of a line, parted only where one moves closer to the next or away from it.

    In: the operator as WeasyPrint writes it, and the new numbers of the font's glyphs; without, they keep theirs.
    """
    parts: list[bytes] = []
    run = bytearray()
    for found in SHOWN.finditer(line):
        if found["moved"] is None:
            data = bytes.fromhex(found["glyphs"].decode())
            run += data if numbers is None else _numbered(data, numbers)
        elif moved := round(float(found["moved"])):
            parts += [_string(bytes(run)), b"%d" % moved] if run else [b"%d" % moved]
            run.clear()
    if not parts:
        return _string(bytes(run)) + b"Tj"
    if run:
        parts.append(_string(bytes(run)))
    return b"[" + b"".join(parts) + b"]TJ"


def _numbered(data: bytes, numbers: Numbers) -> bytes:
    glyphs = (int.from_bytes(data[place : place + 2], "big") for place in range(0, len(data), 2))
    return b"".join(numbers[glyph].to_bytes(2, "big") for glyph in glyphs)


def _string(data: bytes) -> bytes:
    return b"(" + ESCAPED.sub(lambda found: b"\\r" if found[0] == b"\r" else b"\\" + found[0], data) + b")"
