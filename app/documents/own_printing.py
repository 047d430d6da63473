"""Puts three steps of Fenji's own in place of WeasyPrint's, which offers no other way in: fonts and structure."""

from __future__ import annotations

from weasyprint import pdf

from app.documents.fonts import cut, numbered
from app.documents.structure import add_structure


def install() -> None:
    """Have WeasyPrint number and cut fonts, and write the structure, by the functions of this room."""
    pdf.fonts.Font.subset = cut
    pdf.build_fonts_dictionary = numbered
    pdf.add_tags = add_structure
