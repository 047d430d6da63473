"""The templates of pages: what all of them know stands in one dictionary, and plain addresses are made once."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask import Flask, current_app, request, url_for
from flask.templating import Environment

EXTENSION = "fenji.addresses"


class PageEnvironment(Environment):
    """Templates that bring no names of their own share the dictionary itself instead of a view on it.

    Jinja compares the two names by name wherever a template takes something from another one; with a dictionary on
    both sides that costs next to nothing.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that a template knows: those of all templates, and its own where it has any."""
        return super().make_globals(d) if d else self.globals


def install(app: Flask) -> None:
    """Set the environment up; before anything asks for `app.jinja_env`."""
    app.jinja_environment = PageEnvironment
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.extensions[EXTENSION] = {}
    app.jinja_env.globals["url_for"] = address


def address(endpoint: str, **values: Any) -> str:
    """`url_for` of the templates; the address of a page that needs nothing else is made once."""
    if values:
        return url_for(endpoint, **values)
    addresses: dict[tuple[str, str], str] = current_app.extensions[EXTENSION]
    key = (request.root_path, endpoint)
    known = addresses.get(key)
    if known is None:
        known = addresses[key] = url_for(endpoint)
    return known
