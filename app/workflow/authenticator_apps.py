"""Apps that show one-time passwords (TOTP, RFC 6238): a secret both sides know, and a code for each half minute."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
from sqlalchemy.orm import Session

from app.storage import second_factors
from app.storage.second_factors import SecondFactor
from app.workflow.recovery_codes import typed_code
from app.workflow.sealing import seal, unseal

SECONDS, DIGITS = 30, 6
CLOCKS_APART = 1  # steps that the clock of a phone may be off


@dataclass(frozen=True, slots=True)
class NewApp:
    """What an app is set up with: its secret, the same sealed for a form to carry, and the address for a QR code."""

    secret: str
    sealed: str
    address: str


def new_app(secret_key: str, person_id: UUID, *, account: str, issuer: str, sealed: str | None = None) -> NewApp:
    """A secret for this person's app: a fresh one, or that which a form carried (fresh when it was tampered with)."""
    about = _being_set_up(person_id)
    carried = unseal(secret_key, sealed, about) if sealed else None
    secret = carried or pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)
    return NewApp(secret, sealed if carried and sealed else seal(secret_key, secret, about), address)


def first_step(secret_key: str, person_id: UUID, *, sealed: str, code: str, now: datetime) -> tuple[str, int] | None:
    """The secret to store, sealed, and the step of the first code; None when the code does not fit the secret."""
    secret = unseal(secret_key, sealed, _being_set_up(person_id))
    step = step_of(secret, code, now) if secret else None
    return None if secret is None or step is None else (seal(secret_key, secret, _in_use(person_id)), step)


def use_code(session: Session, factor: SecondFactor, code: str, *, secret_key: str, now: datetime) -> bool:
    """Whether this is a code of the app that was not used before, inside the caller's transaction."""
    secret = unseal(secret_key, factor.secret or "", _in_use(factor.person_id))
    step = step_of(secret, code, now) if secret else None
    return step is not None and second_factors.advance(session, factor, step, now)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step that this code belongs to, the newest that it fits; None when it is none of the present ones."""
    typed = typed_code(code)
    if len(typed) != DIGITS or not typed.isascii():
        return None
    present, clock = int(now.timestamp()) // SECONDS, pyotp.TOTP(secret)
    for step in range(present + CLOCKS_APART, present - CLOCKS_APART - 1, -1):
        if hmac.compare_digest(clock.generate_otp(step), typed):
            return step
    return None


def _being_set_up(person_id: UUID) -> str:
    return f"an app that {person_id} sets up"


def _in_use(person_id: UUID) -> str:
    return f"the app of {person_id}"
