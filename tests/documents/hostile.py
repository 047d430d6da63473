"""Files that somebody might offer as a certificate to make trouble: damaged, endless, deep, huge when unpacked."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from io import BytesIO

from pypdf import PdfWriter

GIGABYTE = 1024**3
DEEP = 100_000


def pdf_of(*objects: bytes, root: int = 1, extra: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1, with a true table of where they lie."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return data + head + table + trailer % (len(objects) + 1, root, extra, len(data))


def stream_of(packed: bytes, keys: bytes = b"") -> bytes:
    """A stream with these packed bytes."""
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), keys, packed)


def attaching(stream: bytes) -> bytes:
    """A PDF with one attached file, which is this stream."""
    return pdf_of(
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a) 3 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
        b"<< /Type /Filespec /F (a) /EF << /F 4 0 R >> >>",
        stream,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << >> >>",
    )


def attached(told: object) -> bytes:
    """A PDF with this attached as JSON."""
    return attaching(stream_of(zlib.compress(json.dumps(told).encode())))


def zeros(size: int) -> bytes:
    """So many zeros, packed; they are a thousandth of the size."""
    packer, block = zlib.compressobj(9), b"0" * (1024 * 1024)
    first, again = (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    blocks, check = size // len(block), zlib.adler32(b"")
    for _ in range(blocks):
        check = zlib.adler32(block, check)
    # Each block is packed as if nothing were before it, so that a packed one can be repeated.
    return first + again * (blocks - 1) + zlib.compressobj(9, wbits=-15).flush() + check.to_bytes(4, "big")


def encrypted(data: bytes) -> bytes:
    """The same PDF, behind a password."""
    writer = PdfWriter(clone_from=BytesIO(data))
    writer.encrypt("password", algorithm="RC4-128")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def _own_table() -> bytes:
    data = pdf_of(b"<< /Type /Catalog >>")
    start = data.index(b"xref\n")
    return data.replace(b"/Root", b"/Prev %d /Root" % start)


def _inside_itself() -> bytes:
    packed = zlib.compress(b"1 0 2 20 << /A 1 >> << /B 2 >>")
    return pdf_of(
        stream_of(packed, b"/Type /ObjStm /N 2 /First 10 /Extends 1 0 R"), b"<< /Type /Catalog /Names 2 0 R >>", root=2
    )


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "only a header": lambda: b"%PDF-1.7\n",
    "zeros": lambda: b"%PDF-1.7\n" + b"\x00" * 3_000_000,
    "deep arrays": lambda: pdf_of(b"<< /Type /Catalog /A " + b"[" * DEEP + b"]" * DEEP + b" >>"),
    "deep names": lambda: pdf_of(b"<< /Type /Catalog /A " + b"<</A " * DEEP + b"1" + b">>" * DEEP + b" >>"),
    "a table that is its own predecessor": _own_table,
    "an object stream inside itself": _inside_itself,
    "a root that is itself": lambda: pdf_of(b"1 0 R"),
    "names in a circle": lambda: pdf_of(
        b"<< /Type /Catalog /Names 2 0 R >>", b"<< /EmbeddedFiles 2 0 R /Names 2 0 R >>"
    ),
    "a gigabyte when unpacked": lambda: attaching(stream_of(zeros(GIGABYTE))),
    "a hundred filters": lambda: attaching(
        b"<< /Length 1 /Filter [" + b"/FlateDecode " * 100 + b"] >>\nstream\nx\nendstream"
    ),
    "deep JSON": lambda: attaching(stream_of(zlib.compress(b'{"a":' * DEEP + b"1" + b"}" * DEEP))),
    "an endless number": lambda: attaching(stream_of(zlib.compress(b'{"number": ' + b"9" * 1_000_000 + b"}"))),
    "wrong kinds": lambda: attached({"number": {"a": []}, "grid": 7, "matrix": [], "level": None, "derivation": 3}),
}
