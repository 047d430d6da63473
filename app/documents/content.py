"""Writes what a page draws more briefly: glyphs in one string, numbers no finer than anybody sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

SHOWN = re.compile(rb"<(?P<glyphs>[0-9a-f]*)>|(?P<moved>-?[\d.]+(?:e-?\d+)?)")
ESCAPED = re.compile(rb"[()\\\r]")
FINE = re.compile(rb"-?\d*\.\d{3,}")
EMPTY = re.compile(rb"BT\nET\n+|(?<=ET\n)\n+")  # spaces at the end of a line
# Places after the point: a hundredth of a pixel, a colour's 256 steps, what magnifies.
PLACES = {
    b"Tm": 2,
    b"m": 2,
    b"l": 2,
    b"c": 2,
    b"v": 2,
    b"y": 2,
    b"re": 2,
    b"w": 2,
    b"rg": 3,
    b"RG": 3,
    b"Tf": 3,
    b"cm": 5,
}
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


def shorter(content: bytes, fonts: Mapping[bytes, Numbers]) -> bytes:
    """The same drawing in fewer bytes.

    In: the operators, one a line as WeasyPrint writes them, and for each font by its name in the page the new
    numbers of its glyphs; other fonts keep theirs.
    """
    written: list[bytes] = []
    font: bytes = b""
    kept: list[bytes] = []
    for line in content.split(b"\n"):
        if line == b"q":
            kept.append(font)
        elif line == b"Q" and kept:
            font = kept.pop()
        if line.endswith(b"] TJ"):
            written.append(_shown(line, fonts.get(font)))
            continue
        if line.endswith(b" Tf"):
            font = line[1:].split(b" ", 1)[0]
        written.append(_rounded(line))
    return EMPTY.sub(b"", b"\n".join(written))


def _rounded(line: bytes) -> bytes:
    if b"." not in line:
        return line
    places = PLACES.get(line.rsplit(b" ", 1)[-1])
    return line if places is None else FINE.sub(_round[places], line)


def _at(found: re.Match[bytes], places: int) -> bytes:
    number = b"%.*f" % (places, float(found[0]))
    number = number.rstrip(b"0").rstrip(b".")
    return b"0" if number in (b"-0", b"") else number


_round: Mapping[int, Callable[[re.Match[bytes]], bytes]] = {
    places: partial(_at, places=places) for places in set(PLACES.values())
}


def _shown(line: bytes, numbers: Numbers | None) -> bytes:
    """The glyphs of a line, parted only where one moves closer to the next or away from it."""
    parts: list[bytes] = []
    run = bytearray()
    for found in SHOWN.finditer(line):
        if found["moved"] is None:
            data = bytes.fromhex(found["glyphs"].decode())
            run += data if numbers is None else _numbered(data, numbers)
        elif moved := round(float(found["moved"])):
            parts += [_string(bytes(run)), b"%d" % moved] if run else [b"%d" % moved]
            run.clear()
    if run:
        parts.append(_string(bytes(run)))
    return b"[" + b" ".join(parts) + b"]TJ"


def _numbered(data: bytes, numbers: Numbers) -> bytes:
    glyphs = (int.from_bytes(data[place : place + 2], "big") for place in range(0, len(data), 2))
    return b"".join(numbers[glyph].to_bytes(2, "big") for glyph in glyphs)


def _string(data: bytes) -> bytes:
    return b"(" + ESCAPED.sub(lambda found: b"\\r" if found[0] == b"\r" else b"\\" + found[0], data) + b")"
