"""Reads single glyphs out of a large font of compact outlines (CFF), keyed by characters, without reading the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from fontTools.misc.psCharStrings import T2CharString, read_realNumber

CHAR_STRINGS, PRIVATE, SUBROUTINES, DEFAULT_WIDTH, NOMINAL_WIDTH = 17, 18, 19, 20, 21
GLOBAL_FONT, FONT_ARRAY, FONT_SELECT = 0x0C1E, 0x0C24, 0x0C25  # two bytes each: ROS, FDArray, FDSelect
COLLECTION = b"ttcf"


class Index(Sequence[bytes]):
    """A list of byte strings as the font has it; each is read when it is asked for."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._count = int.from_bytes(data[start : start + 2], "big")
        self._size = data[start + 2] if self._count else 0
        self._offsets = start + 3
        self._base = self._offsets + (self._count + 1) * self._size - 1
        self.end = self._base + self._offset(self._count) if self._count else start + 2

    def _offset(self, place: int) -> int:
        at = self._offsets + place * self._size
        return int.from_bytes(self._data[at : at + self._size], "big")

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> bytes: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[bytes]: ...
    def __getitem__(self, place: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(self._count))]
        return self._data[self._base + self._offset(place) : self._base + self._offset(place + 1)]


class Subroutines:
    """Pieces that several glyphs share, as the reader of outlines wants them."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __len__(self) -> int:
        return len(self._index)

    def __getitem__(self, place: int) -> T2CharString:
        return T2CharString(bytecode=self._index[place])


@dataclass(frozen=True, slots=True)
class Part:
    """What the glyphs of one part of the font have in common; the names are those of fontTools."""

    Subrs: Subroutines
    nominalWidthX: float  # noqa: N815
    defaultWidthX: float  # noqa: N815


class Outlines:
    """The glyphs of a font file (or of one font in a collection), by their number.

    Raises LookupError when it is not such a font.
    """

    def __init__(self, file: bytes, place: int = 0) -> None:
        start = _table(file, b"CFF ", place)
        self._data = file
        self._start = start
        tops = Index(file, Index(file, start + file[start + 2]).end)
        self._top = _dictionary(tops[0])
        if GLOBAL_FONT not in self._top:
            raise LookupError("Its glyphs are not keyed by characters.")
        self._shared = Subroutines(Index(file, Index(file, tops.end).end))
        self._glyphs = Index(file, start + int(self._top[CHAR_STRINGS][0]))
        self._parts: dict[int, Part] = {}

    def glyph(self, number: int) -> T2CharString:
        """The outline of a glyph, ready to be drawn with a pen of fontTools."""
        part = self._part(self._part_of(number))
        return T2CharString(bytecode=self._glyphs[number], private=part, globalSubrs=self._shared)

    @cached_property
    def _part_descriptions(self) -> Index:
        return Index(self._data, self._start + int(self._top[FONT_ARRAY][0]))

    def _part(self, place: int) -> Part:
        if place not in self._parts:
            size, offset = (int(value) for value in _dictionary(self._part_descriptions[place])[PRIVATE])
            at = self._start + offset
            private = _dictionary(self._data[at : at + size])
            shared = int(private[SUBROUTINES][0]) if SUBROUTINES in private else None
            index = Index(b"\0\0", 0) if shared is None else Index(self._data, at + shared)
            nominal, default = (private.get(key, [0])[0] for key in (NOMINAL_WIDTH, DEFAULT_WIDTH))
            self._parts[place] = Part(Subroutines(index), nominal, default)
        return self._parts[place]

    def _part_of(self, number: int) -> int:
        at = self._start + int(self._top[FONT_SELECT][0])
        data = self._data
        if data[at] == 0:
            return data[at + 1 + number]
        low, high = 0, int.from_bytes(data[at + 1 : at + 3], "big")  # ranges of three bytes each, by their first glyph
        while high - low > 1:
            middle = (low + high) // 2
            place = at + 3 + 3 * middle
            if int.from_bytes(data[place : place + 2], "big") <= number:
                low = middle
            else:
                high = middle
        return data[at + 3 + 3 * low + 2]


def _table(file: bytes, tag: bytes, place: int) -> int:
    start = 0
    if file[:4] == COLLECTION:
        start = int.from_bytes(file[12 + 4 * place : 16 + 4 * place], "big")
    count = int.from_bytes(file[start + 4 : start + 6], "big")
    for number in range(count):
        at = start + 12 + 16 * number
        if file[at : at + 4] == tag:
            return int.from_bytes(file[at + 8 : at + 12], "big")
    raise LookupError("It has no compact outlines.")


def _dictionary(data: bytes) -> dict[int, list[float]]:
    """What a dictionary of the font says, by operator."""
    found: dict[int, list[float]] = {}
    values: list[float] = []
    at = 0
    while at < len(data):
        first = data[at]
        if first <= 21:
            wide = first == 12
            found[first << 8 | data[at + 1] if wide else first] = values
            values, at = [], at + 1 + wide
        else:
            value, at = _number(data, at)
            values.append(value)
    return found


def _number(data: bytes, at: int) -> tuple[float, int]:
    first = data[at]
    if first == 30:
        value, at = read_realNumber(None, first, data, at + 1)
        return float(value), at
    if first in (28, 29):
        end = at + 1 + (2 if first == 28 else 4)
        return int.from_bytes(data[at + 1 : end], "big", signed=True), end
    if first <= 246:
        return first - 139, at + 1
    if first <= 250:
        return (first - 247) * 256 + data[at + 1] + 108, at + 2
    return -(first - 251) * 256 - data[at + 1] - 108, at + 2
