"""A fault that verification finds, and what it says where stored data cannot even be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

# Stored data that was altered by hand can be anything, so reading it can fail in any of these ways.
UNREADABLE = (ValueError, TypeError, KeyError, LookupError, AttributeError)
# What tells one fault from another of its kind: keys, digests, paths, numbers, and what stands in quotes.
VALUES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12}…|/\S+|“[^”]*”|'[^']*'|\"[^\"]*\"|\[[^]]*\]|\d+")


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

    @property
    def kind(self) -> str:
        """The same words without keys, numbers and values: faults of one kind read alike."""
        return VALUES.sub("…", f"{self.subject}: {self.sentence}")


def first_of_each_kind(faults: Iterable[Fault]) -> list[tuple[Fault, int]]:
    """The first fault of each kind, in order, and how many more of its kind there are."""
    found: dict[str, tuple[Fault, int]] = {}
    for fault in faults:
        first, more = found.get(fault.kind, (fault, -1))
        found[fault.kind] = (first, more + 1)
    return list(found.values())


def attempt(read: Callable[[], Any]) -> Any | None:
    """What was read, None when it cannot be."""
    try:
        return read()
    except UNREADABLE:
        return None
