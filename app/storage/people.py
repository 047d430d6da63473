"""Finding people and the organisations they work for."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.lifecycle import Role
from app.storage.tables import Organisation, Person, PersonRole

__all__ = [
    "Organisation",
    "Person",
    "PersonRole",
    "colleague",
    "colleagues",
    "organisation_by_name",
    "people",
    "person",
    "person_by_email",
]


def person(session: Session, person_id: UUID) -> Person | None:
    """The person with this key."""
    return session.get(Person, person_id)


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, however it is capitalised."""
    return session.scalars(select(Person).where(Person.email == email.strip().lower())).unique().one_or_none()


def people(session: Session) -> Sequence[Person]:
    """Everybody, by organisation and name."""
    query = select(Person).join(Person.organisation).order_by(Organisation.name, Person.name)
    return session.scalars(query).unique().all()


def organisation_by_name(session: Session, name: str) -> Organisation | None:
    """The organisation with exactly this name."""
    return session.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()


def colleagues(session: Session, organisation_id: UUID) -> Sequence[Person]:
    """The active respondents of an organisation, by name."""
    return session.scalars(_respondents(organisation_id).order_by(Person.name, Person.email)).unique().all()


def colleague(session: Session, organisation_id: UUID, person_id: UUID) -> Person | None:
    """The person with this key, if they are an active respondent of this organisation."""
    return session.scalars(_respondents(organisation_id).where(Person.id == person_id)).unique().one_or_none()


def _respondents(organisation_id: UUID) -> Select[Person]:
    respondent = Person.roles.any(PersonRole.role == Role.RESPONDENT.value)
    return select(Person).where(Person.organisation_id == organisation_id, Person.active, respondent)
