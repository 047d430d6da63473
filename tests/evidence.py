"""Files that tests attach: the smallest whole ones of each kind, and archives that are made to harm."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

OFFICE_TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument"/></Types>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nxref\n0 1\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc0\x00\x04\x08\x00\xff\xda\x00\x02\x00\xff\xd9"


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG, with its checksum."""
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00")
    + chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    + chunk(b"IEND", b"")
)


def archive(files: dict[str, bytes], compression: int = ZIP_DEFLATED) -> bytes:
    """A ZIP with these files."""
    made = BytesIO()
    with ZipFile(made, "w", compression) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return made.getvalue()


def document(main: str, **more: bytes) -> bytes:
    """A document of an office suite with this main part; `more` are further parts, with __ for a slash."""
    parts = {name.replace("__", "/"): content for name, content in more.items()}
    return archive({"[Content_Types].xml": OFFICE_TYPES, main: b"<main/>", **parts})


DOCX = document("word/document.xml")
XLSX = document("xl/workbook.xml")
WHOLE = {
    "report.pdf": PDF,
    "screen.png": PNG,
    "photo.jpg": JPEG,
    "figures.csv": "group,errors\n老年人,3\n".encode(),
    "figures.xlsx": XLSX,
    "report.docx": DOCX,
    "notes.txt": b"Tried on 12 people.\r\n",
    "result.json": b'{"accuracy": 0.97}',
    "all.zip": archive({"report.pdf": PDF, "raw/figures.xlsx": XLSX, "raw/notes.txt": b"n"}),
}
