"""What every test may ask for: the browser, a PostgreSQL database, and Hypothesis set up once."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import settings

pytest_plugins = ["tests.postgresql", "tests.people", "tests.sparing"]

# Two slow cores are no finding, so there is no deadline. What is tried is small, so that everybody waits for all tests
# less than eight minutes; each run tries others, and `--hypothesis-profile=thorough` looks longer.
settings.register_profile("fenji", deadline=None, print_blob=True, max_examples=30)
settings.register_profile("thorough", parent=settings.get_profile("fenji"), max_examples=5_000)
settings.load_profile("fenji")


@pytest.fixture(scope="session")
def chromium() -> str | None:
    """The path of the system's Chromium; None where Playwright brought its own, as on Ubuntu."""
    return shutil.which("chromium") or shutil.which("chromium-browser")
