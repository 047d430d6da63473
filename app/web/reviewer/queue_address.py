"""The address of the queue: which rows it asks for, read with care, and the addresses that ask for others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import request, url_for

from app.domain.lifecycle import State
from app.domain.search_text import MOST_LETTERS, search_words
from app.storage.queue import Due, Place, Reader, Wanted, read_place
from app.web.clock import local, now
from app.web.reviewer.queue_choices import Choices

NAMES = ("view", "q", "level", "category", "organisation", "due", "state")
ALL = "all"  # the view of everything that was submitted
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: `given` holds the filters by name, without those that mean nothing."""

    wanted: Wanted
    given: Mapping[str, str]
    after: Place | None
    until: Place | None
    unknown: bool  # something was asked for that does not exist, and was left out

    def address(self, **changed: str | None) -> str:
        """The address of the first page with other filters; None takes one away."""
        values = {**self.given, **changed}
        return url_for("reviewer.queue", **{name: values[name] for name in NAMES if values.get(name)})  # type: ignore[arg-type]

    def cleared(self) -> str:
        """The address of the same view without any filter."""
        return self.address(**{name: None for name in NAMES if name != "view"})

    def page_address(self, *, after: Place | None = None, before: Place | None = None) -> str:
        """The address of the page behind a place, or before one, with the same filters."""
        places = {"after": after, "before": before}
        place = {name: found.written() for name, found in places.items() if found}
        return url_for("reviewer.queue", **self.given, **place)  # type: ignore[arg-type]


def asked(reader: Reader, choices: Choices) -> Asked:
    """Read the address of this request; what it says that nobody offers is left out."""
    said = {name: request.args.get(name, "").strip() for name in NAMES}
    offered = {
        "view": {ALL},
        "level": choices.levels,
        "category": choices.categories,
        "organisation": choices.organisations,
        "due": {due.value for due in Due},
        "state": {state.value for state in State},
    }
    given = {name: words for name, words in said.items() if words and (name == "q" or words in offered[name])}
    if "q" in given:
        given["q"] = given["q"][:MOST_LETTERS]
    after, until = (read_place(request.args.get(name, "")) for name in ("after", "before"))
    unknown = any(words and name not in given for name, words in said.items())
    return Asked(_wanted(reader, choices, given), given, after, until, unknown)


def _wanted(reader: Reader, choices: Choices, given: Mapping[str, str]) -> Wanted:
    moment = now()
    return Wanted(
        reader=reader,
        now=moment,
        week_ends=_week_ends(moment),
        mine_only=given.get("view") != ALL,
        levels=choices.levels[given["level"]].ids if "level" in given else (),
        category=given.get("category"),
        organisation_id=UUID(given["organisation"]) if "organisation" in given else None,
        state=State(given["state"]) if "state" in given else None,
        due=Due(given["due"]) if "due" in given else None,
        words=search_words(given.get("q", "")),
    )


def _week_ends(moment: datetime) -> datetime:
    """The first moment of next Monday, where this installation is."""
    here = local(moment)
    return here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=DAYS_A_WEEK - here.weekday())
