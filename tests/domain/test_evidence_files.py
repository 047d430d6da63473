"""A file is what its content shows; whatever is not whole, not known or made to harm is refused in words, quickly."""

from __future__ import annotations

import struct
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from random import Random
from time import perf_counter
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evidence_file import KINDS, LARGEST_FILE, FileRefused, kind_named, recognise
from tests.evidence import DOCX, PDF, PNG, WHOLE, XLSX, archive, document


def problem(name: str, data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        recognise(name, data)
    assert str(refused.value).startswith("“")
    return refused.value.problem


@pytest.mark.parametrize("name", WHOLE)
def test_each_kind_is_told_by_its_content(name: str) -> None:
    kept, kind = recognise(name, WHOLE[name])
    assert kept == name
    assert name.endswith(kind.endings)
    assert kind_named(kind.media_type) is kind


def test_every_kind_has_its_example() -> None:
    assert {recognise(name, data)[1] for name, data in WHOLE.items()} == set(KINDS)


@pytest.mark.parametrize("name", sorted(set(WHOLE) - {"figures.csv", "notes.txt"}))
def test_half_a_file_is_refused(name: str) -> None:
    assert problem(name, WHOLE[name][: len(WHOLE[name]) // 2]) in {"damaged", "json"}


REFUSED = {
    "a program that calls itself a PDF": ("report.pdf", b"MZ\x90\x00", "unknown"),
    "a PDF that calls itself a text": ("report.txt", PDF, "ending"),
    "a page for a browser": ("page.html", b"<script>alert(1)</script>", "ending"),
    "a drawing with scripts": ("picture.svg", b"<svg onload='x'/>", "ending"),
    "a text that calls itself a picture": ("photo.png", b"hello", "damaged"),
    "a text that calls itself a document": ("report.docx", b"hello", "damaged"),
    "nothing": ("notes.txt", b"", "empty"),
    "more than is taken": ("notes.txt", b"a" * (LARGEST_FILE + 1), "large"),
    "a NUL in a text": ("notes.txt", b"a\x00b", "text"),
    "a terminal's command": ("notes.txt", b"a\x1b[2J", "text"),
    "a hidden control": ("notes.txt", "a\x85b".encode(), "text"),
    "UTF-16": ("notes.txt", "hello".encode("utf-16"), "text"),
    "half a character": ("notes.csv", "é".encode("latin-1"), "text"),
    "a broken JSON": ("result.json", b'{"a": }', "json"),
    "a very deep JSON": ("result.json", b"[" * 1_000_000, "json"),
    "an endless JSON": ("result.json", b"[1," * 1_000_000, "json"),
    "a picture with something behind it": ("screen.png", PNG + b"PK\x03\x04", "damaged"),
    "a picture with an altered chunk": (
        "screen.png",
        PNG.replace(b"IHDR\x00\x00\x00\x01", b"IHDR\x00\x00\x00\x02"),
        "damaged",
    ),
    "a PDF without an end": ("report.pdf", b"%PDF-1.7\nstartxref\n", "damaged"),
    "a JPEG without a picture": ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x04JF\xff\xd9", "damaged"),
    "macros": ("report.docx", document("word/document.xml", **{"word__vbaProject.bin": b"x"}), "macros"),
    "macros by another name": (
        "report.docx",
        archive(
            {"[Content_Types].xml": b"application/vnd.ms-word.document.MacroEnabled.main+xml", "word/document.xml": b""}
        ),
        "macros",
    ),
    "old macros": ("figures.xlsx", document("xl/workbook.xml", **{"xl__macrosheets__sheet1.xml": b"x"}), "macros"),
    "slides": ("talk.pptx", document("ppt/presentation.xml"), "unknown"),
    "a spreadsheet that calls itself a document": ("report.docx", XLSX, "ending"),
    "a document that calls itself an archive": ("all.zip", DOCX, "ending"),
    "an archive that calls itself a document": ("report.docx", WHOLE["all.zip"], "damaged"),
    "an old or locked document": ("report.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, "unknown"),
    "an archive in an archive": ("all.zip", archive({"inner.zip": WHOLE["all.zip"]}), "nested"),
    "a program in an archive": ("all.zip", archive({"setup.exe": b"MZ\x90\x00"}), "inside"),
    "macros in an archive": (
        "all.zip",
        archive({"a.docx": document("word/document.xml", **{"word__vbaProject.bin": b"x"})}),
        "inside",
    ),
    "an empty archive": ("all.zip", archive({}), "empty"),
    "a way up": ("all.zip", archive({"../notes.txt": b"n"}), "path"),
    "a way up in a document": ("report.docx", document("word/document.xml", **{"..__notes.txt": b"n"}), "path"),
    "an absolute name": ("all.zip", archive({"/etc/passwd.txt": b"n"}), "path"),
    "a drive": ("all.zip", archive({"C:notes.txt": b"n"}), "path"),
    "a name that reads backwards": ("all.zip", archive({"a\u202etxt.pdf": PDF}), "path"),
    "the same name twice": ("all.zip", archive({"notes.txt": b"n", "Notes.txt": b"m"}), "damaged"),
    "too many files": ("all.zip", archive({f"{number}.txt": b"n" for number in range(1001)}, ZIP_STORED), "many"),
    "another compression": ("all.zip", archive({"notes.txt": b"n"}, ZIP_LZMA), "damaged"),
    "yet another compression": ("all.zip", archive({"notes.txt": b"n"}, ZIP_BZIP2), "damaged"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused(what: str) -> None:
    name, data, expected = REFUSED[what]
    assert problem(name, data) == expected


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\alice\\report.pdf", "report.pdf"),
        ("../../report.pdf", "report.pdf"),
        ("  Ein   Bericht.PDF ", "Ein Bericht.PDF"),
        ("re\u0301sume\u0301.pdf", "r\u00e9sum\u00e9.pdf"),
        ("报告（终稿）.pdf", "报告（终稿）.pdf"),
    ],
)
def test_a_name_is_kept_in_one_form_and_without_its_folders(sent: str, kept: str) -> None:
    assert recognise(sent, PDF)[0] == kept


@pytest.mark.parametrize(
    "name",
    ["", "   ", "/", ".pdf", " .pdf", ".hidden.pdf", "a\u202efdp.exe.pdf", "a\x00.pdf", "a\u200b.pdf"],
)
def test_a_name_that_cannot_be_seen_is_refused(name: str) -> None:
    assert problem(name, PDF) == "name"


def test_a_long_name_is_refused() -> None:
    assert problem("a" * 197 + ".pdf", PDF) == "name_long"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_texts_of_chinese_spreadsheets_are_taken(encoding: str) -> None:
    assert recognise("表.csv", "组别,错误数\r\n老年人,3\r\n".encode(encoding))[1].label == "CSV"


def test_an_archive_from_an_old_chinese_machine_is_taken() -> None:
    made = archive({"xxxx.txt": b"n"}).replace(b"xxxx", "报告".encode("gb18030"))
    assert recognise("all.zip", made)[1].label == "ZIP"


def locked() -> bytes:
    data = bytearray(archive({"notes.txt": b"n"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


def linked() -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as zipped:
        link = ZipInfo("notes.txt")
        link.external_attr = 0o120777 << 16
        zipped.writestr(link, b"/etc/passwd")
    return made.getvalue()


def renamed() -> bytes:
    """The table calls the file a text, the header before it a program."""
    return archive({"notes.txt": b"n"}).replace(b"notes.txt", b"notes.exe", 1)


def longer_than_told() -> bytes:
    """A table that says one byte where ten million follow, with the checksum of that one byte."""
    data = bytearray(archive({"notes.txt": b"a" * LARGEST_FILE}))
    table = data.index(b"PK\x01\x02")
    data[table + 24 : table + 28] = struct.pack("<L", 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("make", "expected"), [(locked, "locked"), (linked, "path"), (renamed, "damaged"), (longer_than_told, "bomb")]
)
def test_a_forged_archive_is_refused(make: Callable[[], bytes], expected: str) -> None:
    assert problem("all.zip", make()) == expected


def one_large_file() -> bytes:
    """An archive of one file that unpacks to a thousand times its size."""
    return archive({"0.txt": bytes(64 * 1024 * 1024)})


def many_times(one: bytes, times: int) -> bytes:
    """The same packed bytes listed many times, which makes the archive of a gigabyte small."""
    table, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entry, packed = one[table:end], one[:table]
    rows, body = [], bytearray()
    for number in range(times):
        name = f"{number:03}.t".encode()
        start = len(body)
        body += packed.replace(b"0.txt", name, 1)
        row = bytearray(entry.replace(b"0.txt", name, 1))
        row[42:46] = struct.pack("<L", start)
        rows.append(bytes(row))
    listed = b"".join(rows)
    return bytes(body) + listed + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, times, times, len(listed), len(body), 0)


def test_ten_megabytes_that_unpack_to_ten_gigabytes_are_refused_at_once() -> None:
    data = many_times(one_large_file(), 155)
    assert 9_000_000 < len(data) <= LARGEST_FILE
    with ZipFile(BytesIO(data)) as archive_of_bombs:
        assert sum(info.file_size for info in archive_of_bombs.infolist()) > 10_000_000_000
    tracemalloc.start()
    began = perf_counter()
    assert problem("all.zip", data) == "bomb"
    taken, (_now, most) = perf_counter() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 1
    assert most < 8 * 1024 * 1024


def test_what_is_inside_counts_together() -> None:
    """Each document is small by itself; together they would unpack to more than one upload may."""
    noise = Random(1).randbytes(60_000)  # noqa: S311 # so that the ratio of one alone is honest
    inner = document("word/document.xml", **{"word__a.xml": b"<a/>" * 2_400_000, "word__b.bin": noise})
    assert recognise("a.docx", inner)[1].label == "DOCX"
    assert problem("all.zip", archive({f"{number}.docx": inner for number in range(12)})) == "bomb"


STARTS = st.sampled_from(
    [b"", b"%PDF-1.4", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04", b"PK\x05\x06", b"{", b"\xef\xbb\xbf"]
)
NAMES = st.one_of(st.text(max_size=30), st.sampled_from(sorted(WHOLE)))


@settings(max_examples=300, deadline=1_000)
@given(NAMES, STARTS, st.binary(max_size=2_000))
def test_any_bytes_come_to_a_kind_or_to_a_sentence(name: str, start: bytes, rest: bytes) -> None:
    with suppress(FileRefused):
        kept, kind = recognise(name, start + rest)
        assert kept.lower().endswith(kind.endings)


@settings(max_examples=300, deadline=1_000)
@given(st.sampled_from(["all.zip", "report.docx", "screen.png"]), st.data())
def test_a_whole_file_with_altered_bytes_never_breaks_the_reader(name: str, choose: st.DataObject) -> None:
    data = bytearray(WHOLE[name])
    for _ in range(choose.draw(st.integers(1, 8))):
        data[choose.draw(st.integers(0, len(data) - 1))] = choose.draw(st.integers(0, 255))
    with suppress(FileRefused):
        recognise(name, bytes(data))
