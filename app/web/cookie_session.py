"""The signed cookie, as Flask's own, with its signer made once instead of with every request."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface


class CookieSession(SecureCookieSessionInterface):
    """Flask's session in a cookie; a signer belongs to its secret key."""

    def get_signing_serializer(self, app: Flask) -> Any:
        """The signer for this application's secret key."""
        return _signer(self, app, app.secret_key)


@lru_cache(maxsize=8)
def _signer(session: SecureCookieSessionInterface, app: Flask, _secret: str | bytes | None) -> Any:
    return SecureCookieSessionInterface.get_signing_serializer(session, app)


def install(app: Flask) -> None:
    """Let the application keep its signer."""
    app.session_interface = CookieSession()
