"""Who is who in the journeys: the people of the demonstration."""

from __future__ import annotations

from app.cli._demonstration_people import CHARACTERS, Character
from app.domain.lifecycle import Role


def who(name: str) -> Character:
    """The character whose name holds these words."""
    return next(character for character in CHARACTERS if name in character.name)


CHINESE_RESPONDENT = who("陈思远")
ENGLISH_RESPONDENT = who("Amara Okafor")
REVIEWERS = tuple(character for character in CHARACTERS if character.role is Role.REVIEWER)
ETHICS_REVIEWER = next(character for character in CHARACTERS if character.role is Role.ETHICS_REVIEWER)
