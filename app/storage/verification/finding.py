"""A fault that verification finds, and what it says where stored data cannot even be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Stored data that was altered by hand can be anything, so reading it can fail in any of these ways.
UNREADABLE = (ValueError, TypeError, KeyError, LookupError, AttributeError)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the ledger says: the entry, where one is at fault, the subject and a sentence."""

    sequence: int | None
    subject: str
    sentence: str

    def __str__(self) -> str:
        """One line for the operator."""
        where = f"entry {self.sequence}, " if self.sequence is not None else ""
        return f"{where}{self.subject}: {self.sentence}"


def attempt(read: Callable[[], Any]) -> Any | None:
    """What was read, None when it cannot be."""
    try:
        return read()
    except UNREADABLE:
        return None
