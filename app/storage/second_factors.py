"""Finding the second factors of a person, and the codes that stand for a lost one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.storage.sign_in_tables import RecoveryCode, SecondFactor
from app.storage.tables import Person

__all__ = [
    "APP",
    "PASSKEY",
    "RecoveryCode",
    "SecondFactor",
    "advance",
    "app_of",
    "codes_left",
    "factor_of",
    "factors_of",
    "forget_codes",
    "has_any",
    "hold",
    "passkey",
    "spend_code",
]

APP, PASSKEY = "totp", "passkey"


def hold(session: Session, person_id: UUID) -> None:
    """Let whoever changes the factors of this person take turns, until the end of the transaction."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())


def has_any(session: Session, person_id: UUID) -> bool:
    """Whether this person has set up a second factor, and confirmed it once."""
    query = select(SecondFactor.id).where(_theirs(person_id), SecondFactor.confirmed_at.is_not(None))
    return session.scalar(query.limit(1)) is not None


def factors_of(session: Session, person_id: UUID) -> Sequence[SecondFactor]:
    """The confirmed second factors of a person, the oldest first."""
    query = select(SecondFactor).where(_theirs(person_id), SecondFactor.confirmed_at.is_not(None))
    return session.scalars(query.order_by(SecondFactor.created_at, SecondFactor.id)).all()


def factor_of(session: Session, person_id: UUID, factor_id: UUID) -> SecondFactor | None:
    """The second factor with this key, if it is this person's."""
    return session.scalar(select(SecondFactor).where(SecondFactor.id == factor_id, _theirs(person_id)))


def app_of(session: Session, person_id: UUID) -> SecondFactor | None:
    """The authenticator app of a person."""
    return next((each for each in factors_of(session, person_id) if each.kind == APP), None)


def passkey(session: Session, credential_id: str) -> SecondFactor | None:
    """The passkey with this credential id (base64url), whosever it is."""
    query = select(SecondFactor).where(SecondFactor.credential_id == credential_id, SecondFactor.kind == PASSKEY)
    return session.scalar(query)


def advance(
    session: Session, factor: SecondFactor, counter: int, now: datetime, *, since: datetime | None = None
) -> bool:
    """Note a use of a factor; False when its counter would not go forward, or it was used after `since`.

    A counter that stays at 0 belongs to a passkey that does not count. It is one statement, so that of two uses
    at the same instant one is refused.
    """
    forward: ColumnElement[bool] = SecondFactor.counter < counter
    if counter == 0:
        forward = SecondFactor.counter == 0
    chosen = [SecondFactor.id == factor.id, forward]
    if since is not None:
        chosen.append(or_(SecondFactor.used_at.is_(None), SecondFactor.used_at < since))
    return _changed(session.execute(update(SecondFactor).where(*chosen).values(counter=counter, used_at=now)))


def spend_code(session: Session, person_id: UUID, code_hash: str, now: datetime) -> bool:
    """Use a recovery code up; False when there is none, or it was used already."""
    unused = (RecoveryCode.person_id == person_id, RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None))
    return _changed(session.execute(update(RecoveryCode).where(*unused).values(used_at=now)))


def codes_left(session: Session, person_id: UUID) -> int:
    """How many recovery codes this person has not used yet."""
    query = select(func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def forget_codes(session: Session, person_id: UUID) -> None:
    """Drop the recovery codes of a person, used or not."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def _theirs(person_id: UUID) -> ColumnElement[bool]:
    return SecondFactor.person_id == person_id


def _changed(result: object) -> bool:
    return isinstance(result, CursorResult) and result.rowcount == 1
