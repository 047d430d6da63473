"""What tests of the outbox share: a clock that is set by hand, a worker that collects its mail, lives to tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from flask import Flask
from sqlalchemy import text

from app.storage.engine import session_factory
from app.web import clock, database
from app.web.mail.working import mailer
from app.workflow import assessing, certifying, reviewing, sharing
from app.workflow.announcing import ANNOUNCEMENTS
from app.workflow.delivering import Worker
from app.workflow.keeping_at_work import Shift
from tests.people import NOW, World
from tests.web.visiting import application_of

ADDRESS = "https://fenji.example"


@dataclass
class Clock:
    """A clock that stands until somebody moves it."""

    time: datetime = NOW

    def now(self) -> datetime:
        """The time it shows."""
        return self.time

    def pass_by(self, **length: float) -> None:
        """Move it on."""
        self.time += timedelta(**length)


@dataclass
class PostOffice:
    """An application, a worker that posts into a list, and a clock for both."""

    app: Flask
    clock: Clock = field(default_factory=Clock)
    posted: list[EmailMessage] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Let the application live by this clock."""
        clock.set_clock(self.app, self.clock.now)

    def shift(self) -> Shift:
        """Somebody who has just come to work."""
        outside = {"mail": mailer(self.app, self.posted.append)}
        return Shift(Worker(self.app.extensions[database.EXTENSION], self.clock.now, outside, ANNOUNCEMENTS))

    def work(self) -> list[EmailMessage]:
        """Work on everything that is due; gives what was posted meanwhile."""
        before = len(self.posted)
        self.shift().once()
        return self.posted[before:]


def office_of(world: World, **changes: object) -> PostOffice:
    """The post office of this world; `changes` are fields of its settings."""
    app = application_of(world, NOW, **{"address": ADDRESS, "demonstration": False, **changes})
    app.extensions[database.EXTENSION] = session_factory(world.engine)  # which the world closes at its end
    return PostOffice(app)


@contextmanager
def speaking(world: World, language: str) -> Iterator[None]:
    """Everybody's language is this one meanwhile."""
    with world.engine.begin() as connection:
        connection.execute(text("UPDATE people SET language = :language"), {"language": language})
    yield


def read(message: EmailMessage) -> tuple[str, str]:
    """The plain text and the HTML of a message."""
    parts = [message.get_body((kind,)) for kind in ("plain", "html")]
    assert all(parts)
    plain, html = (str(part.get_content()) for part in parts if part)
    return plain, html


def subjects(messages: list[EmailMessage]) -> list[tuple[str, str]]:
    """To whom and about what, in order."""
    return [(message["To"].addresses[0].username, str(message["Subject"])) for message in messages]


def submit(world: World, key: UUID, now: datetime = NOW) -> None:
    """Let Alice submit her draft."""
    with world.session() as session:
        version = world.find(session, key).version
        assessing.submit(session, actor=world.actor("alice"), assessment_id=key, version=version, now=now)


def invite(world: World, key: UUID, colleague: str) -> None:
    """Let Alice invite a colleague to her draft."""
    with world.session() as session:
        sharing.invite_colleague(
            session, actor=world.actor("alice"), assessment_id=key, person_id=world.keys[colleague], now=NOW
        )


def take_up(world: World, key: UUID, now: datetime = NOW) -> None:
    """Let Dora open a submission and begin its review."""
    world.open(key, "dora")
    with world.session() as session:
        reviewing.start_review(session, actor=world.actor("dora"), assessment_id=key, now=now)


def approve(world: World, key: UUID, *reviewers: str, now: datetime = NOW) -> None:
    """Let these people open and approve an assessment."""
    world.open(key, *reviewers)
    for name in reviewers:
        with world.session() as session:
            reviewing.approve(session, actor=world.actor(name), assessment_id=key, digest=world.digest(key), now=now)


def turn_down(world: World, key: UUID, reason: str, *, reject: bool = False) -> None:
    """Let Dora send an assessment back, or reject it."""
    decide = reviewing.reject if reject else reviewing.send_back
    with world.session() as session:
        decide(session, actor=world.actor("dora"), assessment_id=key, digest=world.digest(key), reason=reason, now=NOW)


def suspend(world: World, key: UUID) -> None:
    """Let Dora take a certificate away for a while."""
    with world.session() as session:
        certifying.suspend(session, actor=world.actor("dora"), assessment_id=key, reason="An incident.", now=NOW)
