"""The forms of a page, read and sent as a browser without JavaScript does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.web.client import html_of

TYPED_INTO = ("text", "email", "search", "number")
ORIGIN = {"Origin": "http://localhost", "Referer": "http://localhost/"}


@dataclass
class Form:
    """Where a form goes, how, and what it sends when nobody changes anything."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    written: set[str] = field(default_factory=set)  # the fields that somebody types into

    def with_typed(self, typed: dict[str, str]) -> list[tuple[str, str]]:
        """The fields after somebody typed these values; a field that is not there yet is added."""
        return [pair for pair in self.fields if pair[0] not in typed] + list(typed.items())


def parse(text: str) -> Element:
    """The page as a tree without namespaces."""
    root: Element = html5lib.HTMLParser(namespaceHTMLElements=False).parse(text)
    return root


def forms_of(page: TestResponse) -> dict[str, Form]:
    """The forms in the page's main part, by id, or by number where they have none."""
    return forms_in(parse(html_of(page)), page.request.path)


def forms_in(root: Element, path: str) -> dict[str, Form]:
    """The same of a page that was parsed already, and its own path."""
    main = root.find(".//main")
    assert main is not None, path
    found = {}
    for number, element in enumerate(main.iter("form")):
        form = Form(element.get("action") or path, (element.get("method") or "get").lower())
        for control in element.iter():
            form.fields += _sent(control)
            if control.tag == "textarea" or control.get("type") in TYPED_INTO:
                form.written.add(control.get("name") or "")
        found[element.get("id") or str(number)] = form
    return found


def _sent(control: Element) -> list[tuple[str, str]]:
    name, kind = control.get("name"), control.get("type")
    if not name or control.get("disabled") is not None:
        return []
    if control.tag == "textarea":
        return [(name, "".join(control.itertext()).removeprefix("\n"))]
    if control.tag == "select":
        chosen = [option for option in control.iter("option") if option.get("selected") is not None]
        return [(name, option.get("value") or "") for option in chosen or list(control.iter("option"))[:1]]
    if control.tag != "input" or kind in ("submit", "button", "file", "image"):
        return []
    if kind in ("radio", "checkbox") and control.get("checked") is None:
        return []
    return [(name, control.get("value") or "")]


def send(
    client: FlaskClient,
    address: str,
    typed: dict[str, str] | None = None,
    *,
    form: str | None = None,
    file: tuple[str, bytes] | None = None,
    action: str | None = None,
) -> TestResponse:
    """Open a page, type into one of its forms (the first, or the one with this id) and send it.

    `file` is a field's name and the content of the file that is chosen; `action` is where the pressed button leads.
    """
    forms = forms_of(client.get(address))
    found = forms[form] if form else next(iter(forms.values()))
    data: MultiDict[str, object] = MultiDict(found.with_typed(typed or {}))
    if file:
        data[file[0]] = (BytesIO(file[1]), "certificate.pdf")
    if found.method == "get":
        return client.get(found.action, query_string=data)
    return client.post(action or found.action, data=data, headers=ORIGIN)
