"""Asks a matrix for the same words in each of its languages."""

from __future__ import annotations

from collections.abc import Callable

from app.documents.facts import Words
from app.domain.matrix import Computed, Matrix, Score
from app.domain.text import Text
from app.domain.translation import in_language

Say = Callable[[Callable[[Matrix], Text | None]], Words]


def speaker(matrix: Matrix) -> Say:
    """A function that asks each language's matrix the same thing and leaves out what fell back."""
    spoken = {language: in_language(matrix, language) for language in matrix.languages}

    def say(choose: Callable[[Matrix], Text | None]) -> Words:
        words: dict[str, str] = {}
        for language, translated in spoken.items():
            text = choose(translated)
            if text is not None and text.language == language:
                words[language] = str(text)
        return words

    return say


def axis(matrix: Matrix, score_id: str) -> Score | Computed:
    """The score or computed score that a grid names; KeyError when there is none."""
    found: dict[str, Score | Computed] = {score.id: score for score in matrix.scores}
    found.update((computed.id, computed) for computed in matrix.computed)
    return found[score_id]
