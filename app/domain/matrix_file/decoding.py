"""Bytes of a matrix file -> text, with size, encoding and forbidden characters checked first."""

from __future__ import annotations

import codecs
import re

from app.domain.matrix_file.mistakes import Mistakes

MAXIMUM_BYTES = 2_000_000
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What YAML allows, less the marks that would move line numbers (NEL, LS, PS stay, as YAML 1.2 has them as text).
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")

LONGEST_WORD = 5_000
# Letters that a tag may hold, from where they begin: the parser takes minutes over a tag of a million letters.
_TAG_LETTER = r"[!#-;=?-Z\[\]_a-z~]"
_ENDLESS = re.compile(f"(?<!{_TAG_LETTER}){_TAG_LETTER}{{{LONGEST_WORD}}}")


def decoded(content: str | bytes, mistakes: Mistakes) -> str | None:
    """The text of a file without its byte order mark; None, with the reason noted, when it is not text."""
    if len(content) > MAXIMUM_BYTES:
        mistakes.add(0, f"The file is larger than {MAXIMUM_BYTES // 1_000_000} MB; no matrix is")
        return None
    text = content if isinstance(content, str) else _from_bytes(content, mistakes)
    if text is None:
        return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    forbidden = FORBIDDEN.search(text)
    if forbidden:
        line = text.count("\n", 0, forbidden.start()) + 1
        code = f"U+{ord(forbidden.group()):04X}"
        mistakes.add(line, f"The character {code} cannot be shown and has no place in a text; remove it")
        return None
    endless = _ENDLESS.search(text)
    if endless:
        line = text.count("\n", 0, endless.start()) + 1
        mistakes.add(line, f"A word of more than {LONGEST_WORD:,} letters begins here; no text needs one")
        return None
    return text


def _from_bytes(content: bytes, mistakes: Mistakes) -> str | None:
    if content.startswith(_UTF_16):
        mistakes.add(1, "The file is saved as UTF-16; save it as UTF-8")
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        mistakes.add(line, "The file is not saved as UTF-8 from here on; choose UTF-8 when saving")
        return None
