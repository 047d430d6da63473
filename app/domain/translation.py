"""The texts of a matrix by path, and the same matrix in another of its languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from app.domain.matrix import Matrix, Measure
from app.domain.text import Text

# Shown where a yes-or-no question does not word its own choices.
YES_NO = {"en": ("Yes", "No"), "zh": ("是", "否")}

_HEAD = frozenset({"title", "change_note"})  # these stand under `matrix` in the file
_CACHE_SIZE = 64

T = TypeVar("T")
Change = Callable[[str, Text], Text]
_translated: dict[tuple[int, str], tuple[Matrix, Matrix]] = {}


def texts(matrix: Matrix) -> dict[str, Text]:
    """Every text by its path, such as `levels.high.label`, in the order of the file's keys."""
    found: dict[str, Text] = {}

    def note(path: str, text: Text) -> Text:
        found[path] = text
        return text

    _rewrite_matrix(matrix, note)
    return found


def in_language(matrix: Matrix, language: str) -> Matrix:
    """The matrix with its texts in this language; each text that is missing there stays in the first.

    A language that the matrix does not have gives the matrix as it is. Kept in a small cache:
    asking again costs nothing.
    """
    words = matrix.translations.get(language)
    if language not in matrix.languages[1:] or not words:
        return matrix
    known = _translated.get((id(matrix), language))
    # The cache holds the original too, so its identity cannot pass to another matrix.
    if known is not None and known[0] is matrix:
        return known[1]

    def translate(path: str, text: Text) -> Text:
        return Text(words[path], language) if path in words else text

    translated = _rewrite_matrix(matrix, translate)
    while len(_translated) >= _CACHE_SIZE:
        _translated.pop(next(iter(_translated)), None)
    _translated[id(matrix), language] = (matrix, translated)
    return translated


def missing_texts(matrix: Matrix, language: str) -> tuple[str, ...]:
    """The paths of texts that this language lacks; a source may stay as it is cited."""
    words = matrix.translations.get(language, {})
    return tuple(path for path in texts(matrix) if path not in words and not path.endswith(".source"))


def yes_and_no(language: str) -> tuple[Text, Text]:
    """The words for yes and no in a language, in English where we have none."""
    family = language.partition("-")[0]
    yes, no = YES_NO.get(family, YES_NO["en"])
    written_in = language if family in YES_NO else "en"
    return Text(yes, written_in), Text(no, written_in)


def _rewrite_matrix(matrix: Matrix, change: Change) -> Matrix:
    changes: dict[str, object] = {}
    for name in _HEAD:
        text = getattr(matrix, name)
        if isinstance(text, Text):
            changes[name] = change(f"matrix.{name}", text)
    return replace(_rewrite(matrix, "", change, _HEAD), **changes)  # type: ignore[arg-type]


def _rewrite(value: T, path: str, change: Change, skip: frozenset[str] = frozenset()) -> T:
    """The same dataclass with its texts, and those of the things inside it, changed."""
    changes: dict[str, object] = {}
    for field in fields(value):  # type: ignore[arg-type]
        item = getattr(value, field.name)
        below = f"{path}.{field.name}" if path else field.name
        if field.name in skip:
            continue
        if isinstance(item, Text):
            changes[field.name] = change(below, item)
        elif isinstance(item, Measure):
            changes[field.name] = _rewrite(item, below, change)
        elif isinstance(item, tuple) and item and is_dataclass(item[0]) and hasattr(item[0], "id"):
            changes[field.name] = tuple(_rewrite(part, f"{below}.{part.id}", change) for part in item)
    return replace(value, **changes) if changes else value  # type: ignore[type-var]
