"""Telling the ledger what an actor did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.storage import ledger
from app.storage.written_once import WrittenOnce
from app.workflow.actor import Actor


def record(
    session: Session,
    *,
    actor: Actor,
    action: str,
    subject: tuple[str, UUID | None],
    now: datetime,
    details: Mapping[str, object] | None = None,
    rows: Iterable[WrittenOnce] = (),
) -> None:
    """Append one event, inside the transaction of the change; `subject` is its kind and key."""
    ledger.append(
        session,
        at=now,
        actor_id=actor.person_id,
        actor_name=actor.name,
        action=action,
        subject_kind=subject[0],
        subject_id=subject[1],
        details=details or {},
        rows=rows,
    )
