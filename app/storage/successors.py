"""Finding which certificate took the place of another, by what the ledger says."""

from __future__ import annotations

import json
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.lifecycle import Action
from app.storage.ledger import LedgerEntry


def successor(session: Session, assessment_id: UUID) -> str | None:
    """The number of the certificate that took the place of this assessment's; None when none did."""
    query = select(LedgerEntry.details).where(
        LedgerEntry.subject_kind == "assessment",
        LedgerEntry.subject_id == assessment_id,
        LedgerEntry.action == Action.SUPERSEDE.value,
    )
    details = session.scalars(query.order_by(LedgerEntry.sequence.desc()).limit(1)).first()
    number = json.loads(details).get("by") if details else None
    return number if isinstance(number, str) else None
