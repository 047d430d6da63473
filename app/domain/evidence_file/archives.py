"""Opening an archive as if it were a trap: nothing is unpacked before its table says that it is small and plain."""

from __future__ import annotations

import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.domain.evidence_file.kinds import FileRefused, Kind

MOST_ENTRIES = 1_000
LARGEST_UNPACKED = 100 * 1024 * 1024
HIGHEST_RATIO = 200  # honest spreadsheets of one repeated row come to about a hundred
SMALL = 1024 * 1024  # below this no ratio is too high
FEED, CHUNK = 64 * 1024, 256 * 1024  # what is read and what is unpacked at a time
START, TABLE = b"PK\x03\x04", b"PK\x01\x02"
LOCAL = struct.Struct("<4s22xHH")  # the header before each entry: mark, …, lengths of name and extra
LOCKED = 0x1 | 0x40 | 0x2000
UNREADABLE = (
    BadZipFile,
    NotImplementedError,
    ValueError,
    EOFError,
    OverflowError,
    struct.error,
    IndexError,
)
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(slots=True)
class Allowance:
    """How much one upload may still unpack to, with everything inside of it."""

    left: int = field(default=LARGEST_UNPACKED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive: its name, its place and its sizes, as the archive's table has them."""

    name: str
    start: int
    packed: int
    size: int
    stored: bool
    crc: int


def entries_of(data: bytes, name: str, kind: Kind, allowance: Allowance) -> tuple[Entry, ...]:
    """The files of an archive, without its folders; raises FileRefused when the table alone forbids to unpack it."""
    if data.count(TABLE) > MOST_ENTRIES * 20:  # documents inside have tables too
        raise FileRefused("many", name)
    try:
        with ZipFile(BytesIO(data)) as archive:
            listed = archive.infolist()
    except UNREADABLE:
        raise FileRefused("damaged", name, kind) from None
    if len(listed) > MOST_ENTRIES:
        raise FileRefused("many", name)
    if any(info.flag_bits & LOCKED for info in listed):
        raise FileRefused("locked", name)
    for info in listed:
        _check_name(info, name)
    unpacked = sum(info.file_size for info in listed)
    if unpacked > allowance.left or unpacked > max(SMALL, HIGHEST_RATIO * len(data)):
        raise FileRefused("bomb", name)
    allowance.left -= unpacked
    if len({info.filename.lower() for info in listed}) != len(listed):
        raise FileRefused("damaged", name, kind)
    return tuple(_entry(data, info, name, kind) for info in listed if not info.is_dir())


def chunks(data: bytes, entry: Entry, name: str, kind: Kind) -> Iterator[bytes]:
    """What an entry holds, in pieces; FileRefused when it is not as long as the table says, or not what was packed."""
    packed = memoryview(data)[entry.start : entry.start + entry.packed]
    crc, length = 0, 0
    for piece in _pieces(packed, entry, name, kind):
        crc, length = zlib.crc32(piece, crc), length + len(piece)
        if length > entry.size:
            raise FileRefused("bomb", name)
        yield piece
    if (crc, length) != (entry.crc, entry.size):
        raise FileRefused("damaged", name, kind)


def _pieces(packed: memoryview, entry: Entry, name: str, kind: Kind) -> Iterator[bytes]:
    if entry.stored:
        for start in range(0, len(packed), CHUNK):
            yield bytes(packed[start : start + CHUNK])
        return
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for start in range(0, len(packed), FEED):
            if inflating.eof:
                raise FileRefused("damaged", name, kind)  # something lies behind what is packed
            waiting: bytes | memoryview = packed[start : start + FEED]
            while waiting and not inflating.eof:
                yield inflating.decompress(waiting, CHUNK)
                waiting = inflating.unconsumed_tail
        while not inflating.eof and (piece := inflating.decompress(b"", CHUNK)):
            yield piece
    except zlib.error:
        raise FileRefused("damaged", name, kind) from None
    if not inflating.eof or inflating.unused_data:
        raise FileRefused("damaged", name, kind)


def _entry(data: bytes, info: ZipInfo, name: str, kind: Kind) -> Entry:
    """The entry behind its local header, which must be there and call it the same."""
    try:
        mark, named, extra = LOCAL.unpack_from(data, info.header_offset)
    except struct.error:
        raise FileRefused("damaged", name, kind) from None
    start = info.header_offset + LOCAL.size + named + extra
    own = data[info.header_offset + LOCAL.size : info.header_offset + LOCAL.size + named]
    whole = mark == START and own == _bytes_of(info) and start + info.compress_size <= len(data)
    if not whole or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise FileRefused("damaged", name, kind)
    stored = info.compress_type == ZIP_STORED
    return Entry(_words_of(info), start, info.compress_size, info.file_size, stored, info.CRC)


def _check_name(info: ZipInfo, name: str) -> None:
    inside = _words_of(info)
    parts = inside.removesuffix("/").split("/")
    unsafe = (
        not inside
        or "\\" in inside
        or ":" in inside
        or any(part in ("", ".", "..") for part in parts)
        or any(unicodedata.category(character) in UNSEEN for character in inside)
        or stat.S_ISLNK(info.external_attr >> 16)
    )
    if unsafe:
        shown = "".join(character for character in inside if character.isprintable())
        raise FileRefused("path", name, entry=shown[:200])


def _bytes_of(info: ZipInfo) -> bytes:
    return info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")


def _words_of(info: ZipInfo) -> str:
    """The name as its writer meant it: old archives do not say how it is written."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return _bytes_of(info).decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.orig_filename
