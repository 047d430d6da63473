"""Recognising a file by its content; its name only says which of several readings is meant."""

from __future__ import annotations

from app.domain.evidence_file import archives, kinds, pictures, texts
from app.domain.evidence_file.archives import Allowance, Entry
from app.domain.evidence_file.kinds import DOCX, JPEG, JSON, PDF, PNG, TEXTS, XLSX, ZIP, FileRefused, Kind
from app.domain.evidence_file.naming import clean_file_name, ends_as

LARGEST = 10 * 1024 * 1024
TYPES = "[Content_Types].xml"  # each document of an office suite has this part, and this one names its main part
OFFICE = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
MACROS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/")
STARTS = (
    (pictures.PDF_START, PDF, pictures.whole_pdf),
    (pictures.PNG_START, PNG, pictures.whole_png),
    (pictures.JPEG_START, JPEG, pictures.whole_jpeg),
)


def recognise(name: str, data: bytes) -> tuple[str, Kind]:
    """The name to keep and the kind that the content shows.

    Raises FileRefused, with a sentence that names the file, for whatever is not whole, not of a kind that is taken, or
    dangerous to open. Bounded in time and memory for any bytes.
    """
    kept = clean_file_name(name)
    return kept, _kind(kept, data, Allowance(), inside=False)


def _kind(name: str, data: bytes, allowance: Allowance, *, inside: bool) -> Kind:
    if not data:
        raise FileRefused("empty", name)
    if len(data) > LARGEST:
        raise FileRefused("large", name)
    for start, kind, whole in STARTS:
        if data.startswith(start):
            _check_ending(name, kind)
            if not whole(data):
                raise FileRefused("damaged", name, kind)
            return kind
    if data.startswith((archives.START, b"PK\x05\x06")):
        return _archive(name, data, allowance, inside=inside)
    return _text(name, data)


def _text(name: str, data: bytes) -> Kind:
    kind = next((kind for kind in TEXTS if ends_as(name, kind.endings)), None)
    if texts.read_text(data) is None:
        raise FileRefused("text" if kind else "unknown", name)
    if kind is None:
        known = next((known for known in kinds.KINDS if ends_as(name, known.endings)), None)
        # A text that calls itself a picture is a mistake of its own; a page or a script is simply not taken.
        raise FileRefused("damaged", name, known) if known else FileRefused("ending", name)
    if kind is JSON and not texts.is_json(data):
        raise FileRefused("json", name)
    return kind


def _archive(name: str, data: bytes, allowance: Allowance, *, inside: bool) -> Kind:
    likely = next((kind for kind in (DOCX, XLSX, ZIP) if ends_as(name, kind.endings)), None)
    if likely is None and inside:
        raise FileRefused("unknown", name)
    entries = archives.entries_of(data, name, likely or ZIP, allowance)
    names = {entry.name for entry in entries}
    if TYPES in names:
        return _document(name, data, entries, names)
    if likely is not ZIP:
        raise FileRefused("damaged", name, likely) if likely else FileRefused("unknown", name)
    if inside:
        raise FileRefused("nested", name)
    if not entries:
        raise FileRefused("empty", name)
    for entry in entries:
        _check_inside(name, data, entry, allowance)
    return ZIP


def _document(name: str, data: bytes, entries: tuple[Entry, ...], names: set[str]) -> Kind:
    kind = next((kind for part, kind in OFFICE.items() if part in names), None)
    if kind is None:
        raise FileRefused("unknown", name)
    for entry in entries:
        if any(part in f"/{entry.name.lower()}" for part in MACROS):
            raise FileRefused("macros", name)
        before = b""
        for piece in archives.chunks(data, entry, name, kind):  # read to its end: it must be what it says
            if entry.name == TYPES and b"macroenabled" in (before + piece).lower():
                raise FileRefused("macros", name)
            before = piece[-20:]
    _check_ending(name, kind)
    return kind


def _check_inside(name: str, data: bytes, entry: Entry, allowance: Allowance) -> None:
    """Whatever an archive holds is held to the same rules, except that it may not be another archive."""
    last = entry.name.rpartition("/")[2]
    if entry.size > LARGEST:
        raise FileRefused("inside", name, entry=entry.name)
    content = b"".join(archives.chunks(data, entry, name, ZIP))
    try:
        _kind(clean_file_name(last), content, allowance, inside=True)
    except FileRefused as refused:
        problem = refused.problem if refused.problem in ("nested", "bomb") else "inside"
        raise FileRefused(problem, name, entry=entry.name) from None


def _check_ending(name: str, kind: Kind) -> None:
    if not ends_as(name, kind.endings):
        raise FileRefused("ending", name, kind)
