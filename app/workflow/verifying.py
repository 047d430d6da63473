"""Telling the ledger that somebody verified it, and what they found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.recording import record


def verified(session: Session, *, actor: Actor, entries: int, faults: int, now: datetime) -> None:
    """Write down who verified how many entries, and how many faults there were."""
    with transaction(session):
        details = {"entries": entries, "faults": faults}
        record(session, actor=actor, action="verify", subject=("ledger", None), now=now, details=details)
