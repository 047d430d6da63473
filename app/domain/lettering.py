"""Breaks the labels of pictures into lines, since a picture cannot break them itself."""

from __future__ import annotations

import unicodedata

NEVER_FIRST = frozenset("，。、；：？！）》〉」』】”’…%％")  # a Chinese line does not begin with these


def lines_of(label: str, width: float, most: int = 3) -> tuple[str, ...]:
    """The label in at most so many lines of this width, counted in letters of ordinary width.

    Latin breaks between words, Chinese anywhere but before a closing mark; what is still too long ends in an ellipsis.
    """
    lines = [""]
    for piece in _pieces(label):
        if lines[-1] and letters_in(lines[-1] + piece) > width and piece not in NEVER_FIRST:
            lines.append(piece.strip())
        else:
            lines[-1] = (lines[-1] + piece).strip()
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], lines[most - 1].rstrip(" ，、；：,;:") + "…")


def letters_in(text: str) -> float:
    """How wide a text is, counted in letters of ordinary width; a Chinese character takes nearly two."""
    return sum(1.9 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _pieces(label: str) -> list[str]:
    pieces: list[str] = []
    for word in label.split():
        wide = any(unicodedata.east_asian_width(letter) in "WF" for letter in word)
        pieces += [" " + word] if not wide else [" " + word[0], *word[1:]]
    return pieces
