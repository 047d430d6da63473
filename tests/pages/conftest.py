"""The lived-in product, once a run, and a browser that shows its pages without a network."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.conftest import CHROMIUM
from tests.pages.lived_in import LivedIn, live
from tests.pages.with_provider import with_provider


@pytest.fixture(scope="session")
def lived_in() -> Iterator[LivedIn]:
    """Data in every state; tests look at it and leave it as it is."""
    with tempfile.TemporaryDirectory() as folder:
        lived = with_provider(live(Path(folder)))
        yield lived
        lived.engine.dispose()


# For one module only, as in the journeys.
@pytest.fixture(scope="module")
def browser(lived_in: LivedIn, chromium: str | None) -> Iterator[Browser]:
    """Debian's Chromium; the product is lived in before it starts, since signing wants the event loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM))
        yield browser
        browser.close()
