"""A provider of OpenID Connect on this machine, made of Authlib's server side, which can be told to lie."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import Thread
from typing import Any

import requests
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify, request
from joserfc import jwt
from joserfc.jwk import Key, KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "fenji", "b7Qe-2VxT9kLm4WzR8sYc1"
COMES_BACK_TO = "/sign-in/provider/return"
ALGORITHMS = {"RSA": "RS256", "EC": "ES256"}  # by kind of key
PAGE = """<!doctype html><html lang="en"><title>Sign in to the office</title><h1>Sign in to the office</h1>
<form method="post"><label>User <input name="user"></label>
<button name="answer" value="yes">Sign in</button> <button name="answer" value="no">No</button></form>"""


@cache
def first_key() -> RSAKey:
    """The key of every provider; making one takes a while."""
    return RSAKey.generate_key(2048, {"kid": "first"})


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc] # Authlib has no types
    """What the provider remembers of a code."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str | None
    user: dict[str, Any]
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> str | None:
        return self.user.get("acr")

    def get_amr(self) -> list[str] | None:
        return self.user.get("amr")


@dataclass
class OpenIdProvider:
    """The provider: its people by subject, its keys, and what it was told to do otherwise."""

    issuer: str = ""
    comes_back_to: str = f"http://localhost{COMES_BACK_TO}"
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: list[Key] = field(default_factory=lambda: [first_key()])
    signs_with: Key | None = None  # another key than the one it publishes
    algorithm: str = ""  # another way to sign: `none`, or `HS256` with its public key, which everybody knows
    names_keys: bool = True
    claims: dict[str, Any] = field(default_factory=dict)  # in place of those that are true; None leaves one out
    metadata: dict[str, Any] = field(default_factory=dict)  # likewise
    answers: dict[str, Callable[[], Response]] = field(default_factory=dict)  # of a path, instead of the usual one
    userinfo: dict[str, Any] | None = None  # instead of what is true
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)  # what was sent for tokens
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, subject: str, email: str, *, verified: object = True, **claims: Any) -> None:
        """Register somebody; further claims by name."""
        self.people[subject] = {"sub": subject, "email": email, "email_verified": verified, **claims}

    def answer_of(self, address: str, subject: str, *, says: str = "yes") -> str:
        """Where somebody is sent back to who signs in on the provider's page at this address."""
        with requests.Session() as browser:
            assert "Sign in to the office" in browser.get(address, timeout=5).text
            sent = {"user": subject, "answer": says}
            return str(browser.post(address, data=sent, allow_redirects=False, timeout=5).headers["Location"])

    def sign(self, claims: dict[str, Any]) -> str:
        """A token of these claims, signed as the provider was told."""
        key = self.signs_with or self.keys[-1]
        header = {"alg": self.algorithm or ALGORITHMS[key.key_type]}
        if self.names_keys:
            header["kid"] = str(self.keys[-1].kid)
        if not self.algorithm:
            return jwt.encode(header, claims, key, [header["alg"]])
        text = b".".join(urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims))
        known = json.dumps(self.keys[-1].as_dict(private=False)).encode() if self.algorithm == "HS256" else b""
        signature = hmac.digest(known, text, "sha256") if known else b""
        return f"{text.decode()}.{urlsafe_b64encode(signature).decode().rstrip('=')}"

    def describe(self) -> dict[str, Any]:
        """Its discovery document."""
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/logout",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "none"],
            "code_challenge_methods_supported": ["S256"],
            **self.metadata,
        }
        return {name: value for name, value in said.items() if value is not None}

    # What the grants of Authlib ask of a registered client, which is Fenji.

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, address: str) -> bool:
        return address == self.comes_back_to

    def check_client_secret(self, secret: str) -> bool:
        return secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method in self.describe().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


def _grant(provider: OpenIdProvider) -> type:
    class Codes(AuthorizationCodeGrant):  # type: ignore[misc] # Authlib has no types
        """The authorization code grant, with codes in memory."""

        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]  # noqa: RUF012 # Authlib's own way

        def save_authorization_code(self, code: str, request: Any) -> None:
            sent = request.payload
            data = sent.data
            provider.codes[code] = Code(
                code,
                sent.redirect_uri,
                request.scope,
                data.get("nonce"),
                request.user,
                data.get("code_challenge"),
                data.get("code_challenge_method"),
            )

        def query_authorization_code(self, code: str, _client: object) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del provider.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> dict[str, Any]:
            return authorization_code.user

    return Codes


def _open_id(provider: OpenIdProvider) -> OpenIDCode:
    class Tokens(OpenIDCode):  # type: ignore[misc] # Authlib has no types
        """ID tokens, true unless the provider was told otherwise."""

        def exists_nonce(self, _nonce: str, _request: object) -> bool:
            return False

        def get_client_algorithm(self, _client: object) -> str:
            return ALGORITHMS[provider.keys[-1].key_type]

        def resolve_client_private_key(self, _client: object) -> Key:
            return provider.keys[-1]

        def get_client_claims(self, _client: object) -> dict[str, Any]:
            return {"iss": provider.issuer, "aud": [CLIENT_ID]}

        def generate_user_info(self, user: dict[str, Any], _scope: str) -> UserInfo:
            return UserInfo(user)

        def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
            true: str = super().encode_id_token(token, request)
            claims = jwt.decode(true, provider.keys[-1], list(ALGORITHMS.values())).claims | provider.claims
            return provider.sign({name: value for name, value in claims.items() if value is not None})

    return Tokens(require_nonce=True)


def _application(provider: OpenIdProvider) -> Flask:
    app = Flask("provider")

    def remember(token: dict[str, Any], request: Any) -> None:
        provider.tokens[token["access_token"]] = request.user

    def note() -> Response | None:
        provider.asked.append(request.path)
        told = provider.answers.get(request.path)
        return told() if told else None

    def userinfo() -> Response:
        person = provider.tokens[request.headers["Authorization"].removeprefix("Bearer ")]
        return jsonify(provider.userinfo or person)

    server = AuthorizationServer(app, lambda name: provider if name == CLIENT_ID else None, remember)
    server.register_grant(_grant(provider), [_open_id(provider), CodeChallenge(required=True)])
    app.before_request(note)
    app.get("/.well-known/openid-configuration", endpoint="discovery")(lambda: jsonify(provider.describe()))
    app.get("/keys", endpoint="keys")(lambda: jsonify(KeySet(provider.keys).as_dict(private=False)))
    app.get("/logout", endpoint="logout")(lambda: "You are signed out of the office.")
    app.get("/userinfo")(userinfo)
    _add_sign_in(app, provider, server)
    return app


def _add_sign_in(app: Flask, provider: OpenIdProvider, server: Any) -> None:
    """The page of the provider, and the address for tokens."""

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> Any:
        grant = server.get_consent_grant(end_user=None)
        if request.method == "GET":
            return PAGE
        person = provider.people.get(request.form["user"]) if request.form["answer"] == "yes" else None
        return server.create_authorization_response(grant_user=person, grant=grant)

    @app.post("/token")
    def token() -> Any:
        provider.forms.append(request.form.to_dict())
        return server.create_token_response()


@contextmanager
def open_id_provider(**told: Any) -> Iterator[OpenIdProvider]:
    """Serve a provider on a free port until the block ends."""
    provider = OpenIdProvider(**told)
    server = make_server("127.0.0.1", 0, _application(provider), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
