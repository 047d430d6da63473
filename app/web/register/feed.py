"""The feed of what happened to listed systems (Atom, RFC 4287), in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from flask import url_for

from app.storage.register import BEGIN
from app.storage.register_events import Event
from app.web.listings import feed_address, level_shown, matrix_in_words
from app.web.localisation import LANGUAGES, office
from app.web.localisation import gettext as _

# What XML 1.0 cannot hold at all, not even escaped.
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change; `id` stays the same for ever."""

    id: str
    title: str
    updated: str
    address: str
    action: str
    summary: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The changes, newest first; `own` is the feed's address, `others` those in other languages."""

    id: str
    title: str
    language: str
    updated: str
    author: str
    own: str
    page: str
    others: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]


def feed_of(found: Iterable[Event], address: str, code: str) -> Feed:
    """The events as a feed in the language that is spoken, with addresses that work from anywhere."""
    entries = tuple(_entry(each, address, code) for each in found)
    own = address + feed_address(code)
    return Feed(
        id=uuid5(NAMESPACE_URL, own).urn,
        title=_("Register of certified AI systems: changes"),
        language=code,
        updated=entries[0].updated if entries else _written(BEGIN),
        author=_fit(office()),
        own=own,
        page=address + url_for("register.show_register"),
        others=tuple((other, address + feed_address(other)) for other in LANGUAGES if other != code),
        entries=entries,
    )


def _entry(event: Event, address: str, code: str) -> Entry:
    level = level_shown(matrix_in_words(event.published_matrix_id), event.level)
    summary = _("Level: %(level)s. Certificate %(number)s.", level=level.label, number=event.number)
    if event.by:
        summary = _("Certificate %(number)s took the place of %(earlier)s.", number=event.by, earlier=event.number)
    return Entry(
        # Of the certificate's key, which nobody can guess, so that nothing can be told from it.
        id=uuid5(event.certificate_id, f"{event.sequence} {code}").urn,
        title=_fit(_title(event)),
        updated=_written(event.at),
        address=address + url_for("public.certificate", number=event.number),
        action=ACTIONS[event.action],
        summary=_fit(summary),
    )


ACTIONS = {
    "certify": "issued",
    "suspend": "suspended",
    "lift": "lifted",
    "revoke": "revoked",
    "expire": "expired",
    "supersede": "superseded",
    "list": "listed",
}


def _title(event: Event) -> str:
    named = {"system": event.system_name, "organisation": event.organisation_name}
    return {
        "certify": _("Certified: %(system)s (%(organisation)s)", **named),
        "suspend": _("Suspended: %(system)s (%(organisation)s)", **named),
        "lift": _("Suspension lifted: %(system)s (%(organisation)s)", **named),
        "revoke": _("Revoked: %(system)s (%(organisation)s)", **named),
        "expire": _("Expired: %(system)s (%(organisation)s)", **named),
        "supersede": _("Superseded: %(system)s (%(organisation)s)", **named),
        "list": _("Listed: %(system)s (%(organisation)s)", **named),
    }[event.action]


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def _fit(text: str) -> str:
    return UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
