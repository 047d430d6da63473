"""Signing in and out: the password checked, attempts limited, and a session opened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.storage import attempts, people, sign_ins
from app.storage.transaction import transaction
from app.workflow.actor import actor_of
from app.workflow.errors import SignInRefused
from app.workflow.limiting_attempts import count_attempt
from app.workflow.opening_sessions import open_session
from app.workflow.passwords import matches
from app.workflow.recording import record

KIND = "sign_in"


def sign_in(
    session: Session,
    *,
    email: str,
    password: str,
    address: str,
    now: datetime,
    replaces: str | None = None,
    device: str = "",
) -> str:
    """Check the password and open a session; gives its token, which is stored nowhere.

    `replaces` is the token the browser had before: it is ended. `device` says which browser it is, in words.
    Raises SignInRefused with `wrong` for an unknown name, a wrong password and a deactivated person alike, and with
    `too_many` and the seconds to wait.
    """
    email = email.strip().lower()
    tried = count_attempt(session, KIND, account=email, address=address, now=now)
    person = people.person_by_email(session, email)
    stored = person.password_hash if person else None
    active = person is not None and person.active
    # No transaction is open while the password is checked: it is meant to take long.
    session.rollback()
    if not matches(stored, password) or not active or person is None:
        raise SignInRefused("wrong")
    with transaction(session):
        present = people.locked(session, person.id)
        # Meanwhile somebody may have been let go, or the password was changed and every session ended.
        if present is None or not present.active or present.password_hash != stored:
            raise SignInRefused("wrong")
        attempts.forget(session, tried)
        return open_session(session, person, now=now, replaces=replaces, device=device, confirmed=None)


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End the session of this token; nothing happens when it is over already."""
    with transaction(session):
        found = sign_ins.current(session, token, now)
        if found is not None:
            found.ended_at = now
            actor = actor_of(found.person)
            record(session, actor=actor, action="sign_out", subject=("person", found.person_id), now=now)
