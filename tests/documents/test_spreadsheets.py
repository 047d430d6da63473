"""Spreadsheets that somebody sends: whatever the bytes are, refused in bounded time and memory, by a reason."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from time import process_time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from app.documents.spreadsheet_reading import SpreadsheetRefused, read_spreadsheet
from app.domain.answer_sheet import MARK

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def workbook(mark: str = MARK) -> bytes:
    """A small spreadsheet of ours."""
    whole = BytesIO()
    with Workbook(whole) as book:
        sheet = book.add_worksheet("Answers")
        sheet.write(0, 0, mark)
        sheet.write(1, 0, "name")
        sheet.write(1, 3, "Judge")
        sheet.write_formula(2, 3, "=1+1", None, "2")
    return whole.getvalue()


def with_parts(parts: dict[str, bytes], content: bytes | None = None) -> bytes:
    """The same file with some parts replaced or added."""
    whole = BytesIO()
    with ZipFile(BytesIO(content or workbook())) as old, ZipFile(whole, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry.filename, old.read(entry.filename))
        for name, data in parts.items():
            new.writestr(name, data)
    return whole.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(SpreadsheetRefused) as refusal:
        read_spreadsheet(content)
    return refusal.value.problem


def test_ours_is_read_and_its_formulas_are_named() -> None:
    found = read_spreadsheet(workbook())
    assert (found.name, found.rows[1][0], found.rows[1][3]) == ("Answers", "name", "Judge")
    assert found.formulas == {"D3"}


def test_another_spreadsheet_is_none_of_ours() -> None:
    assert refused(workbook("Something else")) == "another"


def sheet(cells: str) -> bytes:
    return with_parts({SHEET: (HEAD + cells + TAIL).encode()})


def bomb() -> bytes:
    return with_parts({"xl/sharedStrings.xml": b" " * 100_000_000})


def lying_bomb() -> bytes:
    """A part that says it is small, and unpacks to far more."""
    content = bytearray(with_parts({"xl/sharedStrings.xml": b" " * 20_000_000}))
    size = (20_000_000).to_bytes(4, "little")
    while (place := content.find(size)) >= 0:
        content[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def million_rows() -> bytes:
    rows = "".join(f'<row r="{number}"/>' for number in range(1, 300_000))
    return sheet(rows)


def far_cell() -> bytes:
    return sheet('<row r="1"><c r="XFD1048576"><v>1</v></c></row>')


def one_text_everywhere() -> bytes:
    """A text of 300,000 letters, kept once, in 100,000 cells."""
    text = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 300_000}</t></si></sst>'
    )
    cells = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{c}{row}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJ") + "</row>"
        for row in range(1, 10_000)
    )
    return with_parts({SHEET: (HEAD + cells + TAIL).encode(), "xl/sharedStrings.xml": text.encode()})


def entities() -> bytes:
    lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    return with_parts({SHEET: lol.encode()})


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "too large": (lambda: b"PK" + b"x" * 4_000_000, "large"),
    "a bomb": (bomb, "large"),
    "a bomb that lies": (lying_bomb, "no_spreadsheet"),
    "many rows": (million_rows, "large"),
    "a cell far away": (far_cell, "large"),
    "one text everywhere": (one_text_everywhere, "large"),
    "entities": (entities, "no_spreadsheet"),
    "macros": (lambda: with_parts({"xl/vbaProject.bin": b"x"}), "macros"),
    "links to other files": (lambda: with_parts({"xl/externalLinks/externalLink1.xml": b"<x/>"}), "links"),
    "data connections": (lambda: with_parts({"xl/connections.xml": b"<x/>"}), "links"),
    "an old file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old"),
    "OpenDocument": (
        lambda: with_parts({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        "open_document",
    ),
    "no XML": (lambda: with_parts({SHEET: b"\xff\xfe\x00"}), "no_spreadsheet"),
    "another archive": (lambda: with_parts({}, _archive()), "no_spreadsheet"),
    "many parts": (lambda: with_parts({f"x/{number}": b"" for number in range(300)}), "large"),
    "a PDF": (lambda: b"%PDF-1.7\n" + b"x" * 1000, "no_spreadsheet"),
    "nothing": (lambda: b"", "no_spreadsheet"),
}


def _archive() -> bytes:
    whole = BytesIO()
    with ZipFile(whole, "w") as archive:
        archive.writestr("readme.txt", "Hello")
    return whole.getvalue()


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_refused_by_a_reason(what: str) -> None:
    make, problem = HOSTILE[what]
    content = make()
    tracemalloc.start()
    began = process_time()
    assert refused(content) == problem
    taken, peak = process_time() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 120_000_000
    assert taken < 20


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_random_bytes_are_refused(content: bytes) -> None:
    for begun in (content, b"PK\x03\x04" + content):
        assert refused(begun) in {"no_spreadsheet", "old"}


def test_a_file_with_flipped_bytes_is_read_or_refused() -> None:
    whole = workbook()
    chance = random.Random(7)  # noqa: S311 - to break files, not to keep secrets
    for _turn in range(150):
        broken = bytearray(whole)
        for _flip in range(3):
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        try:
            read_spreadsheet(bytes(broken))
        except SpreadsheetRefused:
            continue
