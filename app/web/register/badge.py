"""The badge of a listed system: what it says, in which colours, and how wide its words are."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from app.domain.lifecycle import State
from app.storage.certificates import Certificate
from app.web.certificates import facts_of, standing_of
from app.web.levels import readable_on_white
from app.web.listings import LevelShown, standing_in_words
from app.web.localisation import date_in_words, language
from app.web.localisation import gettext as _

LETTERS = 12  # the size of the words
MARGIN, DISC = 9, 18
# White words stand on these; the words say the same.
GROUNDS = {
    State.CERTIFIED: "#1e6b42",
    State.SUSPENDED: "#8a4b00",
    State.REVOKED: "#9b1c1c",
    State.EXPIRED: "#4a5560",
    State.SUPERSEDED: "#4a5560",
}
# Widths of letters as parts of the size, as common sans-serif fonts have them; browsers are told to fit the words in.
NARROW, WIDE = frozenset("fijlrtI.,:;!|()[]'’ -"), frozenset("mwMW@%")


@dataclass(frozen=True, slots=True)
class Badge:
    """What is drawn: two parts, each with its words and their width in pixels."""

    language: str
    title: str
    description: str
    level: LevelShown
    ink: str
    level_width: int
    standing: str
    standing_width: int
    ground: str

    @property
    def left(self) -> int:
        """How wide the part of the level is."""
        return MARGIN + DISC + 5 + self.level_width + MARGIN

    @property
    def right(self) -> int:
        """How wide the part of the state is."""
        return MARGIN + self.standing_width + MARGIN


def badge_of(certificate: Certificate, level: LevelShown) -> Badge:
    """The badge of a certificate as it stands today, in the language that is spoken."""
    facts, standing = facts_of(certificate), standing_of(certificate)
    words = standing_in_words(standing.state)
    described = _("%(system)s, %(organisation)s.", system=facts.system_name, organisation=facts.organisation)
    if standing.valid and certificate.valid_until:
        described += " " + _("Valid until %(day)s.", day=date_in_words(certificate.valid_until))
    return Badge(
        language=language(),
        title=_("Certificate %(number)s: %(level)s, %(state)s", number=facts.number, level=level.label, state=words),
        description=described,
        level=level,
        ink=readable_on_white(level.colour),
        level_width=width_of(str(level.label)),
        standing=words,
        standing_width=width_of(words),
        ground=GROUNDS[standing.state],
    )


def width_of(words: str) -> int:
    """About how many pixels wide these words are: a Chinese character is as wide as it is high."""
    return round(LETTERS * sum(_share(letter) for letter in words))


def _share(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in NARROW:
        return 0.33
    if letter in WIDE:
        return 0.88
    return 0.7 if letter.isupper() else 0.6
