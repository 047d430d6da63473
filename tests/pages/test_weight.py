"""How heavy a page is over the wire: 40 KB when somebody comes for the first time, 12 KB afterwards."""

from __future__ import annotations

import pytest

from tests.pages.every_page import PAGES
from tests.pages.forms import parse
from tests.pages.lived_in import LivedIn
from tests.web.client import html_of

FIRST_VISIT, AFTERWARDS = 40 * 1024, 12 * 1024  # bytes
LANGUAGES = ("en", "zh-Hans")
BADGE_KEPT = "max-age=300"  # it says how a certificate stands today


def files_of(html: str) -> set[str]:
    """The addresses of all that the page loads."""
    root = parse(html)
    found = {link.get("href") for link in root.iter("link") if link.get("rel") in ("stylesheet", "icon", "preload")}
    found |= {element.get("src") for name in ("script", "img") for element in root.iter(name)}
    return {address for address in found if address}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_heavier_than_a_phone_with_poor_reception_can_bear_nor_loads_from_elsewhere(
    lived_in: LivedIn, language: str
) -> None:
    files: dict[str, int] = {}
    too_heavy, elsewhere = {}, {}
    for name, page in PAGES.items():
        answer = page.shown(lived_in, language)
        client, own = lived_in.client(page.who), files_of(html_of(answer))
        if foreign := {address for address in own if not address.startswith("/") or address.startswith("//")}:
            elsewhere[name] = foreign
        for address in own - foreign:
            if address not in files:
                file = client.get(address)
                kept = BADGE_KEPT if "/badge.svg" in address else "immutable"
                assert kept in file.headers["Cache-Control"], f"{address} is loaded anew each time"
                files[address] = len(file.get_data())
        afterwards = len(answer.get_data())
        first = afterwards + sum(files[address] for address in own - foreign)
        if first > FIRST_VISIT or afterwards > AFTERWARDS:
            too_heavy[name] = (first, afterwards)
    assert files
    assert too_heavy == {}
    assert elsewhere == {}
