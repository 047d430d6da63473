"""The address of the register: which rows it asks for, read with care, and the addresses that ask for others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from flask import request, url_for

from app.domain.lifecycle import State
from app.domain.search_text import MOST_LETTERS, search_words
from app.domain.text import Text
from app.storage.register import STATES, Place, Wanted, matrices_listed, read_place
from app.web import database
from app.web.clock import now
from app.web.listings import matrix_in_words, standing_in_words
from app.web.localisation import gettext as _

NAMES = ("q", "level", "category", "state")


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from, each by the value that the address carries."""

    levels: Mapping[str, Text]
    categories: Mapping[str, Text]
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is on, in words, with the address that takes it away."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: `given` holds the filters by name, without those that mean nothing.

    `unknown` says that something was asked for that nobody offers, and was left out.
    """

    wanted: Wanted
    choices: Choices
    given: Mapping[str, str]
    after: Place | None
    until: Place | None
    unknown: bool

    def address(self, endpoint: str = "register.show_register", /, **changed: Any) -> str:
        """The address of the first page with other filters; None takes one away."""
        values: dict[str, Any] = {**self.given, **changed}
        return url_for(endpoint, **{name: value for name, value in values.items() if value})

    def filters(self) -> tuple[Filter, ...]:
        """The filters that are on, each to be taken away by itself."""
        return tuple(Filter(self._said(name), self.address(**{name: None})) for name in self.given)

    def _said(self, name: str) -> str:
        value = self.given[name]
        if name == "q":
            return _("“%(typed)s”", typed=value)
        offered = {"level": self.choices.levels, "category": self.choices.categories, "state": self.choices.states}
        return str(offered[name][value])


def asked() -> Asked:
    """Read the address of this request; what it says that nobody offers is left out."""
    choices = _choices()
    offered = {"level": choices.levels, "category": choices.categories, "state": choices.states}
    said = {name: request.args.get(name, "").strip() for name in NAMES}
    given = {name: words for name, words in said.items() if words and (name == "q" or words in offered[name])}
    if "q" in given:
        given["q"] = given["q"][:MOST_LETTERS]
    after, until = (read_place(request.args.get(name, "")) for name in ("after", "before"))
    wanted = Wanted(
        today=now().astimezone(UTC).date(),
        words=search_words(given.get("q", "")),
        level=given.get("level"),
        category=given.get("category"),
        state=State(given["state"]) if "state" in given else None,
    )
    unknown = any(words and name not in given for name, words in said.items())
    return Asked(wanted, choices, given, after, until, unknown)


def _choices() -> Choices:
    """What there is to choose from now, in the language of the page; a matrix that is newer names things first."""
    matrices = [matrix_in_words(found.id) for found in matrices_listed(database.session())]
    return Choices(
        levels={level.id: level.label for matrix in reversed(matrices) for level in matrix.levels},
        categories={each.id: each.label for matrix in reversed(matrices) for each in matrix.categories},
        states={state.value: standing_in_words(state) for state in STATES},
    )
