"""Noticing that a session is in use, now and then."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.storage import sign_ins
from app.storage.transaction import transaction

EVERY = timedelta(minutes=5)  # a page need not write for what a person reads as "today, 10:05"


def notice(session: Session, token: str, seen_at: datetime, now: datetime) -> bool:
    """Keep that this session is in use, when the last note is some minutes old; gives whether anything was written."""
    if now - seen_at < EVERY:
        return False
    with transaction(session):
        sign_ins.see(session, token, now)
    return True
