"""What is done in place of WeasyPrint's own steps, to be quicker, comes to the same."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
import weasyprint
from weasyprint import svg, text

from app.documents import own_printing
from app.documents.answers import AnsweredFacts, Enclosed, SectionFacts
from app.documents.certificate import unsigned_pdf
from app.documents.decision import unsigned_letter
from app.documents.own_printing import OURS, install, withdraw
from app.documents.printing import printed
from app.documents.remembered_lengths import font, lengths, line
from app.documents.remembered_styles import Remembered
from tests.documents.largest import ORDINARY, certificate_of
from tests.documents.test_decision import FACTS as LETTER
from tests.documents.triage import ADDRESS, FACTS

REMEMBERED = (Remembered, lengths, font, line)


@pytest.fixture
def forgetful() -> Iterator[None]:
    """WeasyPrint finds each style, length, font and line anew."""
    own_printing._put({ours: theirs for theirs, ours in OURS.items() if ours in REMEMBERED})
    yield
    install()


def ordinary() -> bytes:
    facts, enclosed = certificate_of(ORDINARY)
    return unsigned_pdf(facts, "en+zh-Hans", address=ADDRESS, signer=None, enclosed=enclosed)


def test_what_is_remembered_comes_to_the_same_bytes(request: pytest.FixtureRequest) -> None:
    """Of a certificate after one in another language, a letter, and one with other colours."""
    unsigned_letter(LETTER, "zh-Hans", signer=None)
    level = replace(FACTS.level, colour="#123456")
    unsigned_pdf(replace(FACTS, level=level), "zh-Hans", address=ADDRESS, signer=None)
    remembered = ordinary(), unsigned_letter(LETTER, "en", signer=None)
    request.getfixturevalue("forgetful")
    assert weasyprint.css.StyleFor is not Remembered
    assert (ordinary(), unsigned_letter(LETTER, "en", signer=None)) == remembered


def test_a_share_of_what_a_box_is_in_is_found_each_time(request: pytest.FixtureRequest) -> None:
    sheet = weasyprint.CSS(string="p { width: 50%; border: 1px solid }")
    # The paragraphs are of one kind, and their cells as wide as the words in them.
    row = "<tr><td><p>Many more words here</p></td><td><p>Few</p></td></tr>"
    page = f'<html lang="en"><body><table>{row}</table></body></html>'
    remembered = printed(page, [sheet], b"one"), printed(page, [sheet], b"one")
    request.getfixturevalue("forgetful")
    assert (printed(page, [sheet], b"one"),) * 2 == remembered


def test_weasyprint_gets_its_own_steps_back() -> None:
    withdraw()
    try:
        assert svg.TAGS["text"] is svg.text
        assert not any(value in OURS.values() for value in vars(text.line_break).values() if callable(value))
    finally:
        install()
    assert text.line_break.strut is line


def test_elements_of_one_kind_share_their_styles_and_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[str] = []
    find = Remembered._find

    def told(self: Remembered, element: Any, parent: Any) -> object:
        found.append(element.tag)
        return find(self, element, parent)

    monkeypatch.setattr(Remembered, "_find", told)
    sheet = weasyprint.CSS(string=".a p { color: red }")
    page = '<html lang="en"><body class="{}"><p>One</p><p>Two</p><p lang="zh-Hans">三</p></body></html>'
    one = printed(page.format("a"), [sheet], b"one")
    assert found == ["html", "body", "p", "p"]
    assert printed(page.format("a"), [sheet], b"one") == one
    assert len(found) == 4
    assert printed(page.format("b"), [sheet], b"one") != one
    assert found[4:] == ["body", "p", "p"]


def test_a_picture_that_cannot_be_drawn_stops_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_what: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(svg.TAGS, "path", broken)
    with pytest.raises(ZeroDivisionError):
        ordinary()


@pytest.mark.parametrize(("place", "runs"), [("", 1), ('letter-spacing="2"', 4), ('dx="1 2"', 4)])
def test_words_of_a_picture_are_one_run_unless_their_letters_have_places(place: str, runs: int) -> None:
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 9"><text x="1" y="8" {place}>Rare</text></svg>'
    made = printed(f'<html lang="en"><body>{picture}</body></html>', [], b"one")
    drawn = pypdf.PdfReader(BytesIO(made)).pages[0].get_contents()
    assert drawn is not None
    assert len(re.findall(rb"T[jJ]$", drawn.get_data(), re.MULTILINE)) == runs


def test_what_xml_does_not_allow_is_typed_and_printed(tmp_path: Path) -> None:
    odd = "bell\x07 null\x00 half\ud800 none\uffff & <b> ]]> 完"
    enclosed = Enclosed((SectionFacts({"en": "Typed"}, (AnsweredFacts({"en": "What?"}, ({"en": odd},)),)),), {}, {})
    made = unsigned_pdf(FACTS, "en", address=ADDRESS, signer=None, enclosed=enclosed)
    (tmp_path / "file.pdf").write_bytes(made)
    told = subprocess.run(["pdftotext", "-raw", tmp_path / "file.pdf", "-"], capture_output=True, check=True, text=True)
    for each in ("bell", "null", "half", "none", "& <b> ]]> 完"):
        assert each in told.stdout
