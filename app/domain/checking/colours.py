"""Finds colours of levels that are too pale for the words on them."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.matrix import Matrix

LOWEST_CONTRAST = 4.5
LETTERS = "#ffffff"  # levels are written in white on their colour


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours such as "#bc4c00", as WCAG defines it: from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def pale_colours(matrix: Matrix) -> Iterator[tuple[str, str]]:
    """Path and message of every colour that is too pale."""
    for level in matrix.levels:
        ratio = contrast(level.colour, LETTERS)
        if ratio < LOWEST_CONTRAST:
            # Rounded down, so that 4.49 does not read as enough.
            shown = int(ratio * 10) / 10
            found = f"white letters on it have a contrast of {shown}:1, not {LOWEST_CONTRAST}:1"
            message = f"The colour {level.colour} is too pale: {found}"
            yield f"levels.{level.id}.colour", message
