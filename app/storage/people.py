"""Finding people and the organisations they work for."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.lifecycle import Role
from app.storage.tables import Organisation, Person, PersonRole

__all__ = [
    "Organisation",
    "Person",
    "PersonRole",
    "anybody",
    "colleague",
    "colleagues",
    "is_administered",
    "locked",
    "organisation",
    "organisation_by_name",
    "people",
    "person",
    "person_by_email",
    "take_turns",
    "with_role",
]

_TURN = 0x50454F504C45  # any number that nothing else locks


def person(session: Session, person_id: UUID) -> Person | None:
    """The person with this key."""
    return session.get(Person, person_id)


def locked(session: Session, person_id: UUID) -> Person | None:
    """The person with this key as they are now, whom nobody else changes before this transaction ends."""
    query = select(Person).where(Person.id == person_id).with_for_update(of=Person)
    return session.scalars(query.execution_options(populate_existing=True)).unique().one_or_none()


def take_turns(session: Session) -> None:
    """Let those who change who may do what take turns, from here to the end of the transaction.

    Two administrators who remove each other at the same instant would otherwise both see that one is left. SQLite
    lets one transaction write at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURN)))


def anybody(session: Session) -> Person | None:
    """Some active person who has a password, no matter who."""
    query = select(Person).where(Person.active, Person.password_hash.is_not(None)).order_by(Person.id).limit(1)
    return session.scalars(query).unique().one_or_none()


def is_administered(session: Session) -> bool:
    """Whether there is an active administrator."""
    administrator = Person.roles.any(PersonRole.role == Role.ADMINISTRATOR.value)
    return session.scalar(select(Person.id).where(Person.active, administrator).limit(1)) is not None


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, however it is capitalised."""
    return session.scalars(select(Person).where(Person.email == email.strip().lower())).unique().one_or_none()


def people(session: Session) -> Sequence[Person]:
    """Everybody, by organisation and name."""
    query = select(Person).join(Person.organisation).order_by(Organisation.name, Person.name)
    return session.scalars(query).unique().all()


def organisation(session: Session, organisation_id: UUID) -> Organisation | None:
    """The organisation with this key."""
    return session.get(Organisation, organisation_id)


def with_role(session: Session, role: Role) -> Sequence[Person]:
    """The active people who have a role, by name."""
    holds = Person.roles.any(PersonRole.role == role.value)
    query = select(Person).where(Person.active, holds).order_by(Person.name, Person.email)
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
