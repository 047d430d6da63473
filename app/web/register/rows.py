"""The rows of the register in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.storage.register import Listed
from app.web.listings import LevelShown, level_shown, matrix_in_words, standing_in_words


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One listed system, with its level and how its certificate stands."""

    row: Listed
    level: LevelShown
    standing: str


def shown(found: Iterable[Listed]) -> tuple[ListedRow, ...]:
    """The rows, in the order given, in the language of the page."""
    return tuple(
        ListedRow(
            each,
            level_shown(matrix_in_words(each.published_matrix_id), each.level),
            standing_in_words(each.state),
        )
        for each in found
    )
