"""What people type, read with good will: numbers with separators, dates in three parts, text of bounded length."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from app.domain.typed_numbers import Unreadable, read_number
from app.domain.typed_texts import COMMENT_LENGTH, LINE_LENGTH, TEXT_LENGTH, read_text, tidy

__all__ = [
    "COMMENT_LENGTH",
    "LINE_LENGTH",
    "TEXT_LENGTH",
    "Unreadable",
    "read_date",
    "read_number",
    "read_text",
    "tidy",
]

NAME_LENGTH = 200


def read_date(day: str, month: str, year: str) -> date:
    """Read a date from its three parts; raises Unreadable with the part that is wrong or missing."""
    parts: dict[str, int] = {}
    for part, typed in (("year", year), ("month", month), ("day", day)):
        text = unicodedata.normalize("NFKC", typed).strip()
        if not text:
            raise Unreadable(f"{part}_missing")
        if not re.fullmatch(r"[0-9]{1,4}", text):
            raise Unreadable("not_a_date")
        parts[part] = int(text)
    if parts["year"] < 1000:
        raise Unreadable("year_in_full")
    try:
        return date(parts["year"], parts["month"], parts["day"])
    except ValueError:
        raise Unreadable("not_a_date") from None
