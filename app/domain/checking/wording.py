"""Finds texts that are missing in a language of the matrix."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.matrix import Matrix
from app.domain.translation import missing_texts


def untranslated(matrix: Matrix) -> Iterator[tuple[str, str]]:
    """Path and message of every missing text, or of a language that has none."""
    for language in matrix.languages[1:]:
        if not matrix.translations.get(language):
            yield (
                "matrix.languages",
                f"There are no texts in {language}; people will read those in {matrix.languages[0]}",
            )
            continue
        for path in missing_texts(matrix, language):
            yield path, f"“{path}” has no text in {language}"
