"""A test client that reads each page strictly and notices work that was never committed."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import brotli
import html5lib
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from werkzeug.test import TestResponse

WRITTEN = "written but not committed"
TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]+')


def html_of(page: TestResponse) -> str:
    """The page's text, decompressed as a browser does it."""
    return content_of(page).decode()


def content_of(page: TestResponse) -> bytes:
    """The bytes of an answer, decompressed."""
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(page.headers.get("Content-Encoding", ""), bytes)
    return bytes(unpack(page.get_data()))


class PageMistake(AssertionError):
    """A page that breaks a rule every page keeps."""


def page_mistakes(text: str) -> list[str]:
    """Every rule that a page breaks, each as a sentence."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(text)
    lines = text.splitlines()
    mistakes = [f"line {line}: {code} in {lines[line - 1].strip()!r}" for (line, _), code, _ in parser.errors]
    headings = [spoken(heading) for heading in root.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        mistakes.append(f"a page has one h1 with words, this one has {headings}")
    if not any(spoken(title) for title in root.iterfind("head/title")):
        mistakes.append("the page has no title")
    if not root.get("lang"):
        mistakes.append("the page does not say its language")
    return mistakes + broken_references(root) + unnamed_parts(root)


@lru_cache(maxsize=500)
def mistakes_of_a_page(text: str) -> tuple[str, ...]:
    """The same, remembered: a page of refusal and an empty form come again and again, but for their token."""
    return tuple(page_mistakes(text))


def spoken(element: Element) -> str:
    """The words inside an element."""
    return " ".join("".join(element.itertext()).split())


def broken_references(root: Element) -> list[str]:
    """Ids that are used twice, and references to ids that do not exist."""
    ids = [element.get("id", "") for element in root.iter() if element.get("id") is not None]
    mistakes = [f'id="{name}" is there {ids.count(name)} times' for name in sorted(set(ids)) if ids.count(name) > 1]
    for element in root.iter():
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "headers", "form"):
            missing = set((element.get(attribute) or "").split()) - set(ids)
            mistakes += [f'{attribute}="{name}" names nothing on the page' for name in sorted(missing)]
        target = element.get("href") or ""
        if element.tag == "a" and target.startswith("#") and target[1:] not in ids:
            mistakes.append(f"the link {target} leads nowhere on the page")
    return mistakes


def unnamed_parts(root: Element) -> list[str]:
    """Pictures, fields, links and buttons that somebody who hears the page could not tell apart."""
    labelled = {label.get("for") for label in root.iter("label")}
    labelled |= {part.get("id") for label in root.iter("label") for part in label.iter()}
    mistakes = []
    for element in root.iter():
        named = bool(element.get("aria-label") or element.get("aria-labelledby"))
        if element.tag == "img" and element.get("alt") is None:
            mistakes.append(f"the picture {element.get('src')} has no alternative text")
        elif element.tag in {"input", "select", "textarea"} and not named:
            kind = element.get("type")
            inside = any(element in label.iter() for label in root.iter("label"))
            if kind not in {"hidden", "submit"} and element.get("id") not in labelled and not inside:
                mistakes.append(f"the field {element.get('name')} has no label")
        elif element.tag in {"a", "button"} and not named and not has_words(element):
            mistakes.append(f"a {element.tag} has no words ({element.get('href') or element.get('name')})")
    return mistakes


def has_words(element: Element) -> bool:
    """Whether an element says something, by itself or by a picture in it."""
    return bool(spoken(element)) or any(image.get("alt") for image in element.iter("img"))


class StrictClient(FlaskClient):
    """Flask's test client, which refuses a page that breaks a rule and a session left uncommitted."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request; raises PageMistake when the answer breaks a rule of every page."""
        response = super().open(*args, **kwargs)
        address = response.request.path
        left = self.application.extensions["uncommitted"]
        if left:
            changes = ", ".join(left)
            left.clear()
            raise PageMistake(f"{address} left changes uncommitted: {changes}")
        page = response.request.method != "HEAD" and response.mimetype == "text/html"
        if page and response.status_code not in range(300, 400):
            mistakes = mistakes_of_a_page(TOKEN.sub("", html_of(response)))
            if mistakes:
                raise PageMistake(f"{address} ({response.status_code}):\n  " + "\n  ".join(mistakes))
        return response


def strict_client(application: Flask) -> StrictClient:
    """A client for the application; call it anew for each person, since each has a session of their own."""
    application.test_client_class = StrictClient
    if "uncommitted" not in application.extensions:
        application.extensions["uncommitted"] = left = list[str]()
        # Flask calls the newest of these first, so this one sees the session before it is closed.
        application.teardown_appcontext(lambda _error: left.extend(uncommitted_changes()))
    client = application.test_client()
    assert isinstance(client, StrictClient)
    return client


def uncommitted_changes() -> list[str]:
    """What the sessions of this request would lose when they are closed now."""
    sessions = [value for name in g if isinstance(value := g.get(name), Session)]
    changes = [repr(row) for session in sessions for row in [*session.new, *session.dirty, *session.deleted]]
    return changes + [statement for session in sessions for statement in session.info.get(WRITTEN, [])]


@event.listens_for(Session, "after_flush")
def remember_flush(session: Session, _flush: UOWTransaction) -> None:
    """A flush is sent to the database and lost again unless a commit follows."""
    rows = [*session.new, *session.dirty, *session.deleted]
    session.info.setdefault(WRITTEN, []).extend(repr(row) for row in rows)


@event.listens_for(Session, "do_orm_execute")
def remember_statement(state: ORMExecuteState) -> None:
    """So is a statement that writes without objects."""
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info.setdefault(WRITTEN, []).append(str(state.statement))


@event.listens_for(Session, "after_commit")
def forget_committed(session: Session) -> None:
    """What is committed is safe."""
    session.info.pop(WRITTEN, None)


@event.listens_for(Session, "after_soft_rollback")
def forget_refused(session: Session, _transaction: object) -> None:
    """What somebody rolled back was meant to go."""
    session.info.pop(WRITTEN, None)
