"""Opening a person's session, however they proved who they are, in place of the one their browser had before."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.sign_in_stages import Stage
from app.storage import second_factors, sign_ins
from app.storage.columns import new_key
from app.storage.people import Person
from app.storage.sign_ins import SignIn
from app.storage.transaction import in_transaction
from app.workflow.actor import actor_of
from app.workflow.recording import record

LIFETIME = timedelta(hours=12)
LONGEST_DEVICE = 200


def open_session(
    session: Session,
    person: Person,
    *,
    now: datetime,
    replaces: str | None,
    device: str,
    confirmed: str | None,
) -> str:
    """Open a session inside the caller's transaction; gives its token, which is stored nowhere.

    `replaces` is the token the browser had before: its session is ended. `device` says which browser it is, in words.
    `confirmed` names what stood for the second factor (`totp`, `recovery_code`, `passkey`, or what another provider
    vouches for); without it somebody who has set a factor up is asked for it before anything opens.
    Raises RuntimeError outside a transaction.
    """
    if not in_transaction(session):
        raise RuntimeError("A session is opened inside a transaction.")
    if replaces:
        end_session(session, replaces, now)
    waits = confirmed is None and second_factors.has_any(session, person.id)
    stage = Stage.SECOND_FACTOR if waits else Stage.OPEN
    token = secrets.token_urlsafe(32)
    session.add(_row(person, token, now, device=device, stage=stage, confirmed=confirmed))
    action = "sign_in_begun" if waits else "sign_in"
    details = {"second_factor": confirmed} if confirmed else {}
    record(session, actor=actor_of(person), action=action, subject=("person", person.id), now=now, details=details)
    return token


def _row(person: Person, token: str, now: datetime, *, device: str, stage: Stage, confirmed: str | None) -> SignIn:
    return SignIn(
        id=new_key(),
        token_hash=sign_ins.hash_of(token),
        person_id=person.id,
        created_at=now,
        seen_at=now,
        expires_at=now + LIFETIME,
        device=device[:LONGEST_DEVICE],
        stage=stage.value,
        second_factor=confirmed,
    )


def end_session(session: Session, token: str, now: datetime) -> None:
    """End the session of this token inside the caller's transaction; nothing happens when it is over already."""
    found = sign_ins.current(session, token, now)
    if found is not None:
        found.ended_at = now
