"""Texts as people type them, on a page or in a cell: of bounded length, and with nothing that hides or misleads."""

from __future__ import annotations

import unicodedata

from app.domain.typed_numbers import Unreadable

LINE_LENGTH = 500
TEXT_LENGTH = 10_000
COMMENT_LENGTH = 5_000

INVISIBLE = frozenset({"Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # format, surrogate, private, unassigned
JOINERS = frozenset("\u200c\u200d")  # Persian, Hindi and emoji need them


def tidy(typed: str) -> str:
    """The same text in one normal form: NFC, line ends as a line feed, no space around it."""
    return unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()


def read_text(typed: str, *, longest: int, one_line: bool = False) -> str:
    """Read free text; raises Unreadable with `too_long` or `strange_character`.

    One line, such as a name, may hold nothing that hides or reorders letters.
    """
    text = tidy(typed)
    if len(text) > longest:
        raise Unreadable("too_long")
    if not text.isprintable() and any(_strange(character, one_line) for character in set(text)):
        raise Unreadable("strange_character")
    return text


def _strange(character: str, one_line: bool) -> bool:
    category = unicodedata.category(character)
    if category == "Cc":
        return one_line or character not in "\n\t"
    if category in {"Cs", "Cn"}:
        return True
    return one_line and category in INVISIBLE and character not in JOINERS
