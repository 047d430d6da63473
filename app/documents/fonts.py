"""Cuts fonts to the glyphs that a PDF shows: small, the same bytes each time, and quick once a glyph was cut before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from io import BytesIO
from typing import Protocol

from fontTools.misc.psCharStrings import encodeFloat, encodeIntCFF
from fontTools.pens.t2CharStringPen import T2CharStringPen
from weasyprint.pdf import fonts as printed_fonts

from app.documents.coarse import Coarse
from app.documents.outlines import Outlines

UNITS = 125  # to an em, of 1000 in the fonts
FINE = 200  # for bold and serif faces, in which titles are set
OPEN_TYPE = b"OTTO"  # how WeasyPrint knows such a font
NOTHING = b"\x0e"  # the outline of a glyph that draws nothing
MOST_KEPT = 40_000  # glyphs, some 150 bytes each
CUSTOM = 391  # the number of the first text that a font brings itself
CHARSET, CHAR_STRINGS, PRIVATE, DEFAULT_WIDTH = b"\x0f", b"\x11", b"\x12", b"\x14"
GLOBAL_FONT, FONT_MATRIX, CHARACTERS, FONT_ARRAY, FONT_SELECT = (
    b"\x0c\x1e",
    b"\x0c\x07",
    b"\x0c\x22",
    b"\x0c\x24",
    b"\x0c\x25",
)

Face = tuple[bytes, int]
_kept: dict[tuple[Face, int], bytes] = {}
_whole = printed_fonts.Font.subset
_described = printed_fonts.build_fonts_dictionary


class FontFile(Protocol):
    """The stream of a font file as WeasyPrint writes it."""

    stream: list[bytes]
    extra: dict[str, object]


class Cut(Protocol):
    """A font of WeasyPrint, as far as it is touched here."""

    name: bytes
    index: int
    upem: int
    glyph_count: int
    file_content: bytes
    hash: str
    to_unicode: dict[int, str]
    widths: dict[int, int]
    missing: dict[object, int]  # glyphs that it stands for and does not have
    places: dict[int, int]  # of its glyphs in the file, by their place in the font


def cut(font: Cut, to_unicode: Mapping[int, str], hinting: bool) -> None:
    """Put the outlines of the glyphs that are shown in place of the font file.

    Fonts that are not keyed by characters are left to WeasyPrint.
    """
    if not hasattr(font, "places"):
        _whole(font, to_unicode, hinting)
        return
    face = (font.name, font.glyph_count)
    wanted = {place: glyph for glyph, place in font.places.items() if 0 < glyph < font.glyph_count}
    outlines = {glyph: _kept[face, glyph] for glyph in wanted.values() if (face, glyph) in _kept}
    outlines |= _read(face, font, [glyph for glyph in wanted.values() if glyph not in outlines])
    outlines = {place: outlines[glyph] for place, glyph in wanted.items()}
    font.file_content = OPEN_TYPE + written(font.name.lstrip(b"/"), outlines, units_of(font.name))


def units_of(name: bytes) -> int:
    """The grid on which the glyphs of a face are drawn, steps to an em."""
    return FINE if b"Bold" in name or b"Serif" in name else UNITS


def places_of(fonts: Iterable[Cut]) -> dict[bytes, Mapping[int, int]]:
    """For each font that was numbered anew, by its name in the page: the new number of each glyph."""
    return {font.hash.encode(): font.places for font in fonts if hasattr(font, "places")}


def numbered(pdf: object, fonts: Mapping[object, Cut], *others: object) -> object:
    """Number the glyphs of a document from 1 in the order of their letters, then have its fonts written."""
    faces: dict[str, list[Cut]] = {}
    for font in fonts.values():
        faces.setdefault(font.hash, []).append(font)
    for face in faces.values():
        if _keyed_by_characters(face[0]):
            _number(face)
    return _described(pdf, fonts, *others)


def _keyed_by_characters(font: Cut) -> bool:
    try:
        Outlines(font.file_content, font.index)
    except LookupError:
        return False
    return True


def _number(face: Iterable[Cut]) -> None:
    places = {0: 0}
    letters = {glyph: letter for font in face for glyph, letter in font.to_unicode.items()}
    for glyph in sorted(letters, key=lambda glyph: (letters[glyph], glyph)):
        places.setdefault(glyph, len(places))
    for font in face:
        font.places = places
        font.to_unicode = {places[glyph]: text for glyph, text in font.to_unicode.items()}
        font.missing = {letter: places[glyph] for letter, glyph in font.missing.items() if glyph in places}
        font.widths = {places[glyph]: width for glyph, width in font.widths.items() if glyph in places}


def unwrap(font_file: FontFile) -> None:
    """Take the bare outlines out of a font file, if it is one that was cut here."""
    (content,) = font_file.stream
    if content.startswith(OPEN_TYPE + b"\x01\x00\x04"):
        font_file.stream = [content.removeprefix(OPEN_TYPE)]
        font_file.extra["Subtype"] = "/CIDFontType0C"


def _read(face: Face, font: Cut, glyphs: Collection[int]) -> dict[int, bytes]:
    if not glyphs:
        return {}
    outlines = Outlines(font.file_content, font.index)
    units = units_of(font.name)
    read = {glyph: _drawn(outlines, glyph, units, units / font.upem) for glyph in glyphs}
    if len(_kept) + len(read) > MOST_KEPT:
        _kept.clear()
    _kept.update({(face, glyph): outline for glyph, outline in read.items()})
    return read


def _drawn(outlines: Outlines, glyph: int, units: int, scale: float) -> bytes:
    """The outline of a glyph on the coarser grid, without hints; its width stays exact, as PDF/A wants it."""
    found = outlines.glyph(glyph)
    # What a glyph is wide is known only after it was drawn.
    found.draw(T2CharStringPen(None, None))
    width = found.width * scale
    exact = int(width) if width == int(width) else width
    pen = T2CharStringPen(None, None)
    found.draw(Coarse(scale, pen))
    outline = pen.getCharString()
    if exact != units:
        outline.program.insert(0, exact)  # the pen would round it
    outline.compile()
    return bytes(outline.bytecode)


def written(name: bytes, outlines: Mapping[int, bytes], units: int = UNITS) -> bytes:
    """A font of compact outlines (CFF) in which each glyph keeps its number.

    In: its name, and the outlines by the number of the glyph, and the grid they are on.
    """
    glyphs = [0, *sorted(outlines)]
    charset = _charset(glyphs[1:])
    select = b"\x03\x00\x01\x00\x00\x00" + len(glyphs).to_bytes(2, "big")  # all of them belong to the one part
    strings = _index([NOTHING, *(outlines[glyph] for glyph in glyphs[1:])])
    private = encodeIntCFF(units) + DEFAULT_WIDTH
    head = b"\x01\x00\x04\x04" + _index([name])
    texts = _index([b"Adobe", b"Identity"]) + b"\x00\x00"
    # Offsets take five bytes whatever they are, so the dictionary is as long with zeros as with the true ones.
    size = len(_index([_top(units, glyphs[-1] + 1, 0, 0, 0, 0)]))
    at_charset = len(head) + size + len(texts)
    at_select = at_charset + len(charset)
    at_strings = at_select + len(select)
    at_private = at_strings + len(strings)
    part = _index([encodeIntCFF(len(private)) + _offset(at_private) + PRIVATE])
    top = _index([_top(units, glyphs[-1] + 1, at_charset, at_select, at_strings, at_private + len(private))])
    return b"".join((head, top, texts, charset, select, strings, private, part))


def _top(units: int, count: int, charset: int, select: int, strings: int, parts: int) -> bytes:
    step = encodeFloat(1 / units)
    nothing = encodeIntCFF(0)
    return b"".join(
        (
            encodeIntCFF(CUSTOM) + encodeIntCFF(CUSTOM + 1) + nothing + GLOBAL_FONT,
            step + nothing + nothing + step + nothing + nothing + FONT_MATRIX,
            encodeIntCFF(count) + CHARACTERS,
            _offset(charset) + CHARSET,
            _offset(select) + FONT_SELECT,
            _offset(strings) + CHAR_STRINGS,
            _offset(parts) + FONT_ARRAY,
        )
    )


def _charset(glyphs: list[int]) -> bytes:
    """The numbers of the glyphs, as stretches of numbers that follow each other."""
    stretches: list[list[int]] = []
    for glyph in glyphs:
        if stretches and glyph == stretches[-1][0] + stretches[-1][1] + 1:
            stretches[-1][1] += 1
        else:
            stretches.append([glyph, 0])
    return b"\x02" + b"".join(first.to_bytes(2, "big") + left.to_bytes(2, "big") for first, left in stretches)


def _offset(value: int) -> bytes:
    return b"\x1d" + value.to_bytes(4, "big")


def _index(items: list[bytes]) -> bytes:
    written = BytesIO()
    written.write(len(items).to_bytes(2, "big"))
    size = (1 + sum(map(len, items))).bit_length() + 7 >> 3
    written.write(bytes([size]))
    place = 1
    for item in [b"", *items]:
        place += len(item)
        written.write(place.to_bytes(size, "big"))
    written.writelines(items)
    return written.getvalue()
