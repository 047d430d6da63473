"""`make pictures`: a picture of every page, in both languages, wide and on a phone, and one in the dark, to look at."""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import sync_playwright

from tests.journeys.conftest import CHROMIUM
from tests.pages.every_page import PAGES
from tests.pages.lived_in import live
from tests.pages.window import Window
from tests.pages.with_provider import with_provider

FOLDER = Path(__file__).parents[2] / "pictures"  # git ignores it
HEAD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures of every page</title><style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem; } h2 { margin-block: 3rem 0.5rem; }
div { display: flex; gap: 1rem; align-items: start; overflow-x: auto; } a { flex: none; color: inherit; }
img { display: block; border: 1px solid #999; block-size: 24rem; object-fit: cover; object-position: top; }
</style><h1>Pictures of every page</h1>
"""


class View(NamedTuple):
    """How a page is looked at."""

    language: str
    width: int
    scheme: Literal["light", "dark"] = "light"

    def file(self, page: str) -> str:
        """The name of the picture."""
        return f"{page.replace(' ', '-')}.{self.language}.{self.width}.{self.scheme}.png"


VIEWS = (
    View("en", 1280),
    View("en", 360),
    View("zh-Hans", 1280),
    View("zh-Hans", 360),
    View("en", 1280, "dark"),
    View("zh-Hans", 1280, "dark"),
)


def main(wanted: list[str]) -> None:
    """Take the pictures of the pages whose name begins with one of these words, or of all, and write an index."""
    logging.disable(logging.ERROR)  # some pages are there to show what a failure looks like
    names = [name for name in PAGES if not wanted or name.startswith(tuple(wanted))]
    if not wanted:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        lived = with_provider(live(Path(folder)))
        with sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM))
            window = Window(browser, lived)
            for number, name in enumerate(names, 1):
                sys.stdout.write(f"{number} of {len(names)}: {name}\n")
                take(window, name)
            browser.close()
    (FOLDER / "index.html").write_text(HEAD + "".join(lines(names)), encoding="utf-8")
    sys.stdout.write(f"Open {FOLDER / 'index.html'} in a browser.\n")


def take(window: Window, name: str) -> None:
    """Every view of one page."""
    for view in VIEWS:
        window.resize(view.width)
        window.tab.emulate_media(color_scheme=view.scheme)
        window.show(PAGES[name], view.language)
        window.tab.screenshot(path=FOLDER / view.file(name), full_page=True)


def lines(names: list[str]) -> Iterator[str]:
    """The pictures as a page to look through."""
    for name in names:
        pictures = "".join(f'<a href="{view.file(name)}"><img alt="" src="{view.file(name)}"></a>' for view in VIEWS)
        yield f"<h2>{escape(name)}</h2><div>{pictures}</div>\n"


if __name__ == "__main__":
    main(sys.argv[1:])
