"""Every page in a real browser: nothing that axe finds, no sideways scrolling, room for longer words."""

from __future__ import annotations

from collections.abc import Iterator
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
CONTRAST = ("color-contrast", "color-contrast-enhanced")  # the second says nothing of what has less than 4.5:1
# Style sheets are not fetched a second time for a rule on turned screens; the page lays itself out by none of them.
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {rule: {"enabled": True} for rule in CONTRAST},
    "resultTypes": ["violations"],
    "preload": False,
}
# Contrast takes longer than all other rules together, and the rows of a list look alike. Each look (a chain of elements
# with their classes and colours) is looked at where it is met first, on whichever page.
LOOKS = """() => {
    const known = new Map();
    const own = element => [element.color, element.fontSize, element.fontWeight, element.textShadow].join();
    const behind = element => {
        if (!element) return "";
        if (!known.has(element)) {
            const style = getComputedStyle(element);
            known.set(element, [behind(element.parentElement), element.tagName, element.getAttribute("class"),
                element.matches(":disabled, [aria-disabled=true]"), style.backgroundColor, style.backgroundImage,
                style.opacity, style.filter, style.position].join(" "));
        }
        return known.get(element);
    };
    const written = element => element.matches("input, select, textarea")
        || [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const looks = new Map();
    for (const element of document.body.querySelectorAll("*")) {
        if (!written(element) || !element.checkVisibility({visibilityProperty: true})) continue;
        const look = behind(element) + own(getComputedStyle(element));
        if (!looks.has(look)) looks.set(look, element);
    }
    window.looks = [...looks.values()];
    return [...looks.keys()];
}"""
LOOK = """([indices, contrast, options]) => {
    for (const index of indices) window.looks[index].setAttribute("data-look", "");
    axe.configure({rules: contrast.map(id => ({id, selector: "[data-look]"}))});
    return axe.run(options).then(found => found.violations);
}"""


@pytest.fixture(scope="module")
def window(browser: Browser, lived_in: LivedIn) -> Iterator[Window]:
    """One window for all pages, with axe in it."""
    window = Window(browser, lived_in, WIDE)
    window.context.add_init_script(script=AXE_SCRIPT)
    yield window
    window.close()


@pytest.fixture(scope="module")
def plain_window(browser: Browser, lived_in: LivedIn) -> Iterator[Window]:
    """One without."""
    window = Window(browser, lived_in, PHONE)
    yield window
    window.close()


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """The looks whose contrast was looked at already."""
    return set()


def violations(window: Window, looked_at: set[str]) -> list[str]:
    """What axe finds on the page as it is shown now, a line for each element."""
    looks = window.tab.evaluate(LOOKS)
    new = [index for index, look in enumerate(looks) if look not in looked_at]
    looked_at.update(looks)
    return [
        f"{rule['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for rule in window.tab.evaluate(LOOK, [new, CONTRAST, OPTIONS])
        for node in rule["nodes"]
    ]


# In English every page in every state, by day; in Chinese one state of each page, by night. A full look at all four
# takes four minutes, and what differs between two states of a page seldom differs by language or colour as well.
FIRST_STATES = {page.endpoint: name for name, page in reversed(PAGES.items())}
LOOKED_AT = [*(("en", name) for name in PAGES), *(("zh-Hans", name) for name in FIRST_STATES.values())]


@pytest.mark.parametrize(("language", "name"), LOOKED_AT)
def test_nothing_keeps_anybody_out(window: Window, looked_at: set[str], name: str, language: str) -> None:
    scheme: Literal["light", "dark"] = "light" if language == "en" else "dark"
    window.colour(scheme)
    window.show(PAGES[name], language)
    # Each page is looked at in both widths, beginning with that of the page before: to resize a window takes long.
    found = []
    for width in (window.width, WIDE + NARROWEST - window.width):
        window.resize(width)
        if width == WIDE:
            found += [f"{scheme}: {line}" for line in violations(window, looked_at)]
        elif window.sideways():
            found.append(f"{window.widest()} is wider than {NARROWEST} px")
    assert found == []


@pytest.mark.parametrize("name", FIRST_STATES.values())
def test_longer_words_and_another_direction_have_room(plain_window: Window, name: str) -> None:
    window = plain_window
    with pseudo_language():
        window.resize(PHONE)
        window.show(PAGES[name], CODE)
    assert window.sideways() == 0, f"{window.widest()} is wider than {PHONE} px"
    window.tab.evaluate("document.documentElement.dir = 'rtl'")
    assert window.sideways() == 0, f"right to left, {window.widest()} is wider than {PHONE} px"
    window.resize(WIDE)
    assert window.sideways() == 0, f"right to left, {window.widest()} is wider than {WIDE} px"
