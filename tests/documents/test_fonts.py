"""Fonts cut to what is shown: the outlines of the font on a coarser grid, with exact widths."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from app.documents.certificate import unsigned_pdf
from app.documents.fonts import UNITS, written
from app.documents.outlines import Outlines
from tests.documents.triage import ADDRESS, FACTS

CHINESE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


@pytest.fixture(scope="module")
def made() -> bytes:
    return unsigned_pdf(FACTS, "en+zh-Hans", address=ADDRESS, signer=None)


def embedded(made: bytes) -> list[tuple[Any, Any]]:
    """Each font of the file with its outlines as fontTools reads them."""
    fonts = pypdf.PdfReader(BytesIO(made)).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    found = []
    for name in fonts:
        (font,) = fonts[name]["/DescendantFonts"]
        outlines = CFFFontSet()
        outlines.decompile(BytesIO(font["/FontDescriptor"]["/FontFile3"].get_data()), None, isCFF2=False)
        found.append((font.get_object(), outlines[0]))
    return found


def test_widths_in_the_file_are_those_of_the_outlines(made: bytes) -> None:
    for font, outlines in embedded(made):
        told: dict[int, float] = {}
        rows = list(font["/W"])
        while rows:
            first, widths, *rows = rows
            told.update(enumerate(widths, int(first)))
        for name in outlines.CharStrings.keys()[1:]:
            glyph = outlines.CharStrings[name]
            glyph.draw(BoundsPen(None))
            assert abs(glyph.width * 1000 / UNITS - told[int(name.removeprefix("cid"))]) <= 1


def test_glyphs_are_drawn_as_the_font_draws_them() -> None:
    file = CHINESE.read_bytes()
    font = TTFont(BytesIO(file), fontNumber=2, lazy=True)
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    read = Outlines(file, 2)
    for letter in "Ag，级风险%—":
        name = names[ord(letter)]
        ours, theirs = BoundsPen(None), BoundsPen(glyphs)
        read.glyph(font.getGlyphID(name)).draw(ours)
        glyphs[name].draw(theirs)
        assert ours.bounds == theirs.bounds


def test_a_font_without_glyphs_can_be_read() -> None:
    outlines = CFFFontSet()
    outlines.decompile(BytesIO(written(b"AAAAAA+Nothing", {})), None, isCFF2=False)
    assert len(outlines[0].CharStrings) == 1


def test_every_font_is_embedded_with_words_for_its_glyphs(made: bytes, tmp_path: Path) -> None:
    (tmp_path / "file.pdf").write_bytes(made)
    told = subprocess.run(["pdffonts", tmp_path / "file.pdf"], capture_output=True, check=True, text=True)
    fonts = told.stdout.splitlines()[2:]
    assert len(fonts) >= 4
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), told.stdout
