"""What a page of the list is: its endpoint, who sees it, and how to come to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import template_rendered
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages.forms import send
from tests.pages.lived_in import LivedIn

Show = Callable[[LivedIn, FlaskClient], TestResponse]


@dataclass(frozen=True)
class Page:
    """One page in one state. `name` is its file name among the pictures."""

    name: str
    endpoint: str
    who: str | None
    show: Show
    status: int = 200
    app: str = "present"

    def open(self, lived: LivedIn, language: str = "en") -> TestResponse:
        """The page as whoever sees it gets it, in this language."""
        client = lived.client(self.who, self.app)
        client.set_cookie("fenji_language", language)
        answer = self.show(lived, client)
        assert answer.status_code == self.status, f"{self.name}: {answer.status_code} at {answer.request.path}"
        return answer

    def shown(self, lived: LivedIn, language: str = "en") -> TestResponse:
        """The same for who only looks at it: opened once a run, and which templates it took is kept."""

        def note(_sender: object, template: Any, **_more: object) -> None:
            lived.rendered.add(template.name)

        if (self.name, language) not in lived.shown:
            with template_rendered.connected_to(note):
                lived.shown[self.name, language] = self.open(lived, language)
        return lived.shown[self.name, language]


def at(address: str) -> Show:
    """Open an address; `{draft}` is the assessment of this name in lived_in.STATES, `{certified_number}` a number."""

    def show(lived: LivedIn, client: FlaskClient) -> TestResponse:
        return client.get(filled(lived, address))

    return show


def filled(lived: LivedIn, address: str) -> str:
    """The address with its names put in."""
    return address.format(**lived.keys, **{f"{name}_number": number for name, number in lived.numbers.items()})


def sent(address: str, typed: dict[str, str] | None = None, form: str | None = None, action: str | None = None) -> Show:
    """Open an address, type, and send the form."""

    def show(lived: LivedIn, client: FlaskClient) -> TestResponse:
        to = filled(lived, action) if action else None
        return send(client, filled(lived, address), typed, form=form, action=to)

    return show
