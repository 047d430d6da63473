"""Finding incidents on certified systems, what came of them, and those whose clock has run out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.storage.incident_tables import Incident, IncidentContact, IncidentOutcome

__all__ = [
    "Incident",
    "IncidentContact",
    "IncidentOutcome",
    "by_reference",
    "contact_of",
    "count_decided",
    "count_open",
    "decided_incidents",
    "incident",
    "of_certificate",
    "open_incidents",
    "outcome_of",
    "overdue_incidents",
]


def incident(session: Session, incident_id: UUID) -> Incident | None:
    """The incident with this key."""
    return session.get(Incident, incident_id)


def by_reference(session: Session, reference: str) -> Incident | None:
    """The incident with this reference."""
    return session.scalars(select(Incident).where(Incident.reference == reference)).one_or_none()


def outcome_of(session: Session, incident_id: UUID) -> IncidentOutcome | None:
    """What was decided on an incident; None while it is open."""
    return session.scalars(select(IncidentOutcome).where(IncidentOutcome.incident_id == incident_id)).one_or_none()


def contact_of(session: Session, incident_id: UUID) -> IncidentContact | None:
    """How to reach who reported an incident; None when they did not say, and when it was erased."""
    return session.get(IncidentContact, incident_id)


def of_certificate(session: Session, certificate_id: UUID) -> Sequence[Incident]:
    """Every incident that was reported on a certificate, newest first."""
    query = select(Incident).where(Incident.certificate_id == certificate_id)
    return session.scalars(query.order_by(Incident.reported_at.desc(), Incident.id.desc())).all()


def open_incidents(session: Session, *, after: Incident | None = None, limit: int = 50) -> Sequence[Incident]:
    """The incidents nobody has decided on, oldest deadline first; `after` is the last one seen."""
    query = select(Incident).where(_is_open())
    if after is not None:
        query = query.where(_behind(after))
    return session.scalars(_by_deadline(query).limit(limit)).all()


def decided_incidents(
    session: Session, *, after: IncidentOutcome | None = None, limit: int = 50
) -> Sequence[IncidentOutcome]:
    """What was decided, newest first, each with its incident; `after` is the last one seen."""
    query = select(IncidentOutcome)
    if after is not None:
        same = and_(IncidentOutcome.decided_at == after.decided_at, IncidentOutcome.id < after.id)
        query = query.where(or_(IncidentOutcome.decided_at < after.decided_at, same))
    return session.scalars(
        query.order_by(IncidentOutcome.decided_at.desc(), IncidentOutcome.id.desc()).limit(limit)
    ).all()


def count_open(session: Session) -> int:
    """How many incidents nobody has decided on."""
    return session.scalar(select(func.count()).select_from(Incident).where(_is_open())) or 0


def count_decided(session: Session) -> int:
    """How many incidents were decided on."""
    return session.scalar(select(func.count()).select_from(IncidentOutcome)) or 0


def overdue_incidents(session: Session, now: datetime) -> Sequence[Incident]:
    """The open incidents whose clock has run out, the longest overdue first."""
    return session.scalars(_by_deadline(select(Incident).where(_is_open(), Incident.due_at < now))).all()


def _is_open() -> ColumnElement[bool]:
    return ~exists().where(IncidentOutcome.incident_id == Incident.id)


def _by_deadline(query: Select[Incident]) -> Select[Incident]:
    return query.order_by(Incident.due_at.is_(None), Incident.due_at, Incident.reported_at, Incident.id)


def _behind(after: Incident) -> ColumnElement[bool]:
    later = or_(
        Incident.reported_at > after.reported_at,
        and_(Incident.reported_at == after.reported_at, Incident.id > after.id),
    )
    if after.due_at is None:
        return and_(Incident.due_at.is_(None), later)
    return or_(Incident.due_at.is_(None), Incident.due_at > after.due_at, and_(Incident.due_at == after.due_at, later))
