"""Certificate numbers as people type them."""

from __future__ import annotations

import re
import unicodedata

LOOK_ALIKES = str.maketrans("OILU", "011V")  # the number has none of these letters
YEAR = slice(2, 6)
TYPED = re.compile(r"(?:F[J1])?([0-9]{4})([0-9A-HJKMNP-TV-Z]{4})([0-9A-HJKMNP-TV-Z]{4})")
INSIDE_A_FILE = re.compile(rb"FJ-[0-9]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")
LONGEST = 100


def read_number(typed: str) -> str | None:
    """The number that was meant, in its one way of writing; None when it cannot be one.

    Small letters, full-width characters, missing or other dashes, spaces, a missing FJ, and O for 0 or I for 1 are
    all understood.
    """
    if len(typed) > LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", typed).upper()
    letters = "".join(character for character in plain if character.isascii() and character.isalnum())
    found = TYPED.fullmatch(letters.translate(LOOK_ALIKES))
    return None if found is None else f"FJ-{found[1]}-{found[2]}-{found[3]}"


def number_inside(data: bytes) -> str | None:
    """The first certificate number that stands open in a file; None when there is none."""
    found = INSIDE_A_FILE.search(data)
    return None if found is None else found[0].decode("ascii")
