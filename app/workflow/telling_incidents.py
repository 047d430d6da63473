"""Asking for the mails of incidents, and of what becomes of a certificate, inside the transaction of the change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.lifecycle import Action
from app.storage import certificates
from app.storage.assessments import Assessment
from app.storage.incidents import Incident
from app.workflow.asking import ask, ask_mail

TEMPLATES = {Action.SUSPEND: "suspended", Action.LIFT: "lifted", Action.REVOKE: "revoked"}


def tell_reported(session: Session, incident: Incident) -> None:
    """Mails to the reviewers who may decide on an incident; who they are is found out by the worker."""
    ask(session, kind="incident_reported", payload={"incident": str(incident.id)}, now=incident.reported_at)


def tell_dismissed(session: Session, assessment: Assessment, incident: Incident, now: datetime) -> None:
    """A mail to the owner when an incident was dismissed; what was reported, and by whom, is not in it."""
    values = {"certificate": str(incident.certificate_id), "incident": str(incident.id)}
    ask_mail(session, template="incident_dismissed", to=assessment.owner_id, values=values, now=now)


def tell_changed(session: Session, assessment: Assessment, action: Action, now: datetime) -> None:
    """A mail to the owner when the certificate was suspended, given back or revoked; why stands on their page."""
    certificate = certificates.of_assessment(session, assessment.id)
    if certificate is not None:
        values = {"certificate": str(certificate.id)}
        ask_mail(session, template=TEMPLATES[action], to=assessment.owner_id, values=values, now=now)
