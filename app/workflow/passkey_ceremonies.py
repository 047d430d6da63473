"""What a browser is asked to do with a passkey, and whether its answer is right (WebAuthn, through py_webauthn)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import webauthn
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from app.workflow.challenges import challenge, made_at

ADD, CONFIRM, SIGN_IN = "add a passkey", "confirm a sign-in", "sign in"  # what a challenge is for
LONGEST = 20_000  # characters of an answer; a credential id alone may have 1,400
# What the library raises for an answer that somebody made up.
MADE_UP = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys are good: the domain they belong to, its name, the origins of its pages, and our secret key."""

    domain: str
    name: str
    origins: tuple[str, ...]
    secret_key: str


def options_to_add(
    site: Site, *, person_id: UUID, email: str, name: str, known: Iterable[str], bound_to: str, now: datetime
) -> str:
    """What `navigator.credentials.create` is called with, as JSON; `known` are the passkeys there already.

    A passkey that can sign in by itself is preferred; a plain security key still serves as a second factor.
    """
    options = webauthn.generate_registration_options(
        rp_id=site.domain,
        rp_name=site.name,
        user_id=person_id.bytes,
        user_name=email,
        user_display_name=name,
        challenge=challenge(site.secret_key, ADD, bound_to, now),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_described(known),
    )
    return options_to_json(options)


def options_to_ask(site: Site, *, purpose: str, known: Iterable[str], bound_to: str, now: datetime) -> str:
    """What `navigator.credentials.get` is called with, as JSON; to sign in, no passkey is named: the browser offers."""
    alone = purpose == SIGN_IN
    options = webauthn.generate_authentication_options(
        rp_id=site.domain,
        challenge=challenge(site.secret_key, purpose, bound_to, now),
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(options)


def read_addition(answer: str) -> RegistrationCredential | None:
    """What a browser answered when a passkey was made; None when it makes no sense."""
    return _or_none(lambda: parse_registration_credential_json(_bounded(answer)))


def read_assertion(answer: str) -> AuthenticationCredential | None:
    """What a browser answered when a passkey was asked for; None when it makes no sense."""
    return _or_none(lambda: parse_authentication_credential_json(_bounded(answer)))


def check_addition(
    site: Site, credential: RegistrationCredential, bound_to: str, now: datetime
) -> VerifiedRegistration | None:
    """The new passkey, None when the answer is not to our challenge, from another site, or wrong in any other way."""
    asked = _challenge_of(site, credential.response.client_data_json, ADD, bound_to, now)
    if asked is None:
        return None
    return _or_none(
        lambda: webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=asked[0],
            expected_rp_id=site.domain,
            expected_origin=list(site.origins),
        )
    )


def check_assertion(
    site: Site,
    credential: AuthenticationCredential,
    *,
    public_key: bytes,
    counter: int,
    purpose: str,
    bound_to: str,
    now: datetime,
) -> tuple[VerifiedAuthentication, datetime] | None:
    """The answer checked, with the time of its challenge; None when anything about it is wrong.

    To sign in by a passkey alone, the device must have made sure who holds it, by finger, face or PIN.
    """
    asked = _challenge_of(site, credential.response.client_data_json, purpose, bound_to, now)
    if asked is None:
        return None
    verified = _or_none(
        lambda: webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=asked[0],
            expected_rp_id=site.domain,
            expected_origin=list(site.origins),
            credential_public_key=public_key,
            credential_current_sign_count=counter,
            require_user_verification=purpose == SIGN_IN,
        )
    )
    return None if verified is None else (verified, asked[1])


def _challenge_of(
    site: Site, client_data: bytes, purpose: str, bound_to: str, now: datetime
) -> tuple[bytes, datetime] | None:
    said = _or_none(lambda: parse_client_data_json(client_data))
    if said is None or said.cross_origin:
        return None
    made = made_at(site.secret_key, said.challenge, purpose, bound_to, now)
    return None if made is None else (said.challenge, made)


def _described(known: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known]


def _bounded(answer: str) -> str:
    if len(answer) > LONGEST:
        raise ValueError("No passkey answers at such length.")
    return answer


def _or_none(make: Callable[[], Found]) -> Found | None:
    try:
        return make()
    except MADE_UP:
        return None


def key_of(credential_id: bytes) -> str:
    """A credential id as it is stored."""
    return bytes_to_base64url(credential_id)
