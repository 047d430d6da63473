"""Puts steps of Fenji's own in place of WeasyPrint's, which offers no other way in: styles, fonts and structure."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from weasyprint import css, images, pdf, svg, text
from weasyprint.layout import percent

from app.documents.fonts import cut, numbered
from app.documents.picture_words import drawn, words
from app.documents.remembered_lengths import font, lengths, line
from app.documents.remembered_styles import Remembered
from app.documents.structure import add_structure

OURS: Mapping[Any, Any] = {
    pdf.build_fonts_dictionary: numbered,
    pdf.add_tags: add_structure,
    css.StyleFor: Remembered,
    percent.resolve_percentages: lengths,
    text.fonts.get_font_description: font,
    text.line_break.strut: line,
    svg.TAGS["text"]: words,
}
_METHODS = pdf.fonts.Font.subset, images.SVGImage.draw


def install() -> None:
    """Have the functions of this room find styles and lengths, draw pictures, cut fonts, and write the structure."""
    pdf.fonts.Font.subset, images.SVGImage.draw = cut, drawn
    _put(OURS)


def withdraw() -> None:
    """Leave these steps to WeasyPrint again, for whoever compares the two."""
    pdf.fonts.Font.subset, images.SVGImage.draw = _METHODS
    _put({ours: theirs for theirs, ours in OURS.items()})


def _put(instead: Mapping[Any, Any]) -> None:
    """Put one function in place of another wherever WeasyPrint knows it by a name."""
    spaces = [vars(module) for name, module in list(sys.modules.items()) if name.startswith("weasyprint")]
    for space in [*spaces, svg.TAGS]:
        for name, value in list(space.items()):
            if callable(value) and value in instead:
                space[name] = instead[value]
