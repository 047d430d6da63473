"""Measures how long somebody waits for a certificate's file: made when it is asked for, made ahead, and not changed."""

# Run it with `.venv/bin/python -m benchmarks.downloads`.

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient

from app.cli._demonstration_history import AMARA, DAYS, tell_history
from app.cli._demonstration_people import add_characters
from app.cli._matrix_publishing import publish_file
from app.cli.demo import RISK_MATRIX
from app.documents.press import press
from app.settings import Settings
from app.storage import certificates
from app.storage.engine import make_engine, session_factory
from app.storage.schema import migrate
from app.web.application import build
from app.web.made_ahead import document_shift
from tests.people import PASSWORD
from tests.web.visiting import SECRET, visit

WAYS = ("en", "zh-Hans", "en+zh-Hans", "zh-Hans+en")
OFTEN = 30


def main() -> None:
    """Live through the demonstration's history, then let its owner of most certificates download them."""
    with TemporaryDirectory() as place:
        app = _prepared(Path(place))
        client, numbers = visit(app, AMARA.partition("@")[0]), _numbers(app)
        asked = [f"/certificates/{number}.pdf?language={quote(way)}" for number in numbers[:-1] for way in WAYS]
        cold, *warm = [_taken(client, address) for address in asked]
        press.end()
        began = time.perf_counter()
        count = document_shift(app, print, Event()).once()
        worked = time.perf_counter() - began
        address = f"/certificates/{numbers[-1]}.pdf?language=en"
        ahead = [_taken(client, address) for _ in range(OFTEN)]
        etag = client.get(address).headers["ETag"]
        same = [_taken(client, address, etag) for _ in range(OFTEN)]
        _say("asked for first, nothing started", [cold])
        _say("asked for first, warm", warm)
        _say("made ahead", ahead)
        _say("made ahead, asked whether it changed", same)
        print(f"made ahead is {median(warm) / median(ahead):,.0f} times as quick as a warm first download")
        print(f"the worker took {worked:.1f} s for {count} messages, with lower priority")


def _prepared(folder: Path) -> Flask:
    url = f"sqlite:///{folder / 'fenji.db'}"
    settings = Settings(folder, url, "http://localhost", SECRET, demonstration=True, demonstration_password=PASSWORD)
    engine, now = make_engine(url), datetime.now(UTC)
    migrate(engine)
    with session_factory(engine)() as session:
        began = now - timedelta(days=DAYS)
        assert publish_file(session, RISK_MATRIX, began) == []
        add_characters(session, PASSWORD, began)
        assert tell_history(session, {"en": "AI Office", "zh-Hans": "人工智能办公室"}, now, folder)
    engine.dispose()
    return build(settings)


def _numbers(app: Flask) -> list[str]:
    engine = make_engine(app.config["FENJI_SETTINGS"].database_url)
    with session_factory(engine)() as session:
        every = certificates.all_certificates(session)
        own = [found.number for found in every if found.assessment.owner.email == AMARA]
    engine.dispose()
    return own


def _taken(client: FlaskClient, address: str, etag: str | None = None) -> float:
    """The seconds until somebody has the answer."""
    began = time.perf_counter()
    answer = client.get(address, headers={"If-None-Match": etag} if etag else {})
    taken = time.perf_counter() - began
    assert answer.status_code == (304 if etag else 200), answer.status
    return taken


def _say(what: str, taken: list[float], show: Callable[[str], None] = print) -> None:
    half, least, most = (1_000 * pick(taken) for pick in (median, min, max))
    show(f"{what:<40}{half:9.1f} ms  ({least:.1f} to {most:.1f})")


if __name__ == "__main__":
    main()
