"""Telling text from bytes that merely are not anything else."""

from __future__ import annotations

import json
import re

BOM = b"\xef\xbb\xbf"
# A tab, a line feed, a form feed and a return are layout; a terminal obeys the others.
CONTROLS = bytes([*range(9), 11, *range(14, 32), 127])
UNFIT = re.compile("[\x80-\x9f\ufdd0-\ufdef\ufffe\uffff]")
PARSED = 2 * 1024 * 1024  # what JSON comes to in memory is many times its size, so more is not built
ENDS = {"{": "}", "[": "]"}


def read_text(data: bytes, *, chinese: bool = True) -> str | None:
    """The text of UTF-8, with or without its mark, or of GB18030, as spreadsheets in China write it; else None."""
    if len(data.translate(None, CONTROLS)) != len(data):
        return None
    plain = data.removeprefix(BOM)
    for encoding in ("utf-8", "gb18030") if chinese else ("utf-8",):
        try:
            text = plain.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if UNFIT.search(text) else text
    return None


def is_json(data: bytes) -> bool:
    """Whether this is JSON in UTF-8; of more than 2 MB only the two ends are looked at."""
    text = read_text(data, chinese=False)
    if text is None:
        return False
    if len(data) > PARSED:
        bare = text.strip()
        return ENDS.get(bare[:1]) == bare[-1:]
    try:
        json.loads(text, parse_int=len, parse_float=len)  # numbers of any length, without working them out
    except (ValueError, RecursionError):
        return False
    return True
