"""Templates are indented for those who read them; pages are sent without it, which spares a phone some of its load."""

from __future__ import annotations

import re

from flask import Flask
from jinja2.ext import Extension

INDENT = re.compile(r"\n[ \t]+")


class Unindented(Extension):
    """Takes the indentation out of a template before it is compiled; what people typed is put in later."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's
        """The template with each line at its margin; the lines stay, so that a mistake names its own."""
        return INDENT.sub("\n", source)


def install(app: Flask) -> None:
    """Read every template this way."""
    app.jinja_env.add_extension(Unindented)
