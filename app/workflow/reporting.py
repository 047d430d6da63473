"""Reporting an incident on a certified system: by the public, or by somebody who can read the assessment."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.calendar_time import deadline
from app.domain.typed_numbers import Unreadable
from app.domain.typed_texts import read_text
from app.storage import incidents
from app.storage.assessments import locked
from app.storage.attempts import key_of
from app.storage.certificates import Certificate
from app.storage.columns import new_key
from app.storage.incidents import Incident, IncidentContact
from app.storage.matrices import plan_of
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.certifying import CROCKFORD
from app.workflow.errors import Invalid, Refused
from app.workflow.limiting_attempts import count_by
from app.workflow.recording import record
from app.workflow.standing import holds
from app.workflow.telling_incidents import tell_reported

KIND = "report_incident"
WINDOW = timedelta(hours=1)
BY_PERSON, BY_ADDRESS, BY_CERTIFICATE, IN_ALL = 20, 5, 20, 200
LONGEST_REPORT = 5_000
LONGEST_ADDRESS = 320
THE_PUBLIC = Actor(None, "The public", frozenset())


@dataclass(frozen=True, slots=True)
class Reported:
    """What whoever reported an incident is told: its reference, and by when it is answered."""

    reference: str
    due_at: datetime | None


def report(
    session: Session,
    *,
    certificate_id: UUID,
    description: str,
    happened_on: date | None,
    contact: str,
    reporter: Actor | None,
    address: str,
    now: datetime,
) -> Reported:
    """Keep a report and start the clock of the certificate's level.

    `reporter` is somebody who can read the assessment, None for the public; `address` is where the request came
    from and is only counted. `contact`, which may be empty, is kept apart from the report and can be erased. Raises
    TooMany with the seconds to wait, Invalid for an empty or overlong text, and Refused (`not_in_force`) when the
    certificate is neither valid nor suspended.
    """
    text = _text(description)
    _count(session, certificate_id, reporter, address, now)
    with transaction(session):
        certificate = session.get_one(Certificate, certificate_id)
        assessment = locked(session, certificate.assessment_id)
        if not holds(assessment, certificate, now):
            raise Refused("not_in_force")
        actor = reporter or THE_PUBLIC
        incident = _incident(session, certificate, actor, text, happened_on, now)
        session.add(incident)
        session.flush()
        if contact:
            session.add(IncidentContact(incident_id=incident.id, address=contact))
        _record(session, actor, incident, certificate.number, now)
        tell_reported(session, incident)
        return Reported(incident.reference, incident.due_at)


def _incident(
    session: Session, certificate: Certificate, actor: Actor, text: str, happened_on: date | None, now: datetime
) -> Incident:
    level = plan_of(certificate.submission.published_matrix).matrix.level(certificate.level)
    return Incident(
        id=new_key(),
        reference=_new_reference(session, now.year),
        assessment_id=certificate.assessment_id,
        certificate_id=certificate.id,
        description=text,
        happened_on=happened_on,
        reported_at=now,
        reported_by=actor.person_id,
        reporter_name=actor.name,
        due_at=deadline(now, level.respond_within),
    )


def _record(session: Session, actor: Actor, incident: Incident, number: str, now: datetime) -> None:
    details = {
        "incident": str(incident.id),
        "reference": incident.reference,
        "certificate": number,
        "due": incident.due_at.isoformat() if incident.due_at else None,
    }
    subject = ("assessment", incident.assessment_id)
    record(session, actor=actor, action=KIND, subject=subject, now=now, details=details, rows=[incident])


def _text(description: str) -> str:
    try:
        text = read_text(description, longest=LONGEST_REPORT)
    except Unreadable as wrong:
        raise Invalid(wrong.problem, ["The report is too long, or holds characters that cannot be shown."]) from None
    if not text:
        raise Invalid("missing", ["Describe what happened."])
    return text


def _count(session: Session, certificate_id: UUID, reporter: Actor | None, address: str, now: datetime) -> None:
    """Count the report before it is kept; somebody with a name is held to account, and counts for themselves only."""
    if reporter is not None:
        limits = [(key_of("person", str(reporter.person_id)), BY_PERSON)]
    else:
        limits = [
            (key_of("address", _network_of(address)), BY_ADDRESS),
            (key_of("certificate", str(certificate_id)), BY_CERTIFICATE),
            (key_of("all"), IN_ALL),
        ]
    count_by(session, KIND, limits, window=WINDOW, now=now)


def _network_of(address: str) -> str:
    """The address, or for IPv6 its network: one household or host has all the addresses in it."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _new_reference(session: Session, year: int) -> str:
    while True:
        letters = "".join(secrets.choice(CROCKFORD) for _ in range(8))
        reference = f"IN-{year}-{letters[:4]}-{letters[4:]}"
        if incidents.by_reference(session, reference) is None:
            return reference
