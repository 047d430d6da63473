"""Puts three steps of Fenji's own in place of WeasyPrint's, which offers no other way in: fonts and structure."""

from __future__ import annotations

from weasyprint import pdf

from app.documents.fonts import cut, numbered
from app.documents.structure import add_structure

_THEIRS = (pdf.fonts.Font.subset, pdf.build_fonts_dictionary, pdf.add_tags)


def install() -> None:
    """Have WeasyPrint number and cut fonts, and write the structure, by the functions of this room."""
    pdf.fonts.Font.subset, pdf.build_fonts_dictionary, pdf.add_tags = cut, numbered, add_structure


def withdraw() -> None:
    """Leave these steps to WeasyPrint again, for whoever compares the two."""
    pdf.fonts.Font.subset, pdf.build_fonts_dictionary, pdf.add_tags = _THEIRS
