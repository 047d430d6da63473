"""Every page in a real browser: nothing that axe finds, no sideways scrolling, room for longer words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from tests.pages.every_page import PAGES
from tests.pages.lived_in import LivedIn
from tests.pages.pseudo import CODE, pseudo_language
from tests.pages.window import Window

WIDE, PHONE, NARROWEST = 1280, 360, 320
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
CONTRAST = "color-contrast-enhanced"  # 7:1, which is AAA; what AA asks for is less, so it is not asked as well
# Style sheets are not fetched a second time for a rule on turned screens; the page lays itself out by none of them.
STRUCTURE = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"color-contrast": {"enabled": False}},
    "resultTypes": ["violations"],
    "preload": False,
}
COLOURS = {"runOnly": {"type": "rule", "values": [CONTRAST, "link-in-text-block"]}, "resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def window(browser: Browser, lived_in: LivedIn) -> Iterator[Window]:
    """One window for all pages, with axe in it."""
    window = Window(browser, lived_in, WIDE)
    window.context.add_init_script(script=AXE_SCRIPT)
    yield window
    window.close()


def violations(window: Window, options: Mapping[str, object]) -> list[str]:
    """What axe finds on the page as it is shown now, a line for each element."""
    command = f"axe.run({json.dumps(options)}).then(found => found.violations)"
    return [
        f"{rule['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for rule in window.tab.evaluate(command)
        for node in rule["nodes"]
    ]


# In English every page in every state, by day; in Chinese one state of each page, by night. A full look at all four
# takes four minutes, and what differs between two states of a page seldom differs by language or colour as well.
FIRST_STATES = {page.endpoint: name for name, page in reversed(PAGES.items())}
LOOKED_AT = [*(("en", name) for name in PAGES), *(("zh-Hans", name) for name in FIRST_STATES.values())]


@pytest.mark.parametrize(("language", "name"), LOOKED_AT)
def test_nothing_keeps_anybody_out(window: Window, name: str, language: str) -> None:
    window.resize(WIDE)
    window.tab.emulate_media(color_scheme="light")
    window.show(PAGES[name], language)
    found = violations(window, STRUCTURE)
    scheme: Literal["light", "dark"] = "light" if language == "en" else "dark"
    window.tab.emulate_media(color_scheme=scheme)
    found += [f"{scheme}: {line}" for line in violations(window, COLOURS)]
    assert found == []
    window.resize(NARROWEST)
    assert window.sideways() == 0, f"{window.widest()} is wider than {NARROWEST} px"


@pytest.mark.parametrize("name", FIRST_STATES.values())
def test_longer_words_and_another_direction_have_room(window: Window, name: str) -> None:
    with pseudo_language():
        window.resize(PHONE)
        window.show(PAGES[name], CODE)
    assert window.sideways() == 0, f"{window.widest()} is wider than {PHONE} px"
    window.tab.evaluate("document.documentElement.dir = 'rtl'")
    assert window.sideways() == 0, f"right to left, {window.widest()} is wider than {PHONE} px"
    window.resize(WIDE)
    assert window.sideways() == 0, f"right to left, {window.widest()} is wider than {WIDE} px"
