"""Speaking to the provider of OpenID Connect: where it is, how to ask it, and whether its answer is true."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import datetime
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, InvalidKeyTypeError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException

from app.oidc_settings import THIS_MACHINE, Provider
from app.web.account.begun_sign_ins import Begun
from app.web.account.bounded_answers import PATIENCE, bound

# Signatures that only the provider can make: neither `none` nor one with a secret that two sides know.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
SCOPE = "openid email profile"
LEEWAY = 60  # seconds that two clocks may differ
FRESH = 3600.0  # seconds for which what a provider says about itself is believed
NEW_KEYS = 60.0  # seconds before keys are asked for again because a token names one that is not there
AWAY = 10.0  # seconds for which a provider that did not answer is not asked again: people would queue up for nothing
LONGEST_SUBJECT = 255
# What libraries raise at something that is not what it should be, nested too deeply among it.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderAway(Exception):
    """The provider does not answer, or not in a way that could be used; `str()` is for the log and holds no secret."""


class AnswerRefused(Exception):
    """The provider's answer is not true, not for us, or not for this sign-in; `str()` is for the log."""


class ProviderClient:
    """One provider, with what it said about itself; shared by all requests of an application."""

    def __init__(self, provider: Provider, comes_back_to: str) -> None:
        self.provider = provider
        self._comes_back_to = comes_back_to
        self._lock = Lock()
        self._metadata: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._away_since: float | None = None

    def way_there(self, begun: Begun, language: str) -> str:
        """The address at which somebody signs in at the provider; raises ProviderAway."""
        extra = {"ui_locales": "zh-Hans zh-CN zh" if language == "zh-Hans" else language}
        if self.provider.second_factor_acr:
            extra["acr_values"] = " ".join(self.provider.second_factor_acr)
        metadata = self._about()
        with self._session(metadata) as session:
            address, _state = session.create_authorization_url(
                metadata["authorization_endpoint"],
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
                **extra,
            )
        return str(address)

    def way_out(self) -> str | None:
        """The address at which somebody signs out at the provider, None when it has none; raises ProviderAway."""
        address = self._about().get("end_session_endpoint")
        if not isinstance(address, str) or not self._is_safe(address):
            return None
        return str(add_params_to_uri(address, [("client_id", self.provider.client_id)]))

    def check_sender(self, issuer: str | None) -> None:
        """Whether an answer comes from this provider, as far as it says so (RFC 9207).

        Raises AnswerRefused, and ProviderAway.
        """
        says = self._about().get("authorization_response_iss_parameter_supported") is True
        if (issuer is None and says) or (issuer is not None and issuer != self.provider.issuer):
            raise AnswerRefused("the answer names another issuer, or none")

    def claims(self, code: str, begun: Begun, now: datetime) -> Mapping[str, Any]:
        """What the provider says of whoever brought this code, checked; raises AnswerRefused and ProviderAway."""
        metadata = self._about()
        try:
            with self._session(metadata) as session:
                token = session.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=begun.verifier,
                )
                claims = self._checked(token, begun.nonce, now)
                if "email" not in claims and "userinfo_endpoint" in metadata:
                    claims |= self._more(session, metadata["userinfo_endpoint"], claims["sub"])
        except OAuthError as error:
            if error.error == "invalid_grant":
                raise AnswerRefused("the code is not, or no longer, good") from None
            raise ProviderAway(f"it refuses us: {_plain(error.error)}") from None
        except (RequestException, *UNREADABLE) as error:
            raise ProviderAway(f"no token came: {type(error).__name__}") from None
        return claims

    def _checked(self, token: Mapping[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
        """The claims of an ID token that is signed by this provider, for us, now, and for this sign-in."""
        written = token.get("id_token")
        if not isinstance(written, str):
            raise AnswerRefused("there is no ID token")
        try:
            decoded = self._decoded(written)
            expected = {
                "iss": {"essential": True, "value": self.provider.issuer},
                "aud": {"essential": True, "value": self.provider.client_id},
            }
            facts = {
                "nonce": nonce,
                "client_id": self.provider.client_id,
                "access_token": token.get("access_token"),
            }
            claims = CodeIDToken(decoded.claims, decoded.header, expected, facts)
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except JoseError as error:
            raise AnswerRefused(f"the ID token is refused: {_plain(error.error)}") from None
        except UNREADABLE as error:
            raise AnswerRefused(f"the ID token cannot be read: {type(error).__name__}") from None
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
            raise AnswerRefused("the subject is no name of somebody")
        return dict(claims)

    def _decoded(self, written: str) -> jwt.Token:
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        try:
            return jwt.decode(written, self._key_set(), registry=registry)
        except (InvalidKeyIdError, InvalidKeyTypeError, BadSignatureError):
            # The provider may have changed its keys since they were read.
            return jwt.decode(written, self._key_set(older_than=NEW_KEYS), registry=registry)

    def _more(self, session: Any, address: object, subject: str) -> dict[str, Any]:
        """What some providers say at another address only; of somebody else it is not believed."""
        if not isinstance(address, str) or not self._is_safe(address):
            return {}
        answer = session.get(address)
        answer.raise_for_status()
        said = answer.json()
        if not isinstance(said, dict) or said.get("sub") != subject:
            raise AnswerRefused("what it says of the person is about somebody else")
        return {name: value for name, value in said.items() if name not in ("iss", "aud", "sub", "acr", "amr")}

    def _about(self) -> Mapping[str, Any]:
        """What the provider says about itself; raises ProviderAway."""
        with self._lock:
            if self._metadata is not None and time.monotonic() - self._metadata[0] < FRESH:
                return self._metadata[1]
            said = self._read(get_well_known_url(self.provider.issuer, external=True))
            if said.get("issuer") != self.provider.issuer:
                raise ProviderAway("it calls itself by another name than FENJI_OIDC_ISSUER")
            if wrong := [name for name in NEEDED if not self._is_safe(said.get(name))]:
                raise ProviderAway(f"it gives no fit address as {', '.join(wrong)}")
            self._metadata = (time.monotonic(), said)
            return said

    def _key_set(self, older_than: float = FRESH) -> KeySet:
        address = self._about()["jwks_uri"]
        with self._lock:
            if self._keys is not None and time.monotonic() - self._keys[0] < older_than:
                return self._keys[1]
            said = self._read(address)
            try:
                keys = KeySet.import_key_set(said)  # type: ignore[arg-type] # it says itself what does not fit
            except (JoseError, *UNREADABLE) as error:
                raise ProviderAway(f"its keys cannot be read: {type(error).__name__}") from None
            self._keys = (time.monotonic(), keys)
            return keys

    def _read(self, address: str) -> dict[str, Any]:
        """A JSON document of the provider; raises ProviderAway, at once when it was away a moment ago."""
        if self._away_since is not None and time.monotonic() - self._away_since < AWAY:
            raise ProviderAway("it was away a moment ago")
        try:
            with self._session({}) as session:
                answer = session.get(address, withhold_token=True)
                answer.raise_for_status()
                said = dict(answer.json())
        except (RequestException, *UNREADABLE) as error:
            self._away_since = time.monotonic()
            raise ProviderAway(f"{urlsplit(address).path} cannot be read: {type(error).__name__}") from None
        self._away_since = None
        return said

    def _session(self, metadata: Mapping[str, Any]) -> Any:
        session = OAuth2Session(
            client_id=self.provider.client_id,
            client_secret=self.provider.client_secret,
            token_endpoint_auth_method=self._way_of_proving(metadata),
            scope=SCOPE,
            redirect_uri=self._comes_back_to,
            code_challenge_method="S256",
            default_timeout=PATIENCE,
            hooks={"response": [bound]},
            max_redirects=0,
        )
        session.headers["Accept-Encoding"] = "identity"  # so that a small answer cannot unpack to a large one
        return session

    def _way_of_proving(self, metadata: Mapping[str, Any]) -> str:
        """How to say the client secret: as the standard wants it, unless the provider only takes the other way."""
        offered = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        # In a header some want special characters escaped, and some do not; in a form all agree.
        special = not re.fullmatch(r"[\w.~-]+", self.provider.client_id + self.provider.client_secret, re.ASCII)
        if "client_secret_post" in offered and (special or "client_secret_basic" not in offered):
            return "client_secret_post"
        return "client_secret_basic"

    def _is_safe(self, address: object) -> bool:
        """Whether an address of the provider is https; on this machine http will do when the issuer is here as well."""
        if not isinstance(address, str):
            return False
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        here = urlsplit(self.provider.issuer).hostname in THIS_MACHINE and parts.hostname in THIS_MACHINE
        return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and here))


def _plain(error: object) -> str:
    """The code of an error, when it is one: what others send does not go into a log as it is."""
    return error if isinstance(error, str) and re.fullmatch(r"[a-z_]{1,40}", error) else "an error"
