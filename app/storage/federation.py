"""Finding who people are to a provider of OpenID Connect."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.people_tables import Person
from app.storage.sign_in_tables import FederatedIdentity

__all__ = ["FederatedIdentity", "identities_of", "identity_of", "locked_identities_of"]


def identity_of(session: Session, issuer: str, subject: str) -> FederatedIdentity | None:
    """Who this subject of this issuer was linked to."""
    query = select(FederatedIdentity).where(FederatedIdentity.issuer == issuer, FederatedIdentity.subject == subject)
    return session.scalars(query).one_or_none()


def identities_of(session: Session, person_id: UUID) -> Sequence[FederatedIdentity]:
    """The identities that somebody is linked to, the oldest first: for the page of a person."""
    query = select(FederatedIdentity).where(FederatedIdentity.person_id == person_id)
    return session.scalars(query.order_by(FederatedIdentity.linked_at, FederatedIdentity.id)).all()


def locked_identities_of(session: Session, person_id: UUID) -> Sequence[FederatedIdentity]:
    """The same, inside a transaction, while nobody else can link this person."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    return identities_of(session, person_id)
