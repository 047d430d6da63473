"""Pages are sent compressed, except where that could give away what is on them."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
from flask import Flask, Response, request

KINDS = frozenset({"text/html", "text/plain", "application/json"})
WORTH = 500  # bytes; less fits into the first packet anyway
# The better one first. Brotli sees repetitions across a whole page, gzip within 32 KB: pictures repeat their words.
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, mode=brotli.MODE_TEXT, quality=7),
    "gzip": lambda content: gzip.compress(content, 6, mtime=0),
}
OWN = frozenset({"same-origin", "none"})  # a page of ours asked, or the person did by hand
VARY = ("Accept-Encoding", "Sec-Fetch-Site", "Sec-Fetch-User")
BY_HAND = "?1"  # somebody clicked a link, wherever it stood; nobody clicks a thousand times


def install(app: Flask) -> None:
    """Compress what is worth it. Installed before the security headers, so that it runs after them."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in KINDS or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    if "Vary" in response.headers:
        response.vary.update(VARY)
    else:
        response.headers["Vary"] = ", ".join(VARY)
    way = next((name for name in WAYS if request.accept_encodings[name]), None)
    if way is None or response.status_code in (204, 304) or _gives_away(response):
        return response
    content = response.get_data()
    if len(content) >= WORTH:
        response.set_data(WAYS[way](content))
        response.headers["Content-Encoding"] = way
    return response


def _gives_away(response: Response) -> bool:
    """Whether the length of this page, compressed, could tell a stranger what somebody else may read there.

    BREACH: a stranger's page lets a person's browser ask for pages of ours thousands of times with guesses in the
    address, and watches which of them compress best. Browsers say who asked, and the stranger cannot change that; a
    browser too old to say it gets private pages as they are.
    """
    private = "no-store" in response.headers.get("Cache-Control", "")
    asked = request.headers.get("Sec-Fetch-Site") in OWN or request.headers.get("Sec-Fetch-User") == BY_HAND
    return private and not asked
