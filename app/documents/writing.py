"""Writes the objects of a PDF as a file: all that may be together in one stream, and a short cross-reference."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from hashlib import md5
from typing import Any

from pydyf import Array, Dictionary, Object, Stream, String

VERSION = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
MUCH = range(32_000, 200_000)  # bytes, of which tables that begin anew more often make less
USUAL, OFTEN = 8, 5
WIDTHS = (1, 3, 2)  # of a line of the cross-reference: its kind, a place in the file, a place in a stream
UPWARDS = 2  # each line of the cross-reference as what it differs by from the one above
WIDE = re.compile(rb"<feff([0-9a-f]+)>")
ESCAPED = re.compile(rb"[()\\\r]")


def written(pdf: Any, identifier: bytes) -> bytes:
    """The file of these objects.

    In: what WeasyPrint made, and what identifies the file; to it comes what its objects come to.
    """
    pdf.add_object(pdf.info)
    file = bytearray(VERSION)
    places: dict[int, int] = {}
    held: list[tuple[int, bytes]] = []
    sum_of = md5(usedforsecurity=False)
    for item in pdf.objects[1:]:
        if item.compressible:
            held.append((item.number, WIDE.sub(_literal, item.data)))
            sum_of.update(held[-1][1])
        else:
            places[item.number] = len(file)
            file += _numbered(item.number, _stream(item))
            sum_of.update(memoryview(file)[places[item.number] :])
    together = len(pdf.objects)
    places[together] = len(file)
    file += _numbered(together, _stream(_holding(held)))
    table = together + 1
    places[table] = len(file)
    within = {number: place for place, (number, _data) in enumerate(held)}
    lines = [_line(number, places, within, together) for number in range(table + 1)]
    names = Array((String(identifier).data, b"<" + sum_of.hexdigest().encode() + b">"))
    extra = {"Type": "/XRef", "W": Array(WIDTHS), "Size": table + 1, "Root": pdf.catalog.reference}
    extra |= {"Info": pdf.info.reference, "ID": names}
    file += _numbered(table, _cross_reference(lines, extra))
    return bytes(file + b"startxref\n%d\n%%%%EOF\n" % places[table])


def _line(number: int, places: dict[int, int], within: dict[int, int], together: int) -> bytes:
    if number in within:
        kind, first, second = 2, together, within[number]
    else:
        kind, first, second = (1, places[number], 0) if number else (0, 0, 65535)
    return kind.to_bytes(WIDTHS[0], "big") + first.to_bytes(WIDTHS[1], "big") + second.to_bytes(WIDTHS[2], "big")


def _cross_reference(lines: Iterable[bytes], extra: dict[str, object]) -> bytes:
    above = bytes(sum(WIDTHS))
    rows = bytearray()
    for line in lines:
        rows.append(UPWARDS)
        rows += bytes((new - old) & 255 for new, old in zip(line, above, strict=True))
        above = line
    how = Dictionary({"Predictor": 12, "Columns": sum(WIDTHS)})
    return _stream(Stream([bytes(rows)], {**extra, "DecodeParms": how}, compress=True))


def _holding(held: list[tuple[int, bytes]]) -> Stream:
    place = 0
    numbers: list[str] = []
    for number, data in held:
        numbers.append(f"{number} {place}")
        place += len(data) + 1
    first = " ".join(numbers).encode() + b"\n"
    extra = {"Type": "/ObjStm", "N": len(held), "First": len(first)}
    return Stream([first + b"\n".join(data for _number, data in held)], extra, compress=True)


def _numbered(number: int, data: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, data)


def _stream(item: Stream) -> bytes:
    content = b"\n".join(part if isinstance(part, bytes) else _bytes(part) for part in item.stream)
    extra = Dictionary(item.extra.copy())
    if item.compress:
        extra["Filter"] = "/FlateDecode"
        content = _compressed(content)
    extra["Length"] = len(content)
    return b"%s\nstream\n%s\nendstream" % (extra.data, content)


def _bytes(part: object) -> bytes:
    return part.data if isinstance(part, Object) else str(part).encode("ascii")


def _compressed(content: bytes) -> bytes:
    usual = _deflated(content, USUAL)
    return min(usual, _deflated(content, OFTEN), key=len) if len(content) in MUCH else usual


def _deflated(content: bytes, memory: int) -> bytes:
    work = zlib.compressobj(9, zlib.DEFLATED, 15, memory)
    return work.compress(content) + work.flush()


def _literal(found: re.Match[bytes]) -> bytes:
    """A string of other letters by its bytes instead of their digits."""
    data = b"\xfe\xff" + bytes.fromhex(found[1].decode())
    return b"(" + ESCAPED.sub(lambda each: b"\\r" if each[0] == b"\r" else b"\\" + each[0], data) + b")"
