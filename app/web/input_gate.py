"""One gate before any view: what people send is readable text in one normal form, or it is refused in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, current_app, request, session
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequest, SecurityError

from app.web.access import SIGN_IN
from app.web.localisation import gettext as _

LAYOUT = frozenset("\n\r\t")
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
URLENCODED = "application/x-www-form-urlencoded"
HIGH = re.compile(rb"%[89A-Fa-f]")  # the beginning of an escape for a byte that is no ASCII
LOST = "\ufffd"  # what a decoder leaves where bytes made no sense
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
View = TypeVar("View", bound=Callable[..., Any])


class UnreadableInput(BadRequest):
    """Something was sent that is no text; the description is a sentence for the person who sent it."""


class ForeignForm(BadRequest):
    """A form came from a page of another site."""


def largest_body(size: int) -> Callable[[View], View]:
    """Mark a view that takes bodies of this size from people who are signed in; others are held to the usual one."""

    def mark(view: View) -> View:
        vars(view)["largest_body"] = size
        return view

    return mark


def install(app: Flask) -> None:
    """Look at every request before anything else does."""
    app.before_request(_ask_for_our_host)
    app.before_request(_take_only_text)
    app.before_request(_take_only_own_forms)


def _ask_for_our_host() -> Response | None:
    """A request for another host gets no page: without a trusted host no link can be made."""
    if isinstance(request.routing_exception, SecurityError):
        return Response("This host is not served here.\n", 400, content_type="text/plain; charset=utf-8")
    return None


def _take_only_text() -> None:
    _decoded(request.query_string)
    _check([request.path], one_line=True, refused=LOST)
    _check(_words(request.args), one_line=True)
    if request.method in SAFE_METHODS:
        return
    view = current_app.view_functions.get(request.endpoint or "")
    if session.get(SIGN_IN) and (size := getattr(view, "largest_body", None)):
        request.max_content_length = size
    if request.mimetype == URLENCODED:
        _decoded(request.get_data(cache=True))
    form = request.form
    _check(form.keys(), one_line=True)
    if request.mimetype != URLENCODED:
        _check(form.values(), refused=LOST)
    words = _words(form)
    _check(words)
    for files in request.files.listvalues():
        _check([file.filename or "" for file in files], one_line=True, refused=LOST)
    if not all(value.isascii() or unicodedata.is_normalized("NFC", value) for value in words):
        request.form = _normal(form)


def _words(given: MultiDict[str, str]) -> list[str]:
    return [value for _key, values in given.lists() for value in values]


def _normal(form: ImmutableMultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    """The same form with every value in Unicode's normal form C, so that equal words are equal."""
    return ImmutableMultiDict([(key, unicodedata.normalize("NFC", value)) for key, value in form.items(multi=True)])


def _decoded(raw: bytes) -> None:
    """Refuse what is no text once its escapes (%E6%96%87) are undone; plain letters without any need no second look."""
    if raw.isascii() and not HIGH.search(raw):
        return
    try:
        unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableInput(_("What was sent is not text in UTF-8.")) from None


def _check(texts: Iterable[str], *, one_line: bool = False, refused: str = "") -> None:
    for text in texts:
        # Nearly all text is plain; only the rest is looked at character by character.
        if text.isprintable() and not refused:
            continue
        for character in set(text):
            if _forbidden(character, one_line) or character in refused:
                name = f"U+{ord(character):04X}"
                raise UnreadableInput(_("A character that cannot be shown was sent: %(name)s.", name=name))


def _forbidden(character: str, one_line: bool) -> bool:
    category = unicodedata.category(character)
    if category == "Cc":
        return one_line or character not in LAYOUT
    if category == "Cs" or (category == "Cn" and _is_noncharacter(character)):
        return True
    return one_line and character in OVERRIDES


def _is_noncharacter(character: str) -> bool:
    place = ord(character)
    return 0xFDD0 <= place <= 0xFDEF or place & 0xFFFE == 0xFFFE


def _take_only_own_forms() -> None:
    """Refuse a form that another site sent; the token is asked for besides."""
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin")
    elsewhere = request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")
    if elsewhere or (origin is not None and origin not in current_app.config["FENJI_SETTINGS"].origins()):
        raise ForeignForm
