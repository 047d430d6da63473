"""The signed cookie, as Flask's own, with its signer made once instead of with every request."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner


class CookieSession(SecureCookieSessionInterface):
    """Flask's session in a cookie; a signer belongs to its secret key."""

    def get_signing_serializer(self, app: Flask) -> Any:
        """The signer for this application's secret key."""
        return _signer(self, app, app.secret_key)


class Signer(TimestampSigner):
    """itsdangerous' own, which derives its key once instead of with every signature."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._derived: dict[str | bytes | None, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """The key that signs, made of a secret."""
        known = self._derived.get(secret_key)
        if known is None:
            known = self._derived[secret_key] = super().derive_key(secret_key)
        return known


@lru_cache(maxsize=8)
def _signer(session: SecureCookieSessionInterface, app: Flask, _secret: str | bytes | None) -> Any:
    serializer: Any = SecureCookieSessionInterface.get_signing_serializer(session, app)
    return None if serializer is None else with_one_signer(serializer)


def with_one_signer(serializer: Any) -> Any:
    """The serializer, which makes its signer once instead of with every signature; a signer has no state."""
    serializer.signer = Signer
    signer = serializer.make_signer(serializer.salt)
    serializer.make_signer = lambda _salt=None: signer
    return serializer


def install(app: Flask) -> None:
    """Let the application keep its signer."""
    app.session_interface = CookieSession()
