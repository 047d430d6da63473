"""What the register says of a certified system, in the words of its matrix: level, categories, state."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app, url_for
from markupsafe import Markup

from app.documents.facts import CertificateFacts
from app.domain.lifecycle import State
from app.domain.matrix import Matrix
from app.domain.text import Text
from app.domain.translation import in_language
from app.storage import certificates
from app.storage.certificates import Certificate
from app.storage.matrices import plan_of, published
from app.storage.register import is_public
from app.web import database
from app.web.certificates import Standing, facts_of, standing_of
from app.web.localisation import FIRST, language
from app.web.localisation import gettext as _
from app.web.words import state_in_words

MOST_EARLIER = 20  # certificates of the same system, one after the other


@dataclass(frozen=True, slots=True)
class LevelShown:
    """A level as a page shows it; `place` counts from 1."""

    label: Text
    place: int
    count: int
    colour: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A certificate before this one."""

    facts: CertificateFacts
    standing: Standing


@dataclass(frozen=True, slots=True)
class Listing:
    """What the page of a listed certificate tells beyond its paper: the certificates before it, newest first."""

    earlier: tuple[Earlier, ...]


def listing_of(certificate: Certificate) -> Listing | None:
    """What is public of a certificate because its owner agreed; None when they did not."""
    if not is_public(certificate.assessment):
        return None
    return Listing(tuple(_earlier(certificate)))


def _earlier(certificate: Certificate) -> list[Earlier]:
    """Back along the certificates that were replaced, as long as they are listed too."""
    found: list[Earlier] = []
    number = facts_of(certificate).replaces
    while number and len(found) < MOST_EARLIER:
        before = certificates.by_number(database.session(), number)
        if before is None or not is_public(before.assessment):
            break
        facts = facts_of(before)
        found.append(Earlier(facts, standing_of(before)))
        number = facts.replaces
    return found


def matrix_in_words(published_matrix_id: UUID, code: str | None = None) -> Matrix:
    """A published matrix in a language, or in that of the page; LookupError when there is none."""
    found = published(database.session(), published_matrix_id)
    if found is None:
        raise LookupError(f"There is no published matrix {published_matrix_id}.")
    return in_language(plan_of(found).matrix, code or language())


def level_shown(matrix: Matrix, level_id: str) -> LevelShown:
    """A level of a matrix with its place."""
    level = matrix.level(level_id)
    return LevelShown(level.label, matrix.place(level_id) + 1, len(matrix.levels), level.colour)


def standing_in_words(state: State) -> str:
    """How a certificate stands, as the register and its badge say it."""
    return _("Valid") if state is State.CERTIFIED else state_in_words(state)


def feed_address(code: str | None = None) -> str:
    """The path of the feed of changes in a language, or in that of the page."""
    code = code or language()
    return url_for("register.feed") if code == FIRST else url_for("register.feed_in", code=code)


def badge_snippet(number: str, system_name: str) -> str:
    """What somebody copies into a page of their own to show the badge there."""
    address = current_app.config["FENJI_SETTINGS"].address
    page, badge = url_for("public.certificate", number=number), url_for("register.badge", number=number)
    if language() != FIRST:
        badge = url_for("register.badge", number=number, language=language())
    picture = Markup('<img src="{}" alt="{}" height="28">').format(address + badge, system_name)
    return str(Markup('<a href="{}">{}</a>').format(address + page, picture))


def install(app: Flask) -> None:
    """Offer the addresses of feeds and the badge's snippet to templates."""
    app.add_template_global(feed_address)
    app.add_template_global(badge_snippet)
