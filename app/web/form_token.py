"""The token that a form carries, as Flask-WTF makes and checks it, by a signer that is made once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import current_app, g, session
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer

from app.web.cookie_session import with_one_signer

NAME = "csrf_token"  # in the session, in the form, and for the length of a request


def form_token() -> str:
    """The token of this session; the same for every form of a page."""
    if NAME not in session or NAME in g:
        made: str = generate_csrf()
        return made
    token: str = _serializer(current_app.secret_key).dumps(session[NAME])
    setattr(g, NAME, token)
    return token


@lru_cache(maxsize=8)
def _serializer(secret: str | bytes) -> Any:
    return with_one_signer(URLSafeTimedSerializer(secret, salt="wtf-csrf-token"))
