"""A window of a browser that shows pages of the lived-in product; what it asks for is answered in this process."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route
from werkzeug.test import TestResponse

from tests.pages import showing
from tests.pages.lived_in import LivedIn
from tests.web.client import content_of

ADDRESS = "http://localhost"
HEADERS = ("Content-Security-Policy", "Content-Type")


class Window:
    """One tab. What it shows was answered by the application; styles and scripts come from there too."""

    def __init__(self, browser: Browser, lived_in: LivedIn, width: int = 1280, height: int = 900) -> None:
        self.lived_in = lived_in
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",  # else colours are looked at while they still change
        )
        self.tab: Page = self.context.new_page()
        self._files: dict[str, TestResponse] = {}
        self._shown: tuple[str, TestResponse] | None = None
        self._who: str | None = None
        self.context.route("**/*", self._answer)

    def show(self, page: showing.Page, language: str) -> None:
        """Show a page in a language, and wait until its styles and scripts are there."""
        answer = page.shown(self.lived_in, language)
        query = answer.request.query_string.decode()
        address = f"{ADDRESS}{answer.request.path}" + (f"?{query}" if query else "")
        self._shown, self._who = (address, answer), page.who
        self.tab.goto(address, wait_until="load")

    def sideways(self) -> int:
        """How many pixels the page is wider than the window."""
        width: int = self.tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width

    def widest(self) -> str:
        """The innermost element that sticks out of the window, for a message."""
        found: str = self.tab.evaluate(
            """() => [...document.querySelectorAll("body *")].filter(element => {
                const box = element.getBoundingClientRect();
                return box.right > document.documentElement.clientWidth + 0.5 || box.left < -0.5;
            }).pop()?.outerHTML.slice(0, 160) ?? "nothing" """
        )
        return found

    def resize(self, width: int) -> None:
        """Make the window this wide."""
        self.tab.set_viewport_size({"width": width, "height": 900})

    def close(self) -> None:
        """Close the window with everything it remembers."""
        self.context.close()

    def _answer(self, route: Route) -> None:
        request = route.request
        if self._shown and request.is_navigation_request() and request.url == self._shown[0]:
            self._fulfil(route, self._shown[1])
            return
        parts = urlsplit(request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if f"{parts.scheme}://{parts.netloc}" != ADDRESS:
            route.abort()
        elif request.method == "GET":
            if path not in self._files:
                self._files[path] = self.lived_in.client(self._who).get(path)
            self._fulfil(route, self._files[path])
        else:
            route.abort()

    def _fulfil(self, route: Route, answer: TestResponse) -> None:
        headers = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
        route.fulfill(status=answer.status_code, headers=headers, body=content_of(answer))
