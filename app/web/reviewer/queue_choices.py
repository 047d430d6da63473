"""What the queue can be filtered by: the levels and categories of the matrices in use, and the organisations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.matrix import Level
from app.domain.text import Text
from app.domain.translation import in_language
from app.storage.matrices import plan_of
from app.storage.queue import Due, matrices_in_use, organisations_in_use
from app.web.localisation import gettext as _
from app.web.localisation import language

MOST_ORGANISATIONS = 200  # in a list to choose from; the search finds the others by name


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """One level, or it and those above."""

    label: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, each by the value that the address carries."""

    levels: Mapping[str, LevelChoice]
    categories: Mapping[str, Text]
    organisations: Mapping[str, str]

    def level_options(self) -> list[tuple[str, str]]:
        """The levels in words, each alone first, then each with those above it."""
        alone = [(value, choice.label) for value, choice in self.levels.items() if len(choice.ids) == 1]
        return alone + [(value, choice.label) for value, choice in self.levels.items() if len(choice.ids) > 1]


def choices(session: Session) -> Choices:
    """What there is to choose from now, in the language of the page; a matrix that is newer names things first."""
    matrices = [in_language(plan_of(found).matrix, language()) for found in matrices_in_use(session)]
    levels: dict[str, LevelChoice] = {}
    for matrix in matrices:
        for place, level in enumerate(matrix.levels):
            levels.setdefault(level.id, LevelChoice(str(level.label), (level.id,)))
            above = tuple(each.id for each in matrix.levels[place:])
            if 0 < place < len(matrix.levels) - 1:
                levels.setdefault(f"{level.id}+", LevelChoice(_or_above(level), above))
    return Choices(
        levels=levels,
        categories={each.id: each.label for matrix in reversed(matrices) for each in matrix.categories},
        organisations={str(key): name for key, name in organisations_in_use(session, MOST_ORGANISATIONS)},
    )


def _or_above(level: Level) -> str:
    return _("%(level)s or above", level=level.label)


def due_choices() -> dict[str, str]:
    """When a row can be due, in words."""
    return {
        Due.OVERDUE: _("Overdue"),
        Due.THIS_WEEK: _("Due this week"),
        Due.LATER: _("Due later"),
        Due.NEVER: _("No deadline"),
    }
