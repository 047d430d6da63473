"""Another language in the middle of a form: the same page with what was typed, and nothing is saved or found wrong."""

# The buttons for the other languages at the top of a page belong to its main form (id="form") and send what was typed
# along. A view needs nothing for it when its form is a `Form` and it shows the page again where that form is not valid;
# a form that keeps its fields otherwise asks `switching()`. tests/pages/test_language_switch.py tries each page.

from __future__ import annotations

from datetime import timedelta
from typing import Any

import flask
from flask import Flask, current_app, g, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.settings import Settings
from app.web.localisation import COOKIE, LANGUAGES

FIELD = "switch_language"
A_YEAR = timedelta(days=365)


class Form(FlaskForm):  # type: ignore[misc] # Flask-WTF has no types
    """A form that is not looked at while its page is only shown in another language."""

    def validate(self, *arguments: Any, **named: Any) -> bool:
        """Whether everything is right; False without a message when another language is asked for."""
        if switching():
            g.typed_is_shown = True
            return False
        return bool(super().validate(*arguments, **named))


def install(app: Flask) -> None:
    """Notice the button before the view runs, and remember the choice afterwards."""
    app.before_request(_notice)
    app.after_request(_remember)
    app.jinja_env.globals["LANGUAGE_FIELD"] = FIELD


def switching() -> bool:
    """Whether this request only asks for its page in another language, with what was typed."""
    return bool(g.get("switching", False))


def keep_language(response: Response, code: str) -> None:
    """Let the browser remember the language for a year."""
    settings: Settings = current_app.config["FENJI_SETTINGS"]
    response.set_cookie(COOKIE, code, max_age=A_YEAR, secure=settings.secure, httponly=True, samesite="Lax")


def _notice() -> None:
    code = request.values.get(FIELD)
    if code in LANGUAGES:
        g.switching, g.language = True, code


def _remember(response: flask.Response) -> flask.Response:
    if switching():
        keep_language(response, g.language)
        # The view took the form for a wrong one; for the person it is the page they were on.
        if g.get("typed_is_shown") and response.status_code == 400:
            response.status_code = 200
    return response
