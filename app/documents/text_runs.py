"""Joins the letters of a picture's words: WeasyPrint sets each one by itself, which takes much room in a file."""

from __future__ import annotations

import re

LETTER = rb"\[<[0-9a-f]{4}>0?\] TJ\n"
# Where the first letter stands, its font where that changes, and the letters that follow it on the same line.
RUN = re.compile(
    rb"0 Tr\n(?P<begins>1 0 0 -1 [-\d.]+ (?P<line>[-\d.]+) Tm\n(?:/\w+ [\d.]+ Tf\n)?)"
    rb"(?P<letters>" + LETTER + rb"(?:0 Tr\n1 0 0 -1 [-\d.]+ (?P=line) Tm\n" + LETTER + rb")+)"
)
GLYPH = re.compile(rb"<([0-9a-f]{4})>")


def letters_joined(content: bytes) -> bytes:
    """Put letters of one line and one font that follow each other into one operator.

    In: the content of a page or of a picture. Each letter was set where the one before it ended, which is where a
    letter of a run stands by itself. What does not look like letters of a picture stays as it is.
    """
    return RUN.sub(_joined, content) if b"0 Tr\n" in content else content


def _joined(found: re.Match[bytes]) -> bytes:
    return b"0 Tr\n" + found["begins"] + b"[<" + b"".join(GLYPH.findall(found["letters"])) + b">] TJ\n"
