"""The time as the web knows it: one clock an application, which tests may set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app

EXTENSION = "fenji.clock"
ZONE = "fenji.time_zone"
Clock = Callable[[], datetime]


def install(app: Flask, time_zone: str) -> None:
    """Give the application the machine's clock, and the zone in which pages tell the time."""
    app.extensions[EXTENSION] = lambda: datetime.now(UTC)
    app.extensions[ZONE] = ZoneInfo(time_zone)


def set_clock(app: Flask, clock: Clock) -> None:
    """Let the application live at another time; for tests."""
    app.extensions[EXTENSION] = clock


def clock_of(app: Flask) -> Clock:
    """The clock of an application, for whoever works outside its requests."""

    def read() -> datetime:
        clock: Clock = app.extensions[EXTENSION]
        return clock()

    return read


def now() -> datetime:
    """This moment, in UTC."""
    clock: Clock = current_app.extensions[EXTENSION]
    return clock()


def local(moment: datetime) -> datetime:
    """The moment in the zone of this installation; a moment without a zone is UTC."""
    zone: ZoneInfo = current_app.extensions[ZONE]
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone)
