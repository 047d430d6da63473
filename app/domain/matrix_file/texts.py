"""Texts of a record as words that know their language; a label left out is made from the id."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.matrix_file.records import Record
from app.domain.text import Text


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes texts in the first language of a file."""

    language: str

    def text(self, record: Record, key: str) -> Text | None:
        """The text of a key; None when there is none."""
        words = record.get(key, str)
        return None if words is None else Text(words, self.language)

    def sure(self, record: Record, key: str) -> Text:
        """The text of a key that must be there; KeyError otherwise."""
        return Text(record.sure(key, str), self.language)

    def label(self, record: Record, key: str = "label") -> Text:
        """The text of a key, or the id as words: `good_mitigation` reads "Good mitigation"."""
        words = record.get(key, str)
        if words is None:
            words = record.id.replace("_", " ")
            words = words[:1].upper() + words[1:]
        return Text(words, self.language)
