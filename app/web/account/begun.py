"""What every way of signing in ends with, and what it says when there were too many attempts."""

from __future__ import annotations

from flask import g, session

from app.web.access import SIGN_IN
from app.web.localisation import ngettext

MINUTE = 60


def begin(token: str) -> None:
    """Let this browser hold the session of the token: nothing of what it held before is believed any more."""
    session.clear()
    g.pop("csrf_token", None)
    session[SIGN_IN] = token


def too_many(wait_seconds: int) -> str:
    """How long somebody has to wait after too many attempts."""
    return ngettext(
        "There were too many attempts. Try again in %(num)s minute.",
        "There were too many attempts. Try again in %(num)s minutes.",
        -(-wait_seconds // MINUTE),
    )
