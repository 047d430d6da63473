"""What the worker makes of an announcement about an incident: a mail to each person whom it concerns at that moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import Role
from app.storage import incidents
from app.storage.incidents import Incident
from app.storage.people import Person, with_role
from app.workflow.actor import actor_of
from app.workflow.answering_incidents import has_a_part
from app.workflow.asking import ask_mail
from app.workflow.delivering import Inside, Message


def _incident_reported(session: Session, message: Message, now: datetime) -> None:
    """A mail to each active reviewer who may decide on it: neither a contributor nor whoever reported it."""
    incident = _still_open(session, message)
    if incident is None:
        return
    either = {
        person.id: person
        for role in (Role.REVIEWER, Role.ETHICS_REVIEWER)
        for person in with_role(session, role)
        if person.id != incident.reported_by
    }
    readers = [person for person in either.values() if not has_a_part(session, actor_of(person), incident)]
    _mail_each(session, readers, "incident_reported", incident, now)


def _incident_overdue(session: Session, message: Message, now: datetime) -> None:
    """A mail to each active administrator."""
    incident = _still_open(session, message)
    if incident is not None:
        _mail_each(session, with_role(session, Role.ADMINISTRATOR), "incident_overdue", incident, now)


INCIDENT_ANNOUNCEMENTS: Mapping[str, Inside] = {
    "incident_reported": _incident_reported,
    "incident_overdue": _incident_overdue,
}


def _still_open(session: Session, message: Message) -> Incident | None:
    """The incident that it is about, None when it was decided meanwhile."""
    incident = incidents.incident(session, UUID(message.payload["incident"]))
    return None if incident is None or incidents.outcome_of(session, incident.id) else incident


def _mail_each(session: Session, readers: Iterable[Person], template: str, incident: Incident, now: datetime) -> None:
    values = {"incident": str(incident.id), "certificate": str(incident.certificate_id)}
    for reader in readers:
        ask_mail(session, template=template, to=reader.id, values=values, now=now)
