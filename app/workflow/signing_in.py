"""Signing in and out: the password checked, attempts limited, the session made new."""

from __future__ import annotations

import math
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.storage import attempts, people, sign_ins
from app.storage.columns import new_key
from app.storage.sign_ins import SignIn
from app.storage.transaction import transaction
from app.workflow.actor import actor_of
from app.workflow.errors import SignInRefused
from app.workflow.passwords import matches
from app.workflow.recording import record

KIND = "sign_in"
WINDOW = timedelta(minutes=15)
BY_ACCOUNT, BY_ADDRESS, IN_ALL = 10, 50, 1_000  # a whole office may share one address
LIFETIME = timedelta(hours=12)


def sign_in(
    session: Session, *, email: str, password: str, address: str, now: datetime, replaces: str | None = None
) -> str:
    """Check the password and open a session; gives its token, which is stored nowhere.

    `replaces` is the token the browser had before: it is ended. Raises SignInRefused with `wrong` for an unknown
    name, a wrong password and a deactivated person alike, and with `too_many` and the seconds to wait.
    """
    email = email.strip().lower()
    tried = _count_attempt(session, email, address, now)
    person = people.person_by_email(session, email)
    stored = person.password_hash if person else None
    active = person is not None and person.active
    # No transaction is open while the password is checked: it is meant to take long.
    session.rollback()
    if not matches(stored, password) or not active or person is None:
        raise SignInRefused("wrong")
    token = secrets.token_urlsafe(32)
    with transaction(session):
        if not person.active:
            raise SignInRefused("wrong")
        attempts.forget(session, tried)
        if replaces:
            _end(session, replaces, now)
        opened = SignIn(
            id=new_key(),
            token_hash=sign_ins.hash_of(token),
            person_id=person.id,
            created_at=now,
            seen_at=now,
            expires_at=now + LIFETIME,
        )
        session.add(opened)
        record(session, actor=actor_of(person), action="sign_in", subject=("person", person.id), now=now)
    return token


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End the session of this token; nothing happens when it is over already."""
    with transaction(session):
        found = sign_ins.current(session, token, now)
        if found is not None:
            found.ended_at = now
            actor = actor_of(found.person)
            record(session, actor=actor, action="sign_out", subject=("person", found.person_id), now=now)


def _end(session: Session, token: str, now: datetime) -> None:
    found = sign_ins.current(session, token, now)
    if found is not None:
        found.ended_at = now


def _count_attempt(session: Session, email: str, address: str, now: datetime) -> list[UUID]:
    """Write the attempt down before the password is looked at; raises SignInRefused when there were too many.

    It is counted again after the commit, so that many attempts at the same instant see each other.
    """
    keys = (
        (attempts.key_of("account", email), BY_ACCOUNT),
        (attempts.key_of("address", address), BY_ADDRESS),
        (attempts.key_of("all"), IN_ALL),
    )
    tried = [new_key() for _ in keys]
    _refuse_excess(session, keys, now, stored=False)
    with transaction(session):
        session.add_all(
            attempts.Attempt(id=own, kind=KIND, key=key, at=now) for own, (key, _) in zip(tried, keys, strict=True)
        )
    _refuse_excess(session, keys, now, stored=True)
    return tried


def _refuse_excess(session: Session, keys: tuple[tuple[str, int], ...], now: datetime, *, stored: bool) -> None:
    waits = [
        attempts.wait_of(session, KIND, key, limit=limit, window=WINDOW, now=now, stored=stored) for key, limit in keys
    ]
    if longest := max((wait for wait in waits if wait is not None), default=None):
        raise SignInRefused("too_many", math.ceil(longest.total_seconds()))
