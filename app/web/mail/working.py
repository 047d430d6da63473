"""The worker of an application: mail by its settings, and what follows in the database."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Flask

from app.settings import Settings
from app.storage.people import person
from app.web import clock, database
from app.web.mail.envelope import message_of
from app.web.mail.letters import Receiver, Unwritable, letter, receiver_of
from app.web.mail.posting import Post, console_post, smtp_post
from app.workflow.announcing import ANNOUNCEMENTS
from app.workflow.delivering import Message, Outside, Worker


def worker_of(app: Flask, write: Callable[[str], None]) -> Worker:
    """What works this application's outbox by its clock; `write` gets the lines for the operator.

    Without a mail server a demonstration prints its mail; elsewhere mail waits.
    """
    settings: Settings = app.config["FENJI_SETTINGS"]
    post = _post(settings, write)
    outside: dict[str, Outside] = {} if post is None else {"mail": mailer(app, post)}
    return Worker(app.extensions[database.EXTENSION], clock.clock_of(app), outside, ANNOUNCEMENTS, write)


def _post(settings: Settings, write: Callable[[str], None]) -> Post | None:
    if settings.mail.ready:
        return smtp_post(settings.mail, settings.host)
    return console_post(write) if settings.demonstration else None


def mailer(app: Flask, post: Post) -> Outside:
    """What writes the mail that a message asks for and posts it; whoever was deactivated gets none."""

    def deliver(message: Message) -> None:
        receiver = _receiver(app, UUID(message.payload["to"]))
        if receiver is None:
            return
        written = letter(app, template=message.payload["template"], receiver=receiver, values=message.payload["values"])
        with app.app_context():
            post(message_of(written, app.config["FENJI_SETTINGS"], key=message.id, now=clock.now()))

    return deliver


def _receiver(app: Flask, key: UUID) -> Receiver | None:
    with app.app_context():
        found = person(database.session(), key)
        if found is None:
            raise Unwritable("The person whom the mail is for is not there.")
        return receiver_of(found) if found.active else None
