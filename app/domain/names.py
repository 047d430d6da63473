"""Names of systems, people and organisations: one line, visible, and the same however it was typed."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 200
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BREAKS = frozenset("\n\r\t")


class NameRefused(ValueError):
    """A name that cannot be used; `str()` says why, `problem` is `empty`, `long` or `characters`."""

    def __init__(self, problem: str, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = problem


def clean_name(words: str, what: str = "the name") -> str:
    """The name in Unicode's composed form, trimmed, with single spaces.

    Raises NameRefused for an empty one, one that is too long, and for characters that cannot be seen: they make
    two names look alike.
    """
    name = " ".join(unicodedata.normalize("NFC", words).split())
    if not name:
        raise NameRefused("empty", f"Enter {what}.")
    if len(name) > LONGEST_NAME:
        raise NameRefused("long", f"Shorten {what} to {LONGEST_NAME} characters.")
    if any(unicodedata.category(character) in _UNSEEN for character in name):
        raise NameRefused("characters", f"Remove the invisible characters from {what}.")
    return name


def fit_text(words: str) -> bool:
    """Whether a longer text can be stored anywhere: no control character but breaks, no surrogate or noncharacter."""
    # Nearly all text is printable, and then holds none of these; of the rest each character is looked at once.
    return words.isprintable() or all(_fit(character) for character in set(words))


def _fit(character: str) -> bool:
    if ord(character) & 0xFFFE == 0xFFFE:
        return False
    return character in _BREAKS or unicodedata.category(character) not in {"Cc", "Cs"}


# Alphabets whose letters look like those of another; Chinese beside Latin misleads nobody.
_ALIKE = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "GEORGIAN", "LISU", "DESERET")
_PRETENDED = ("FULLWIDTH LATIN", "MATHEMATICAL", "CIRCLED", "PARENTHESIZED", "SQUARED")  # Latin in disguise


def mixed_scripts(name: str) -> tuple[str, ...]:
    """The alphabets that are mixed in a name and whose letters look alike, such as Latin and Cyrillic; else none.

    Somebody may really be called so, therefore such a name is shown with a mark, not refused.
    """
    found = {script for character in name if (script := _alike(character))}
    return tuple(sorted(found)) if len(found) > 1 else ()


def _alike(character: str) -> str | None:
    if not character.isalpha():
        return None
    called = unicodedata.name(character, "")
    if called.startswith(_PRETENDED):
        return "FULLWIDTH"
    return next((script for script in _ALIKE if called.startswith(script + " ")), None)
