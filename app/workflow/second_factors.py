"""Changing what somebody signs in with beside the password: each change is in the ledger, and mailed to them."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import Refused, Role
from app.domain.sign_in_stages import Stage
from app.storage import second_factors, sign_ins
from app.storage.columns import new_key
from app.storage.second_factors import APP, SecondFactor
from app.storage.sign_ins import SignIn
from app.storage.transaction import transaction
from app.workflow.actor import Actor, actor_of
from app.workflow.administering import check_administrator, somebody
from app.workflow.asking import ask_mail
from app.workflow.authenticator_apps import first_step
from app.workflow.errors import Invalid
from app.workflow.recording import record
from app.workflow.recovery_codes import COUNT, make_codes

FRESH = timedelta(minutes=30)  # a session that was confirmed longer ago may belong to a browser left open


@dataclass(frozen=True, slots=True)
class Added:
    """A factor was added: the session's new token, and the recovery codes when they were made with it."""

    token: str
    codes: tuple[str, ...]


def add_app(session: Session, *, token: str, sealed: str, code: str, secret_key: str, now: datetime) -> Added:
    """Take an authenticator app, in place of an earlier one, once its first code fits.

    Raises Invalid with `wrong_code`, and Refused where the session was confirmed too long ago.
    """
    with transaction(session):
        opened = changeable(session, token, now)
        ready = first_step(secret_key, opened.person_id, sealed=sealed, code=code, now=now)
        if ready is None:
            raise Invalid("wrong_code", ["The code does not belong to this app."])
        if earlier := second_factors.app_of(session, opened.person_id):
            session.delete(earlier)
        factor = SecondFactor(kind=APP, name="", secret=ready[0], counter=ready[1], used_at=now)
        return add(session, opened, factor, secret_key=secret_key, now=now)


def add(session: Session, opened: SignIn, factor: SecondFactor, *, secret_key: str, now: datetime) -> Added:
    """Store a factor that was just shown to work, inside the caller's transaction.

    It counts as confirmed in this session, whose token changes; other sessions of the person ask for it from now on.
    """
    person_id = opened.person_id
    factor.id, factor.person_id, factor.created_at, factor.confirmed_at = new_key(), person_id, now, now
    codes: tuple[str, ...] = ()
    if not second_factors.codes_left(session, person_id):
        codes = make_codes(session, person_id, secret_key=secret_key, now=now)
    session.add(factor)
    token = secrets.token_urlsafe(32)
    opened.token_hash, opened.stage = sign_ins.hash_of(token), Stage.OPEN.value
    opened.second_factor = opened.second_factor or factor.kind
    _tell(session, actor_of(opened.person), "add_factor", person_id, now, kind=factor.kind, name=factor.name)
    return Added(token, codes)


def renew_codes(session: Session, *, token: str, secret_key: str, now: datetime) -> tuple[str, ...]:
    """Make ten new recovery codes; those from before open nothing any more.

    Raises Refused where the session was confirmed too long ago, and for somebody without a second factor.
    """
    with transaction(session):
        opened = changeable(session, token, now)
        if not second_factors.has_any(session, opened.person_id):
            raise Refused("no_factor")
        codes = make_codes(session, opened.person_id, secret_key=secret_key, now=now)
        _tell(session, actor_of(opened.person), "renew_recovery_codes", opened.person_id, now, count=COUNT)
    return codes


def remove_factor(session: Session, *, token: str, factor_id: UUID, required: Collection[Role], now: datetime) -> None:
    """Remove one of one's own factors; with the last one, the recovery codes go as well.

    `required` are the roles that need one. Raises Refused for their last one and where the session was confirmed too
    long ago, Invalid for a factor that is not theirs.
    """
    with transaction(session):
        opened = changeable(session, token, now)
        factor = second_factors.factor_of(session, opened.person_id, factor_id)
        if factor is None:
            raise Invalid("unknown_factor", ["There is no such second factor."])
        kind, name = factor.kind, factor.name
        is_last = len(second_factors.factors_of(session, opened.person_id)) == 1
        if is_last and opened.person.role_names() & frozenset(required):
            raise Refused("factor_required")
        session.delete(factor)
        if is_last:
            second_factors.forget_codes(session, opened.person_id)
        _tell(session, actor_of(opened.person), "remove_factor", opened.person_id, now, kind=kind, name=name)


def reset_factors(session: Session, actor: Actor, person_id: UUID, now: datetime) -> None:
    """Take every factor and code from somebody who lost them; their sessions end. By an administrator, for others only.

    Raises Refused, above all for oneself; Invalid for a person who is not there.
    """
    if person_id == actor.person_id:
        raise Refused("own_factors")
    with transaction(session):
        check_administrator(session, actor)
        somebody(session, person_id)
        second_factors.hold(session, person_id)
        found = second_factors.factors_of(session, person_id)
        for factor in found:
            session.delete(factor)
        second_factors.forget_codes(session, person_id)
        sign_ins.end_all(session, person_id, now)
        _tell(session, actor, "reset_factors", person_id, now, count=len(found))


def changeable(session: Session, token: str, now: datetime) -> SignIn:
    """The session of this token, inside the caller's transaction, when it may change the person's factors.

    Raises Refused when it is over, or when they have a factor and it was not confirmed lately.
    """
    opened = sign_ins.current(session, token, now)
    if opened is None:
        raise Refused("session_over")
    second_factors.hold(session, opened.person_id)
    stale = opened.second_factor is None or opened.created_at + FRESH < now
    if stale and second_factors.has_any(session, opened.person_id):
        raise Refused("confirm_again")
    return opened


def _tell(session: Session, actor: Actor, action: str, person_id: UUID, now: datetime, **details: object) -> None:
    record(session, actor=actor, action=action, subject=("person", person_id), now=now, details=details)
    values = {"change": action, "at": now.isoformat(), **details}
    ask_mail(session, template="second_factor", to=person_id, values=values, now=now)
