"""Writing a mail: the templates of its name, in the language of whoever gets it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from jinja2 import TemplateNotFound

from app.domain.review_policy import steps_of
from app.domain.translation import in_language
from app.settings import Settings
from app.storage import assessments, certificates, incidents
from app.storage.columns import reference
from app.storage.matrices import plan_of
from app.storage.people import Person
from app.web import database
from app.web.localisation import FIRST, LANGUAGES, catalogue, language, speaking, values_written
from app.web.mail.one_time_links import token_of
from app.web.mail.wrapping import wrapped
from app.web.policy_words import step_in_words
from app.workflow.delivering import Undeliverable

SUBJECT = "Subject: "
LONGEST_SUBJECT = 200
NAME = re.compile(r"[a-z][a-z_]*")
# A value with one of these names is the key of a row, and templates find the row itself under the same name.
ROWS: Mapping[str, Any] = {
    "submission": assessments.submission,
    "decision": assessments.decision,
    "certificate": certificates.certificate,
    "incident": incidents.incident,
}


class Unwritable(Undeliverable):
    """The mail cannot be written, however often it is tried; `str()` says why and holds nothing of its values."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom a mail is for."""

    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in words, for one receiver."""

    receiver: Receiver
    subject: str
    text: str
    html: str


def receiver_of(person: Person) -> Receiver:
    """A person as the receiver of a mail, in their language if we speak it."""
    return Receiver(one_line(person.name), person.email, person.language if person.language in LANGUAGES else FIRST)


def letter(app: Flask, *, template: str, receiver: Receiver, values: Mapping[str, Any]) -> Letter:
    """Write templates/mail/<template>.txt and .html, outside any request.

    The text's first line is `Subject: …`. Templates know `values`, its `due` as a moment, the rows that it names
    (ROWS), `person`, `link(endpoint, …)` for whole addresses, `office()`, and every filter of the pages.
    Raises Unwritable.
    """
    if not NAME.fullmatch(template):
        raise Unwritable("The mail has no template with a fit name.")
    with app.app_context(), speaking(receiver.language):
        context = _context(receiver, values)
        try:
            head, _, body = _rendered(f"{template}.txt", {**context, "_": _plain}).partition("\n")
            subject = one_line(head.removeprefix(SUBJECT))[:LONGEST_SUBJECT]
            text = _rendered("frame.txt", {**context, "_": _plain, "body": body.strip()})
            html = _rendered(f"{template}.html", {**context, "subject": subject})
        except TemplateNotFound as missing:
            raise Unwritable(f"There is no template {missing.name}.") from None
    if not head.startswith(SUBJECT) or not subject:
        raise Unwritable(f"The first line of templates/mail/{template}.txt is no subject.")
    return Letter(receiver, subject, wrapped(text), html)


def one_line(text: str) -> str:
    """A text without line breaks and control characters, so that nothing of it can become a header of its own."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def address_of(settings: Settings, endpoint: str, **values: Any) -> str:
    """The whole address of a page, made of the configured one: no request, and no Host header, has a say."""
    return settings.address + current_app.url_map.bind("localhost").build(endpoint, values)


def _rendered(name: str, context: Mapping[str, Any]) -> str:
    return current_app.jinja_env.get_template(f"mail/{name}").render(context)


def _context(receiver: Receiver, values: Mapping[str, Any]) -> dict[str, Any]:
    settings: Settings = current_app.config["FENJI_SETTINGS"]

    def link(endpoint: str, **parts: Any) -> str:
        return address_of(settings, endpoint, **parts)

    return {
        "values": values,
        "person": receiver,
        "link": link,
        "address": settings.address,
        "demonstration": settings.demonstration,
        "reference": reference,
        "level_label": _level_label,
        "steps_in_words": _steps_in_words,
        "token_of": token_of,
        "due": datetime.fromisoformat(values["due"]) if values.get("due") else None,
        **{name: _row(name, values[name]) for name in ROWS if name in values},
    }


def _row(name: str, key: str) -> Any:
    found = ROWS[name](database.session(), UUID(key))
    if found is None:
        raise Unwritable(f"The {name} of the mail is gone.")
    return found


def _level_label(submission: assessments.Submission) -> str:
    matrix = in_language(plan_of(submission.published_matrix).matrix, language())
    return str(matrix.level(submission.level).label)


def _steps_in_words(submission: assessments.Submission) -> list[str]:
    level = plan_of(submission.published_matrix).matrix.level(submission.level)
    return [step_in_words(step) for step in steps_of(level)]


def _plain(message: str, **values: object) -> str:
    """`_()` of the plain text: nothing is escaped."""
    words: str = catalogue(language()).ugettext(message)
    return words % values_written(values)
