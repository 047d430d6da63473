"""The people of the demonstration: an office that decides, and two organisations that are assessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from unicodedata import east_asian_width

from sqlalchemy.orm import Session

from app.domain.lifecycle import Role
from app.storage import people
from app.workflow.inviting import add_person

OFFICE = "AI Governance Office"
LABORATORY = "星汉智能科技有限公司"
CITY = "Harbour City Council"


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who can sign in to the demonstration."""

    email: str
    name: str
    organisation: str
    role: Role
    language: str


CHARACTERS = (
    Character("siyuan.chen@example.org", "陈思远 Siyuan Chen", LABORATORY, Role.RESPONDENT, "zh-Hans"),
    Character("ruoxi.lin@example.org", "林若溪 Ruoxi Lin", LABORATORY, Role.RESPONDENT, "zh-Hans"),
    Character("amara.okafor@example.org", "Amara Okafor", CITY, Role.RESPONDENT, "en"),
    Character("qiming.he@example.org", "何启明 Qiming He", OFFICE, Role.REVIEWER, "zh-Hans"),
    Character("elena.ionescu@example.org", "Elena Ionescu", OFFICE, Role.REVIEWER, "en"),
    Character("zhiyuan.gu@example.org", "顾知远 Zhiyuan Gu", OFFICE, Role.ETHICS_REVIEWER, "zh-Hans"),
    Character("samuel.mensah@example.org", "Samuel Mensah", OFFICE, Role.ETHICS_REVIEWER, "en"),
    Character("yating.xu@example.org", "徐雅婷 Yating Xu", OFFICE, Role.STEWARD, "zh-Hans"),
    Character("ingrid.larsen@example.org", "Ingrid Larsen", OFFICE, Role.AUDITOR, "en"),
    Character("omar.haddad@example.org", "Omar Haddad", OFFICE, Role.ADMINISTRATOR, "en"),
)


def add_characters(session: Session, password: str, now: datetime) -> None:
    """Add those who are not there yet."""
    for character in CHARACTERS:
        # Looked for first: hashing ten passwords takes longer than the rest of a second start.
        if people.person_by_email(session, character.email) is None:
            add_person(
                session,
                name=character.name,
                email=character.email,
                organisation=character.organisation,
                roles=[character.role],
                password=password,
                language=character.language,
                now=now,
            )


def table_of_characters() -> list[str]:
    """Who can sign in, one line each, in columns."""
    rows = [(each.email, each.role.value.replace("_", " "), each.name, each.organisation) for each in CHARACTERS]
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(words: str) -> int:
    """Columns that the words take in a terminal; a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in words)
