"""The product served, and a browser to visit it with."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.journeys.person import Person
from tests.journeys.serving import Served, served

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


@pytest.fixture(scope="session")
def house() -> Iterator[Served]:
    """The demonstration with its people and without assessments."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as house:
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
