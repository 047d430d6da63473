"""Opening a spreadsheet that somebody sent: bounded before anything is read, values only, each formula by its cell."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineWorkbook

from app.domain.answer_sheet import MARK

LARGEST_FILE = 3 * 1024 * 1024
LARGEST_INSIDE = 24 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_000, 64, 200_000
DATA_SHEET = "fenji"  # hidden: where the file came from, and the lists of its drop-downs
_OLD = b"\xd0\xcf\x11\xe0"  # XLS, and files with a password
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:workbook\.xml|_rels/workbook\.xml\.rels|sharedStrings\.xml|"
    r"styles\.xml|worksheets/[^/]+\.xml)"
)


class SpreadsheetRefused(ValueError):
    """A file that is not read at all; `problem` says why, as a name."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """The sheet with the answers: its name, its rows, the cells with formulas, and what the file says about itself."""

    name: str
    rows: list[list[Any]]
    formulas: frozenset[str]
    about: dict[str, str] = field(default_factory=dict)


def read_spreadsheet(content: bytes) -> Spreadsheet:
    """Open an XLSX file and find the sheet with the answers.

    Raises SpreadsheetRefused with `large`, `old`, `open_document`, `macros`, `links`, `no_spreadsheet`, or
    `another` when no sheet is one of ours.
    """
    if len(content) > LARGEST_FILE:
        raise SpreadsheetRefused("large")
    if content.startswith(_OLD):
        raise SpreadsheetRefused("old")
    parts = _parts(content)
    shared = _lengths(parts.get("xl/sharedStrings.xml", b"<none/>"))
    scans = {name: _scan(data, shared) for name, data in parts.items() if name.startswith("xl/worksheets/")}
    # A text that is kept once can stand in every cell: what they hold together is what has to fit into memory.
    cells, letters = (sum(scan.cells for scan in scans.values()), sum(scan.letters for scan in scans.values()))
    if cells > MOST_CELLS or letters > LARGEST_INSIDE:
        raise SpreadsheetRefused("large")
    try:
        # calamine gets what was looked at, not the file as it came: two readers may see one archive differently.
        book = CalamineWorkbook.from_filelike(BytesIO(_packed(parts)))
        places = _places(parts)
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if rows and rows[0] and rows[0][0] == MARK:
                scan = scans.get(places.get(name, ""), _Scan())
                return Spreadsheet(name, rows, frozenset(scan.formulas), _about(book))
    except (CalamineError, expat.ExpatError, ValueError, LookupError, OverflowError):
        raise SpreadsheetRefused("no_spreadsheet") from None
    raise SpreadsheetRefused("another")


def _parts(content: bytes) -> dict[str, bytes]:
    """The parts that matter, unpacked within bounds and checked against their sums."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _look(archive, entries)
            return {entry.filename: _unpacked(archive, entry) for entry in entries if _KEPT.fullmatch(entry.filename)}
    except (BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, UnicodeError):
        raise SpreadsheetRefused("no_spreadsheet") from None


def _look(archive: ZipFile, entries: list[ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_INSIDE:
        raise SpreadsheetRefused("large")
    if "mimetype" in names and b"opendocument" in archive.open("mimetype").read(200):
        raise SpreadsheetRefused("open_document")
    lowered = [name.lower() for name in names]
    if any("vbaproject" in name or "macrosheets/" in name for name in lowered):
        raise SpreadsheetRefused("macros")
    if any("externallinks/" in name or name.endswith("connections.xml") for name in lowered):
        raise SpreadsheetRefused("links")
    if "xl/workbook.xml" not in names or len(set(lowered)) < len(names):
        raise SpreadsheetRefused("no_spreadsheet")


def _unpacked(archive: ZipFile, entry: ZipInfo) -> bytes:
    if entry.flag_bits & 1:
        raise SpreadsheetRefused("old")
    with archive.open(entry) as part:
        return part.read(LARGEST_INSIDE)


def _packed(parts: dict[str, bytes]) -> bytes:
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return whole.getvalue()


@dataclass(slots=True)
class _Scan:
    cells: int = 0
    letters: int = 0  # that stand in shared texts
    formulas: list[str] = field(default_factory=list)


def _lengths(data: bytes) -> list[int]:
    """How long each shared text is."""
    found: list[int] = []

    def begin(name: str, _attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            found.append(0)

    def letters(words: str) -> None:
        if found:
            found[-1] += len(words)

    _walk(data, begin, letters)
    return found


def _scan(data: bytes, shared: list[int]) -> _Scan:
    """Count the cells of a sheet, what they hold, and note its formulas, without keeping any of it."""
    found, current, text = _Scan(), "", ""

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal current, text
        tag = name.rpartition(":")[2]
        if tag == "c":
            found.cells += 1
            current, text = attributes.get("r", ""), "" if attributes.get("t") == "s" else "-"
            _within(current, found.cells)
        elif tag == "row" and int(attributes.get("r", "1")) > MOST_ROWS:
            raise SpreadsheetRefused("large")
        elif tag == "f" and current:
            found.formulas.append(current)

    def letters(words: str) -> None:
        nonlocal text
        if text != "-" and len(text) < 9:
            text += words.strip()

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "v" and text.isdigit() and text.isascii() and int(text) < len(shared):
            found.letters += shared[int(text)]

    _walk(data, begin, letters, end)
    return found


def _within(cell: str, count: int) -> None:
    match = _CELL.fullmatch(cell)
    if match is None:
        raise SpreadsheetRefused("no_spreadsheet")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    if count > MOST_CELLS or column > MOST_COLUMNS or int(match[2]) > MOST_ROWS:
        raise SpreadsheetRefused("large")


def _places(parts: dict[str, bytes]) -> dict[str, str]:
    """The name of each sheet -> the part that holds it."""
    keys: dict[str, str] = {}
    targets: dict[str, str] = {}

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            key = next((value for each, value in attributes.items() if each.endswith(":id")), "")
            keys[attributes.get("name", "")] = key

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            target = attributes.get("Target", "").removeprefix("/xl/")
            targets[attributes.get("Id", "")] = f"xl/{target}"

    _walk(parts["xl/workbook.xml"], sheet)
    _walk(parts.get("xl/_rels/workbook.xml.rels", b"<none/>"), relation)
    return {name: targets.get(key, "") for name, key in keys.items()}


def _walk(data: bytes, begin: Any, letters: Any = None, end: Any = None) -> None:
    def refuse(*_anything: object) -> None:
        raise SpreadsheetRefused("no_spreadsheet")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = begin, end, letters
    parser.StartDoctypeDeclHandler = refuse  # entities belong to it, and no spreadsheet has one
    try:
        parser.Parse(data, True)
    except SpreadsheetRefused:
        raise
    except (expat.ExpatError, ValueError):
        raise SpreadsheetRefused("no_spreadsheet") from None


def _about(book: CalamineWorkbook) -> dict[str, str]:
    """What the hidden sheet says: from which assessment and edition, and of when."""
    if DATA_SHEET not in book.sheet_names:
        return {}
    return dict(_pairs(book.get_sheet_by_name(DATA_SHEET).to_python(skip_empty_area=False)[:20]))


def _pairs(rows: list[list[Any]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        if len(row) >= 2 and row[0]:
            yield str(row[0])[:40], str(row[1])[:200]
