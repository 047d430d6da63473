"""Telling the administrators of incidents whose clock has run out, once each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.storage.assessments import locked
from app.storage.incidents import Incident, outcome_of, overdue_incidents
from app.storage.outbox import known_keys
from app.storage.transaction import transaction
from app.workflow.actor import SYSTEM_ACTOR
from app.workflow.asking import ask
from app.workflow.recording import record


def escalate_incidents(session: Session, now: datetime) -> int:
    """Tell the administrators of every open incident that is overdue, once; gives how many there were."""
    missed = {f"incident_overdue:{found.id}": found.id for found in overdue_incidents(session, now)}
    known = known_keys(session, list(missed))
    session.rollback()
    return sum(_escalate(session, key, found, now) for key, found in missed.items() if key not in known)


def _escalate(session: Session, key: str, incident_id: UUID, now: datetime) -> bool:
    with transaction(session):
        incident = session.get_one(Incident, incident_id)
        assessment = locked(session, incident.assessment_id)
        if outcome_of(session, incident_id) is not None:
            return False  # somebody decided since the list was made
        if not ask(session, kind="incident_overdue", payload={"incident": str(incident_id)}, now=now, key=key):
            return False
        due = incident.due_at.isoformat() if incident.due_at else None
        details = {"incident": str(incident_id), "reference": incident.reference, "due": due}
        subject = ("assessment", assessment.id)
        record(session, actor=SYSTEM_ACTOR, action="escalate", subject=subject, now=now, details=details)
    return True
