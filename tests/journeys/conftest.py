"""The product served, and a browser to visit it with."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from sqlalchemy import text

from app.storage.engine import make_engine
from tests.journeys.person import Person
from tests.journeys.serving import Served, served
from tests.people import QUICK_TO_CHECK

CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # a bare machine has a tiny /dev/shm, or none
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def sign_in_quickly(house: Served) -> None:
    """A hash says what it costs to check, and dozens sign in."""
    engine = make_engine(f"sqlite:///{house.data_directory / 'fenji.db'}")
    with engine.begin() as connection:
        quick = QUICK_TO_CHECK.hash(house.password)
        connection.execute(text("UPDATE people SET password_hash = :hash"), {"hash": quick})
    engine.dispose()


@pytest.fixture(scope="session")
def house() -> Iterator[Served]:
    """The demonstration with its people and without assessments."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as house:
        sign_in_quickly(house)
        yield house


# For one module only: while Playwright is there, its event loop runs in this thread, and signing wants its own.
@pytest.fixture(scope="module")
def browser(chromium: str | None) -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def visitor(house: Served, browser: Browser) -> Iterator[Callable[..., Person]]:
    """Make a person who opens the browser afresh, with a language and a width; JavaScript may be off."""
    contexts: list[BrowserContext] = []

    def arrive(language: str = "en", width: int = 1280, *, javascript: bool = True) -> Person:
        context = browser.new_context(
            locale=language, viewport={"width": width, "height": 1000}, java_script_enabled=javascript
        )
        contexts.append(context)
        return Person(context.new_page(), house, language)

    yield arrive
    for context in contexts:
        context.close()
