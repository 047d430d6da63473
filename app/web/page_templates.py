"""The templates of pages: what is the same for everybody, plain addresses among it, is made once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, MutableMapping
from typing import Any, cast

from flask import Flask, current_app, request, url_for
from flask.templating import Environment
from markupsafe import Markup

from app.web.localisation import language

EXTENSION = "fenji.constant_parts"
CONSTANT = "constant/"  # the folder of the templates that tell nothing of whoever asks
MOST = 500
# What a template could ask of the present request; a constant part that tries fails at once.
OF_THE_REQUEST = dict.fromkeys(("request", "session", "g", "csrf_token", "get_flashed_messages", "this_page"))


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
    app.jinja_env.globals["drawn_once"] = drawn_once


def address(endpoint: str, **values: Any) -> str:
    """`url_for` of the templates; the address of a page that needs nothing else is made once."""
    if values:
        return url_for(endpoint, **values)
    known: str = once((request.root_path, endpoint), lambda: url_for(endpoint))
    return known


def drawn_once(name: str, **values: Hashable) -> Markup:
    """A constant part of pages, drawn once for each language and these values, which must be few.

    Raises ValueError for a template of another folder.
    """
    if not name.startswith(CONSTANT):
        raise ValueError(f"{name} is not in {CONSTANT}, so it may depend on who asks.")

    def draw() -> Markup:
        template: Any = current_app.jinja_env.get_template(name)
        return cast(Markup, template.make_module({**OF_THE_REQUEST, **values}).__html__())

    known: Markup = once((request.root_path, name, language(), *values.items()), draw)
    return known


def once(key: tuple[Hashable, ...], make: Callable[[], Any]) -> Any:
    """What was made under this key before, or is made now; nothing that depends on who asks."""
    made: dict[tuple[Hashable, ...], Any] = current_app.extensions[EXTENSION]
    known = made.get(key)
    if known is None:
        while len(made) >= MOST:
            made.pop(next(iter(made)), None)
        known = made[key] = make()
    return known
