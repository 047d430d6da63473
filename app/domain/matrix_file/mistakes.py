"""Mistakes of a matrix file: where they are, in words for the person who wrote it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NoReturn

MOST_MISTAKES = 1_000
MOST_COMPARED = 20_000_000  # pairs of letters, about a second


class TooManyMistakes(ValueError):
    """Reading stops: the file is not a matrix, or one mistake was made everywhere."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """Something wrong in a file; `line` counts from 1, and is 0 where there is no line."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Write it as compilers do, so that editors find the line."""
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


@dataclass(slots=True)
class Mistakes:
    """The mistakes found in one file so far; each is kept once."""

    file: str
    found: dict[Mistake, None] = field(default_factory=dict)
    compared: int = 0

    def add(self, line: int, message: str) -> None:
        """Note a mistake and go on; raises TooManyMistakes when nobody would read on."""
        self.found[Mistake(self.file, line, message)] = None
        if len(self.found) >= MOST_MISTAKES:
            last = f"There are {MOST_MISTAKES:,} mistakes up to here; mend them first"
            self.found[Mistake(self.file, line, last)] = None
            raise TooManyMistakes

    def stop(self, line: int, message: str) -> NoReturn:
        """Note a mistake after which nothing more is read: raises TooManyMistakes."""
        self.add(line, message)
        raise TooManyMistakes

    def near(self, word: str, offered: Collection[str]) -> str:
        """The suggestion for a word, as long as that costs little: a file of nonsense gets no more of them."""
        if self.compared <= MOST_COMPARED:
            self.compared += len(word) * sum(map(len, offered))
        return suggestion(word, offered) if self.compared <= MOST_COMPARED else ""

    def in_order(self) -> tuple[Mistake, ...]:
        """All mistakes, in the order of the file's lines."""
        return tuple(sorted(self.found, key=lambda mistake: mistake.line))


def quoted(words: str) -> str:
    """Words of the file in quotation marks, on one line, shortened when very long."""
    line = " ".join(words[:200].split())
    line = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
    return f"“{line}”" if len(line) <= 60 else f"“{line[:57]}…”"


def listed(words: Iterable[str], last: str = "or") -> str:
    """Names as a sentence does: "a", "b" or "c"; a long list is cut."""
    everything = list(words)
    names = [quoted(word) for word in everything[:12]]
    if len(everything) > 12:
        names = [*names[:11], f"{len(everything) - 11} others"]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def suggestion(word: str, offered: Iterable[str]) -> str:
    """The nearest of the names on offer as ` Did you mean "…"?`, or nothing."""
    if len(word) > 80:
        return ""
    names = list(offered)
    folded = {name.casefold().replace("-", "_"): name for name in reversed(names)}
    near = difflib.get_close_matches(word.casefold().replace("-", "_").replace(" ", "_"), folded, 1, 0.6)
    return f" Did you mean {quoted(folded[near[0]])}?" if near else ""
