"""Deleting what was only of use for a while."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, or_
from sqlalchemy.orm import Session, aliased

from app.storage.tables import Attempt, OutboxMessage, SignIn


def delete_before(session: Session, moment: datetime) -> None:
    """Delete sessions that ended before this moment, attempts, and messages that were done and have no key.

    A person's newest session stays, since it tells when they were last seen; a key stays, since it keeps what it
    names from being asked for again.
    """
    newer = aliased(SignIn)
    over = or_(SignIn.ended_at < moment, SignIn.expires_at < moment)
    replaced = exists().where(newer.person_id == SignIn.person_id, newer.created_at > SignIn.created_at)
    done = OutboxMessage.done_at < moment
    for old in (
        delete(SignIn).where(over, replaced),
        delete(Attempt).where(Attempt.at < moment),
        delete(OutboxMessage).where(done, OutboxMessage.key.is_(None)),
    ):
        session.execute(old.execution_options(synchronize_session=False))
