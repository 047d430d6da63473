"""Fonts cut to what is shown: the outlines of the font on a coarser grid, with exact widths."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.misc.bezierTools import splitCubicAtT
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.teePen import TeePen
from fontTools.ttLib import TTFont

from app.documents.certificate import unsigned_pdf
from app.documents.coarse import Coarse
from app.documents.font_tables import meanings, widths
from app.documents.fonts import FINE, UNITS, written
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
            width = glyph.width * 1000 * outlines.FontMatrix[0]
            assert abs(width - told.get(int(name.removeprefix("cid")), 1000)) <= 1


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


def test_coarse_outlines_stay_within_a_step_of_the_font() -> None:
    file = CHINESE.read_bytes()
    read = Outlines(file, 2)
    names = TTFont(BytesIO(file), fontNumber=2, lazy=True)
    glyphs = [names.getGlyphID(names.getBestCmap()[ord(letter)]) for letter in "Ag&，级风险鬱龘"]
    for units in (UNITS, FINE):
        for glyph in glyphs:
            fine, coarse = AreaPen(), AreaPen()
            fine_bounds, coarse_bounds = BoundsPen(None), BoundsPen(None)
            read.glyph(glyph).draw(TeePen(fine, fine_bounds))
            read.glyph(glyph).draw(Coarse(units / 1000, TeePen(coarse, coarse_bounds)))
            for ours, theirs in zip(coarse_bounds.bounds, fine_bounds.bounds, strict=True):
                assert abs(ours * 1000 / units - theirs) <= 1000 / units
            assert coarse.value * (1000 / units) ** 2 == pytest.approx(fine.value, rel=0.1)


def test_a_curve_that_bends_is_no_line() -> None:
    drawn = RecordingPen()
    pen = Coarse(1, drawn)
    pen.moveTo((0, 0))
    pen.curveTo((2, 0.1), (6, 0.1), (8, 0))  # a tenth of a step
    pen.curveTo((10, -1.5), (12, -1.5), (14, 0))  # more than one
    pen.closePath()
    assert [kind for kind, _points in drawn.value] == ["moveTo", "lineTo", "curveTo", "closePath"]


def test_two_curves_that_are_one_become_one() -> None:
    whole = ((0, 0), (0, 42), (39, 81), (81, 81))
    halves = splitCubicAtT(*whole, 0.4)
    drawn = RecordingPen()
    pen = Coarse(1, drawn)
    pen.moveTo((0, 0))
    for half in halves:
        pen.curveTo(*half[1:])
    pen.closePath()
    assert drawn.value[1] == ("curveTo", whole[1:])


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


def test_meanings_are_lists_that_stay_within_a_row_of_256() -> None:
    told = meanings(b"".join(b"<%04x> <%04x>\n" % (glyph, 0x4E00 + glyph) for glyph in (*range(1, 300), 400)))
    assert told.partition(b"beginbfrange\n")[2].splitlines()[:3] == [
        b"<0001><00ff><4e01>",
        b"<0100><012b><4f00>",
        b"<0190><0190>[<4f90>]",
    ]
    odd = b"".join(b"<%04x> <%04x>\n" % (glyph, 0x1000 + glyph * 3) for glyph in (254, 255, 256, 257))
    rows = meanings(odd).partition(b"beginbfrange\n")[2].splitlines()
    assert [row[:12] for row in rows[:2]] == [b"<00fe><00ff>", b"<0100><0101>"]


def test_letters_in_the_order_of_the_alphabet_are_one_row_between_the_others() -> None:
    letters = "- abcdef一丁𠀀f"
    codes = [letter.encode("utf-16-be").hex().encode() for letter in letters]
    told = meanings(b"".join(b"<%04x> <%s>\n" % (glyph, code) for glyph, code in enumerate(codes, 1)))
    assert told.partition(b"beginbfrange\n")[2].splitlines()[:3] == [
        b"<0001><0002>[<002d><0020>]",
        b"<0003><0008><0061>",
        b"<0009><000c>[<4e00><4e01><d840dc00><0066>]",
    ]


def test_widths_that_are_usual_need_not_be_said() -> None:
    assert widths([1, [1000, 500, 600, 1000, 1000, 700], 9, [1000]]) == [2, [500, 600], 6, [700]]
