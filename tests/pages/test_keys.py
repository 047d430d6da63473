"""Keys for reviewers in a real browser: they move, search and list themselves, and never act while somebody types."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.every_page import PAGES
from tests.pages.lived_in import LivedIn
from tests.pages.window import Window


@pytest.fixture(scope="module")
def window(browser: Browser, lived_in: LivedIn) -> Iterator[Window]:
    """One window for all of them."""
    window = Window(browser, lived_in)
    yield window
    window.close()


@pytest.fixture
def queue(window: Window) -> Page:
    """Everything that was submitted, with keys on."""
    window.show(PAGES["queue all"], "en")
    window.tab.evaluate("localStorage.clear()")
    window.show(PAGES["queue all"], "en")
    return window.tab


def focused(tab: Page) -> int:
    """Which row has the focus, -1 for none."""
    found: int = tab.evaluate("[...document.querySelectorAll('[data-item]')].indexOf(document.activeElement)")
    return found


def test_j_and_k_move_from_row_to_row(queue: Page) -> None:
    queue.keyboard.press("j")
    assert focused(queue) == 0
    queue.keyboard.press("j")
    assert focused(queue) == 1
    for _turn in range(3):
        queue.keyboard.press("k")
    assert focused(queue) == 0
    href = queue.locator("[data-item]").first.get_attribute("href")
    with queue.expect_navigation():
        queue.keyboard.press("Enter")
    assert queue.url.endswith(str(href))


def test_slash_leads_to_the_search_and_keys_rest_while_somebody_types(queue: Page) -> None:
    queue.keyboard.press("/")
    box = queue.locator("[data-search]")
    expect(box).to_be_focused()
    box.fill("")
    queue.keyboard.type("jk?/")
    expect(box).to_have_value("jk?/")
    expect(queue.locator("dialog")).not_to_be_visible()


def test_the_list_opens_by_key_and_by_button_and_closes_with_escape(queue: Page) -> None:
    dialog = queue.locator("dialog")
    expect(dialog).not_to_be_visible()
    queue.keyboard.press("?")
    expect(dialog).to_be_visible()
    queue.keyboard.press("j")
    assert focused(queue) == -1
    queue.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    queue.get_by_role("button", name="Keyboard shortcuts").press("Enter")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).not_to_be_visible()


def test_keys_are_turned_off_and_stay_off(queue: Page, window: Window) -> None:
    queue.keyboard.press("?")
    queue.get_by_label("Use keyboard shortcuts in this browser").uncheck()
    queue.keyboard.press("Escape")
    queue.keyboard.press("j")
    assert focused(queue) == -1
    window.show(PAGES["queue all"], "en")
    queue.keyboard.press("j")
    assert focused(queue) == -1
    queue.get_by_role("button", name="Keyboard shortcuts").click()
    queue.get_by_label("Use keyboard shortcuts in this browser").check()
    queue.keyboard.press("Escape")
    queue.keyboard.press("j")
    assert focused(queue) >= 0


def test_on_a_review_they_lead_from_answer_to_answer(window: Window) -> None:
    window.show(PAGES["review to sign"], "en")
    window.tab.keyboard.press("j")
    window.tab.keyboard.press("j")
    second = window.tab.locator(".answers > div").nth(1)
    expect(second).to_be_focused()
    window.tab.keyboard.press("d")
    expect(window.tab.locator("dialog")).not_to_be_visible()
    assert window.tab.url.endswith("#decide")
