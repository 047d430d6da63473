"""What PDF/UA and PDF/A ask for, read back from the file by other programs than the one that wrote it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pytest

from app.documents.certificate import unsigned_pdf
from tests.documents.largest import ORDINARY, certificate_of
from tests.documents.triage import ADDRESS

ARTIFACT = "/Artifact"


@dataclass
class Element:
    """An element of the structure as the file has it; `marks` are places of content on pages."""

    kind: str
    data: Any
    kids: list[Element] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """This element and all in it, in the order of reading."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


@pytest.fixture(scope="module", params=["en+zh-Hans", "zh-Hans"])
def made(request: pytest.FixtureRequest) -> bytes:
    facts, enclosed = certificate_of(ORDINARY)
    return unsigned_pdf(facts, request.param, address=ADDRESS, signer=None, enclosed=enclosed)


@pytest.fixture(scope="module")
def file(made: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("standards") / "certificate.pdf"
    path.write_bytes(made)
    return path


@pytest.fixture(scope="module")
def read_aloud(file: Path) -> str:
    """What poppler reads from the structure of the file."""
    return run("pdfinfo", "-struct-text", file)


def run(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


@lru_cache(maxsize=1)
def structure(made: bytes) -> Element:
    read = pypdf.PdfReader(BytesIO(made))
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(read.pages)}  # type: ignore[union-attr]

    def element(data: Any) -> Element:
        found = Element(str(data["/S"]), data)
        kids = data.get("/K", [])
        for kid in [each.get_object() for each in (kids if isinstance(kids, list) else [kids])]:
            if isinstance(kid, int):
                found.marks.append((pages[data.raw_get("/Pg").idnum], int(kid)))
            elif "/MCID" in kid:
                found.marks.append((pages[kid.raw_get("/Pg").idnum], int(kid["/MCID"])))
            else:
                assert kid["/P"].get_object() == data
                found.kids.append(element(kid))
        return found

    return element(read.root_object["/StructTreeRoot"]["/K"].get_object())  # type: ignore[index]


def test_the_file_is_sound(file: Path) -> None:
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", file)
    assert "Tagged:          yes" in run("pdfinfo", file)


def test_headings_follow_each_other_without_a_gap(made: bytes) -> None:
    kinds = [each.kind[1:] for each in structure(made).walk()]
    levels = [int(kind[1:]) for kind in kinds if kind[0] == "H" and kind[1:].isdigit()]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_has_headers_with_a_scope(made: bytes) -> None:
    tables = [each for each in structure(made).walk() if each.kind == "/Table"]
    assert len(tables) > 5
    for table in tables:
        headers = [each for each in table.walk() if each.kind == "/TH"]
        assert headers
        assert {each.data["/A"]["/Scope"] for each in headers} <= {"/Row", "/Column"}
        widths = {len(row.kids) for row in table.walk() if row.kind == "/TR"}
        assert len(widths) == 1  # no cell is missing, on whichever page it is


def test_every_picture_has_words_and_a_place(made: bytes) -> None:
    figures = [each for each in structure(made).walk() if each.kind == "/Figure"]
    assert len(figures) >= 5
    for figure in figures:
        assert figure.data["/Alt"]
        left, bottom, right, top = figure.data["/A"]["/BBox"]
        assert 0 <= left < right <= 596
        assert 0 <= bottom < top <= 842


def test_words_of_another_language_say_so(made: bytes) -> None:
    told = {str(each.data["/Lang"]) for each in structure(made).walk() if "/Lang" in each.data}
    own = str(pypdf.PdfReader(BytesIO(made)).root_object["/Lang"])
    assert own not in told - {"en"}
    assert told or own == "zh-Hans"


def test_all_that_is_drawn_is_read_once_or_is_of_no_meaning(made: bytes) -> None:
    read = pypdf.PdfReader(BytesIO(made))
    told = [mark for each in structure(made).walk() for mark in each.marks]
    assert len(told) == len(set(told))
    drawn = set()
    for number, page in enumerate(read.pages):
        depth = 0
        for values, operator in pypdf.generic.ContentStream(page.get_contents(), read).operations:
            if operator in (b"BDC", b"BMC"):
                depth += 1
                if operator == b"BDC":
                    drawn.add((number, int(values[1]["/MCID"])))
                else:
                    assert values[0] == ARTIFACT
            elif operator == b"EMC":
                depth -= 1
            elif operator in (b"TJ", b"Do", b"f", b"S", b"B"):
                assert depth == 1, (number, operator)
        assert depth == 0
    assert drawn == set(told)


def test_the_foot_of_a_page_is_of_no_meaning(read_aloud: str) -> None:
    assert "2 / " not in read_aloud
    assert "Amara Okafor" in read_aloud


def test_what_is_read_aloud_is_what_is_seen(made: bytes, file: Path, read_aloud: str) -> None:
    """Both languages come back letter by letter, and in the order of the page's text."""
    facts, enclosed = certificate_of(ORDINARY)
    spoken = "".join(read_aloud.split())
    seen = "".join(run("pdftotext", "-raw", file, "-").split())
    languages = ("en", "zh-Hans") if b"/Lang (en)" in made or "This system" in seen else ("zh-Hans",)
    places = []
    for section in enclosed.sections:
        for each in section.answered:
            for words in (each.question, *each.lines):
                for language in languages:
                    text = "".join(words.get(language, next(iter(words.values()))).split())
                    assert text in seen, text
                    assert text.replace('"', "") in spoken.replace('"', ""), text
            places.append(seen.index("".join(each.question[languages[0]].split())))
    assert places == sorted(places)
    assert facts.submission_digest in seen


def test_the_facts_are_an_associated_file(made: bytes) -> None:
    root: Any = pypdf.PdfReader(BytesIO(made)).root_object
    (named,) = root["/AF"]
    assert named.get_object()["/AFRelationship"] == "/Data"
    described = root["/Metadata"].get_object().get_data()
    for mark in (b'pdfaid:part="3"', b'pdfaid:conformance="A"', b'pdfuaid:part="1"'):
        assert mark in described
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_an_ordinary_certificate_is_four_pages_and_few_bytes(made: bytes) -> None:
    read = pypdf.PdfReader(BytesIO(made))
    assert len(read.pages) == 4
    both = "/Span" in {each.kind for each in structure(made).walk()}
    assert len(made) <= (85_500 if both else 79_500)
