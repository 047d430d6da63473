"""Telling whole PNG, JPEG and PDF files from those that only begin like one."""

from __future__ import annotations

import re
import zlib

PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8\xff"
PDF_START = b"%PDF-"
PDF_VERSION = re.compile(rb"%PDF-[12]\.\d")
PDF_TAIL = 2048  # writers add signatures' padding and line breaks behind the mark of the end
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the markers that say how large a JPEG is
SCAN = 0xDA
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length


def whole_png(data: bytes) -> bool:
    """Whether every chunk is there with its checksum, from the header to the end, and nothing behind it."""
    place, kinds = len(PNG_START), []
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4], "big")
        kind, end = data[place + 4 : place + 8], place + 12 + length
        if end > len(data) or zlib.crc32(data[place + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            return False
        kinds.append(kind)
        place = end
        if kind == b"IEND":
            break
    return place == len(data) and kinds[:1] == [b"IHDR"] and b"IDAT" in kinds and kinds[-1] == b"IEND"


def whole_jpeg(data: bytes) -> bool:
    """Whether the segments lead to a picture that ends; cameras may write more behind it."""
    place, framed = 2, False
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF or marker in ALONE:
            place += 1 if marker == 0xFF else 2
            continue
        if marker == SCAN:
            return framed and data.rfind(b"\xff\xd9") > place
        if marker in (0xD8, 0xD9):
            return False
        framed = framed or marker in FRAMES
        place += 2 + max(int.from_bytes(data[place + 2 : place + 4], "big"), 2)
    return False


def whole_pdf(data: bytes) -> bool:
    """Whether it has a version, a table of its parts and the mark of its end."""
    return bool(PDF_VERSION.match(data)) and b"startxref" in data and b"%%EOF" in data[-PDF_TAIL:]
