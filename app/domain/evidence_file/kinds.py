"""The kinds of files that are taken, and the refusal of any other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its label for people, its media type, and how names of such files end."""

    label: str
    media_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = Kind("PDF", "application/pdf", (".pdf",))
PNG = Kind("PNG", "image/png", (".png",))
JPEG = Kind("JPEG", "image/jpeg", (".jpg", ".jpeg"))
CSV = Kind("CSV", "text/csv", (".csv",))
XLSX = Kind("XLSX", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",))
DOCX = Kind("DOCX", f"{_OFFICE}.wordprocessingml.document", (".docx",))
TXT = Kind("TXT", "text/plain", (".txt",))
JSON = Kind("JSON", "application/json", (".json",))
ZIP = Kind("ZIP", "application/zip", (".zip",))
KINDS = (PDF, PNG, JPEG, CSV, XLSX, DOCX, TXT, JSON, ZIP)
TEXTS = (TXT, CSV, JSON)

# What can be wrong with a file, each as an English sentence; pages have their own words for each.
_SENTENCES = {
    "name": "“{name}”: give the file a name that can be seen, with its ending.",
    "name_long": "“{name}”: shorten the name of the file to 200 characters.",
    "empty": "“{name}” is empty.",
    "large": "“{name}” is larger than 10 MB.",
    "unknown": "“{name}” is none of the files that are taken: " + ", ".join(kind.label for kind in KINDS) + ".",
    "text": "“{name}” cannot be read as text.",
    "json": "“{name}” is not valid JSON.",
    "ending": "“{name}” holds {kind}, so its name must end in {endings}.",
    "damaged": "“{name}” is damaged: it begins like {kind} and cannot be read to its end.",
    "macros": "“{name}” holds macros.",
    "locked": "“{name}” is locked with a password.",
    "many": "“{name}” holds more than 1,000 files.",
    "bomb": "“{name}” unpacks to far more than its size.",
    "path": "“{name}” holds a file with an unsafe name: {entry}",
    "nested": "“{name}” holds another archive: {entry}",
    "inside": "“{name}” holds a file that is not taken: {entry}",
}


class FileRefused(ValueError):
    """A file that is not taken; `problem` is a message id, `name` the file, `kind` and `entry` what it is about."""

    def __init__(self, problem: str, name: str, kind: Kind | None = None, entry: str = "") -> None:
        label, endings = (kind.label, ", ".join(kind.endings)) if kind else ("a text", ".txt, .csv, .json")
        super().__init__(_SENTENCES[problem].format(name=name, kind=label, endings=endings, entry=entry))
        self.problem = problem
        self.name = name
        self.kind = kind
        self.entry = entry


def kind_named(media_type: str) -> Kind | None:
    """The kind with this media type; None when there is none."""
    return next((kind for kind in KINDS if kind.media_type == media_type), None)
