"""Texts as they are compared when somebody looks for something: without regard to capitals, widths and composition."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

MOST_LETTERS = 200  # of what is looked for: more than any name holds, and less than a database refuses


def folded(text: str) -> str:
    """The text in the one form in which texts are compared: `Straße`, `STRASSE` and `ＳＴＲＡＳＳＥ` are the same."""
    # Folding can leave letters that compose anew, and composing letters that fold once more.
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).casefold()


def search_words(typed: str) -> tuple[str, ...]:
    """What somebody looks for, as folded words, each of which has to be found; the rest of a very long text is left."""
    return tuple(dict.fromkeys(folded(typed[:MOST_LETTERS]).split()))


def found_by(*texts: str) -> str:
    """The text that is searched, made of several: one a line, so that no word is found across two of them."""
    return "\n".join(" ".join(folded(text).split()) for text in texts)


def listed(names: Iterable[str]) -> str:
    """Names in one text, in which each can be looked for as `|name|`."""
    return "".join(f"|{name}" for name in names) + "|"
