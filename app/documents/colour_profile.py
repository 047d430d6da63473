"""The colour profile of a document: sRGB, exactly, in a quarter of the bytes of the usual file."""

from __future__ import annotations

import struct

NAME = "sRGB"
DATE = (2026, 1, 1, 0, 0, 0)  # of this profile, so that its bytes stay the same
# From the ICC's own sRGB profile, seen in its light (D50).
WHITE = (0.9642, 1.0, 0.8249)
RED, GREEN, BLUE = (0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.7141)
ADAPTED = (1.04788, 0.02292, -0.0502, 0.02959, 0.99049, -0.01706, -0.00923, 0.01508, 0.75168)
CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)  # IEC 61966-2-1


def srgb_profile() -> bytes:
    """An ICC profile of version 4.2, which PDF/A-3 allows, with the curve of sRGB as its formula."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + _fixed(*CURVE)
    tags = {
        b"desc": _text(NAME),
        b"cprt": _text("CC0"),
        b"wtpt": b"XYZ " + bytes(4) + _fixed(*WHITE),
        b"chad": b"sf32" + bytes(4) + _fixed(*ADAPTED),
        b"rXYZ": b"XYZ " + bytes(4) + _fixed(*RED),
        b"gXYZ": b"XYZ " + bytes(4) + _fixed(*GREEN),
        b"bXYZ": b"XYZ " + bytes(4) + _fixed(*BLUE),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = b"", b""
    begins = 128 + 4 + 12 * len(tags)
    places: dict[bytes, int] = {}
    for name, data in tags.items():
        if data not in places:
            places[data] = begins + len(body)
            body += data + bytes(-len(data) % 4)
        table += name + struct.pack(">LL", places[data], len(data))
    head = struct.pack(">L4xL4s4s4s6H4s", begins + len(body), 0x04200000, b"mntr", b"RGB ", b"XYZ ", *DATE, b"acsp")
    head += bytes(28) + _fixed(*WHITE)
    return head.ljust(128, b"\0") + struct.pack(">L", len(tags)) + table + body


def _fixed(*numbers: float) -> bytes:
    return b"".join(struct.pack(">l", round(number * 65536)) for number in numbers)


def _text(words: str) -> bytes:
    data = words.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">LL2s2sLL", 1, 12, b"en", b"US", len(data), 28) + data
