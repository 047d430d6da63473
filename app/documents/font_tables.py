"""Says what the glyphs of a font mean and how wide they are, more briefly than WeasyPrint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydyf import Array

BEGINS = b"/CIDInit"  # how the stream of meanings begins
MEANING = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
CODE = 4  # digits of a letter that is not one of the rarest
WORTH = 4  # letters from which a row of their own is shorter
MOST = 100  # rows at once, says the standard
USUAL = 1000  # the width of a glyph of which nothing is said
HEAD = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    b"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
    b"/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
    b"1 begincodespacerange<0000><ffff>endcodespacerange\n"
)
FOOT = b"endcmap CMapName currentdict/CMap defineresource pop end end"


def meanings(content: bytes) -> bytes:
    """The letters of glyphs that follow each other as one list, none with its glyph's number.

    In: the map as WeasyPrint writes it. A list never goes on over a multiple of 256, which the standard forbids.
    """
    lists: list[tuple[int, list[bytes]]] = []
    for number, letters in sorted((int(glyph, 16), letters) for glyph, letters in MEANING.findall(content)):
        if lists and number % 256 and number == lists[-1][0] + len(lists[-1][1]):
            lists[-1][1].append(letters)
        else:
            lists.append((number, [letters]))
    rows = [row for first, known in lists for row in _rows(first, known)]
    told = b""
    for place in range(0, len(rows), MOST):
        part = rows[place : place + MOST]
        told += b"%d beginbfrange\n%sendbfrange\n" % (len(part), b"".join(part))
    return HEAD + told + FOOT


def _rows(first: int, letters: list[bytes]) -> Iterator[bytes]:
    """One row for letters that follow each other in the alphabet as well, and one for all between two of these."""
    codes = [int(each, 16) - place if len(each) == CODE else None for place, each in enumerate(letters)]
    place = start = 0
    while place < len(letters):
        end = place + 1
        while end < len(letters) and codes[end] is not None and codes[end] == codes[place]:
            end += 1
        if end - place >= WORTH:
            if start < place:
                yield _listed(first + start, letters[start:place])
            yield b"<%04x><%04x><%s>\n" % (first + place, first + end - 1, letters[place])
            start = end
        place = end
    if start < len(letters):
        yield _listed(first + start, letters[start:])


def _listed(first: int, letters: list[bytes]) -> bytes:
    return b"<%04x><%04x>[<%s>]\n" % (first, first + len(letters) - 1, b"><".join(letters))


def widths(told: Iterable[object]) -> Array:
    """The widths of a font without those that need not be said.

    In: the first glyph of each stretch and its widths, one after the other.
    """
    rest = iter(told)
    kept = Array()
    for first, row in zip(rest, rest, strict=True):
        assert isinstance(first, int)  # noqa: S101 - so the standard has it
        assert isinstance(row, list)  # noqa: S101
        open_row: list[object] | None = None
        for glyph, width in enumerate(row, first):
            if width == USUAL:
                open_row = None
            elif open_row is None:
                open_row = Array([width])
                kept += [glyph, open_row]
            else:
                open_row.append(width)
    return kept
