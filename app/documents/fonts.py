"""Makes the fonts inside a PDF small: a Chinese face keeps 60,000 empty places that no page uses."""

from __future__ import annotations

from io import BytesIO
from typing import Protocol

from fontTools import subset
from fontTools.ttLib import TTFont

EMPTY = 1  # bytes of a glyph that draws nothing
KEPT = {"CFF ", "head", "maxp"}


class FontFile(Protocol):
    """The stream of a font file as WeasyPrint writes it."""

    stream: list[bytes]
    extra: dict[str, object]


def shrink(font_file: FontFile) -> None:
    """Put the bare outlines that are used in place of the whole font file.

    In: the stream of an OpenType font. The glyphs keep their numbers, because a face keyed by characters (CID) carries
    the number of each glyph with it. Other faces stay as they are.
    """
    font = TTFont(BytesIO(b"".join(font_file.stream)), lazy=True)
    outlines = font["CFF "].cff[0] if "CFF " in font else None
    if outlines is None or not hasattr(outlines, "ROS"):
        return
    offsets = outlines.CharStrings.charStringsIndex.offsets
    used = [glyph for glyph in range(len(offsets) - 1) if offsets[glyph + 1] - offsets[glyph] > EMPTY]
    options = subset.Options()
    options.notdef_outline = True
    options.drop_tables += [table for table in font.reader.tables if table not in KEPT]
    subsetter = subset.Subsetter(options)
    subsetter.populate(gids=used)
    subsetter.subset(font)
    written = BytesIO()
    font.save(written)
    font_file.stream = [TTFont(written).reader["CFF "]]
    font_file.extra["Subtype"] = "/CIDFontType0C"
