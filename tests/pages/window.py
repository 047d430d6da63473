"""A window of a browser that shows pages of the lived-in product; what it asks for is answered in this process."""

from __future__ import annotations

from threading import Lock, Thread
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request, Response

from tests.pages import showing
from tests.pages.lived_in import LivedIn
from tests.web.client import content_of

HEADERS = ("Content-Security-Policy", "Content-Type", "Cache-Control")


class Handler(WSGIRequestHandler):
    """Keeps connections open, since a page asks for several files, and says nothing."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nobody reads it."""


class Window:
    """One tab. What it shows was answered by the application; styles and scripts come from there too.

    A server of its own, rather than routes of Playwright, lets the browser keep the files from page to page.
    """

    def __init__(self, browser: Browser, lived_in: LivedIn, width: int = 1280, height: int = 900) -> None:
        self.lived_in = lived_in
        self.width, self.scheme, self._height = width, "light", height
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",  # else colours are looked at while they still change
        )
        self.tab: Page = self.context.new_page()
        self._files: dict[str, Response] = {}
        self._shown: tuple[str, Response] | None = None
        self._who: str | None = None
        self._one_at_a_time = Lock()
        self._server = make_server("127.0.0.1", 0, Request.application(self._answer), True, request_handler=Handler)
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self._address = f"http://127.0.0.1:{self._server.server_port}"

    def show(self, page: showing.Page, language: str) -> None:
        """Show a page in a language, and wait until its styles and scripts are there."""
        answer = page.shown(self.lived_in, language)
        query = answer.request.query_string.decode()
        address = answer.request.path + (f"?{query}" if query else "")
        self._shown, self._who = (address, _kept(answer)), page.who
        self.tab.goto(self._address + address, wait_until="load")

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
        if width != self.width:
            self.tab.set_viewport_size({"width": width, "height": self._height})
            self.width = width

    def colour(self, scheme: Literal["light", "dark"]) -> None:
        """Let the window be light or dark."""
        if scheme != self.scheme:
            self.tab.emulate_media(color_scheme=scheme)
            self.scheme = scheme

    def close(self) -> None:
        """Close the window with everything it remembers."""
        self.context.close()
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, request: Request) -> Response:
        path = request.full_path.removesuffix("?")
        if request.method != "GET":
            return MethodNotAllowed().get_response()
        if self._shown and path == self._shown[0] and request.headers.get("Sec-Fetch-Dest") == "document":
            return self._shown[1]
        with self._one_at_a_time:  # a client of the application has one visitor at a time
            if path not in self._files:
                self._files[path] = _kept(self.lived_in.client(self._who).get(path))
            return self._files[path]


def _kept(answer: TestResponse) -> Response:
    """The same answer, to be given any number of times."""
    headers = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
    return Response(content_of(answer), answer.status_code, headers)
