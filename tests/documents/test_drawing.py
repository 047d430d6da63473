"""Drawing written again in fewer operators: the same picture, the same marks."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image, ImageChops, ImageFilter

from app.documents import archive
from app.documents.certificate import certificate_address, unsigned_pdf
from app.documents.content import Numbers, shown
from app.documents.drawing import Drawing
from app.documents.signing import Promise
from tests.documents.largest import ORDINARY, certificate_of
from tests.documents.triage import ADDRESS, FACTS


class AsItWas:
    """WeasyPrint's own operators, only with the new numbers of the glyphs."""

    def __init__(self, fonts: Mapping[bytes, Numbers]) -> None:
        self.fonts = fonts

    def written(self, content: bytes) -> bytes:
        lines, font, kept = content.split(b"\n"), b"", []
        for place, line in enumerate(lines):
            if line == b"q":
                kept.append(font)
            elif line == b"Q" and kept:
                font = kept.pop()
            elif line.endswith(b" Tf"):
                font = line[1:].split(b" ", 1)[0]
            elif line.endswith(b" TJ"):
                lines[place] = shown(line, self.fonts.get(font))
        return b"\n".join(lines)


def pictures(pdf: bytes, folder: Path, name: str) -> list[Image.Image]:
    (folder / f"{name}.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "60", "-png", folder / f"{name}.pdf", folder / name], check=True)
    found = []
    for path in sorted(folder.glob(f"{name}-*.png")):
        with Image.open(path) as picture:
            found.append(picture.convert("L"))
    return found


def test_every_page_looks_as_weasyprint_draws_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts, enclosed = certificate_of(ORDINARY)

    def make() -> bytes:
        return unsigned_pdf(facts, "en+zh-Hans", address=ADDRESS, signer=Promise(demonstration=True), enclosed=enclosed)

    ours = make()
    monkeypatch.setattr(archive, "Drawing", AsItWas)
    theirs = make()
    assert len(ours) < len(theirs) - 3_000
    pages = list(zip(pictures(ours, tmp_path, "ours"), pictures(theirs, tmp_path, "theirs"), strict=True))
    assert len(pages) > 3
    for mine, other in pages:
        # A row of letters may move by one pixel, where a hundredth of it makes the difference; nothing is missing.
        for one, two in ((mine, other), (other, mine)):
            missing = ImageChops.subtract(two.filter(ImageFilter.MinFilter(5)), one)
            assert sum(missing.histogram()[30:]) <= 20  # a line has four hundred


def again(*lines: bytes, fonts: Mapping[bytes, Numbers] | None = None) -> bytes:
    return Drawing(fonts or {}).written(b"\n".join(lines))


def test_lines_of_text_are_one_object_and_say_only_what_changes() -> None:
    written = again(
        b"/Span<</MCID 0>>BDC",
        b"0.2 0.3 0.4 rg",
        b"BT\n1 0 0 -1 71.811024 100.5 Tm\n/F 9 Tf\n[<0041>0] TJ\nET",
        b"BT\n1 0 0 -1 71.811024 112.5 Tm\n/F 9 Tf\n[<0042>0] TJ\nET",
        b"EMC",
        b"/Span<</MCID 1>>BDC",
        b"0.2 0.3 0.4 rg",
        b"BT\n1 0 0 -1 81.811024 112.5 Tm\n/G 9 Tf\n[<0042>0] TJ\nET",
        b"EMC",
    )
    assert written == (
        b"BT\n/Span<</MCID 0>>BDC\n.2 .3 .4 rg\n/F 9 Tf\n1 0 0 -1 71.8 100.5 Tm\n(\0A)Tj\n0 -12 Td\n(\0B)Tj\nEMC\n"
        b"/Span<</MCID 1>>BDC\n/G 9 Tf\n10 0 Td\n(\0B)Tj\nEMC\nET"
    )


def test_what_was_put_back_is_said_again() -> None:
    written = again(
        b"1 0 0 rg\nq\n0 1 0 rg\n0 0 5 5 re\nf\nQ\n0 0 6 6 re\nf",
    )
    assert written == b"0 1 0 rg\n0 0 5 5 re\nf\n1 0 0 rg\n0 0 6 6 re\nf"


def test_a_transformation_ends_with_its_frame() -> None:
    written = again(b"q\n2 0 0 2 0 0 cm\n1 0 0 rg\n0 0 5 5 re\nf\nQ\n1 0 0 rg\n0 0 6 6 re\nf")
    assert written == b"q\n2 0 0 2 0 0 cm\n1 0 0 rg\n0 0 5 5 re\nf\nQ\n1 0 0 rg\n0 0 6 6 re\nf"


def test_a_frame_in_which_nothing_is_drawn_is_left_out() -> None:
    assert again(b"q\n2 0 0 2 0 0 cm\nBT\nET\nQ") == b""


def test_a_clip_holds_for_words_and_ends_with_its_frame() -> None:
    word = b"BT\n1 0 0 -1 1 1 Tm\n/F 9 Tf\n[<0041>0] TJ\nET"
    written = again(b"q\n0 0 5 5 re\nW\nn", word, b"Q", word)
    assert written == (
        b"q\n0 0 5 5 re\nW\nn\nBT\n/F 9 Tf\n1 0 0 -1 1 1 Tm\n(\0A)Tj\nET\nQ\nBT\n/F 9 Tf\n1 0 0 -1 1 1 Tm\n(\0A)Tj\nET"
    )


def test_a_shape_that_clips_a_filled_rectangle_is_filled_itself() -> None:
    shape = b"12 20 m\n30 20 l\n30 40 l\n10 40 l\n10 22 l\n10 21 11 20 12 20 c"
    filled = b"q\n10 20 20 20 re\nW\nn\n1 0 0 rg\n10 20 20 20 re\nf\nQ"
    assert again(b"q", shape, b"W\nn", filled, b"Q") == (
        b"1 0 0 rg\nq\n1 0 0 1 10 20 cm\n2 0 m\n20 0 l\n20 20 l\n0 20 l\n0 2 l\n0 1 1 0 2 0 c\nf\nQ"
    )
    larger = filled.replace(b"20 20 re", b"25 20 re")  # of which the shape shows only a part
    assert b"W\nn" in again(b"q", shape, b"W\nn", larger, b"Q")


def test_lines_that_go_on_are_one_line() -> None:
    line = b"q\n0.5 w\n%d 7 m\n%d 7 l\nS\nQ"
    assert again(line % (1, 5), line % (5, 9), line % (11, 12)) == b".5 w\n1 7 m\n9 7 l\n11 7 m\n12 7 l\nS"
    assert again(b"1 7 m\n5 7 l\nS\n5 7 m\n5 9 l\nS") == b"1 7 m\n5 7 l\n5 7 m\n5 9 l\nS"  # no corner was drawn there


def test_what_is_seen_through_ends_with_its_frame() -> None:
    rectangle = b"0 0 5 5 re\nf"
    assert again(b"q\n/a0.5 gs", rectangle, b"Q\n/a1.0 gs", rectangle) == (
        b"q\n/a0.5 gs\n0 0 5 5 re\nf\nQ\n0 0 5 5 re\nf"
    )
    assert b"/a1.0 gs" in again(b"/a0.5 gs", rectangle, b"/a1.0 gs", rectangle)


def test_what_follows_each_other_without_meaning_has_one_mark() -> None:
    rectangle = b"/Artifact\nBMC\nq\n1 0 0 rg\n%d 0 5 5 re\nf\nQ\nEMC"
    assert again(rectangle % 1, rectangle % 9) == b"/Artifact BMC\n1 0 0 rg\n1 0 5 5 re\nf\n9 0 5 5 re\nf\nEMC"


def test_an_element_without_content_keeps_its_mark() -> None:
    assert again(b"/Span<</MCID 0>>BDC\nBT\nET\nEMC") == b"/Span<</MCID 0>>BDC\nEMC"


def test_the_code_on_paper_has_each_of_its_points(tmp_path: Path) -> None:
    rows = segno.make(certificate_address(ADDRESS, FACTS.number), error="m", micro=False).matrix
    (tmp_path / "file.pdf").write_bytes(unsigned_pdf(FACTS, "en", address=ADDRESS, signer=None))
    # A point of the code is eight of the picture; it stands 19 mm from the left and ends 13 mm above the foot.
    finer = len(rows) * 8 / 25
    options = ("-r", str(finer * 25.4), "-l", "1", "-singlefile", "-gray")
    subprocess.run(["pdftoppm", *options, tmp_path / "file.pdf", tmp_path / "page"], check=True)
    with Image.open(tmp_path / "page.pgm") as page:
        left, top = 19 * finer, page.height - (13 + 25) * finer
        for down, row in enumerate(rows):
            for across, dark in enumerate(row):
                shade: Any = page.getpixel((round(left + across * 8 + 4), round(top + down * 8 + 4)))
                assert (shade < 128) == bool(dark)
