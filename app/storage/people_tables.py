"""The mapped classes of people: who they are, which roles they have, how they signed in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.lifecycle import Role
from app.storage.columns import new_key
from app.storage.mapping import Table, one_of


class Organisation(Table):
    """A ministry, company or laboratory."""

    __tablename__ = "organisations"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class Person(Table):
    """Somebody who can sign in; a deactivated person keeps the name in history."""

    __tablename__ = "people"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    language: Mapped[str | None] = mapped_column(String(35))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    roles: Mapped[list[PersonRole]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    def role_names(self) -> frozenset[Role]:
        """The roles this person has now."""
        return frozenset(Role(given.role) for given in self.roles)


class PersonRole(Table):
    """A role somebody was given."""

    __tablename__ = "person_roles"
    __table_args__ = (one_of("role", Role),)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(30), primary_key=True)
    given_at: Mapped[datetime]


class SignIn(Table):
    """A session of a person; only the hash of its token is kept."""

    __tablename__ = "sign_ins"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(200), default="")  # the browser and system, in a few words
    # `open`; `second_factor` while it is still asked for; `enrolment` while one that a role needs must be set up.
    stage: Mapped[str] = mapped_column(String(20), default="open")
    second_factor: Mapped[str | None] = mapped_column(String(20))  # how it was confirmed, beside the password
    person: Mapped[Person] = relationship(lazy="joined")


class Attempt(Table):
    """Something tried that is limited by rate; `key` is a hash of whom or where it concerns."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "kind", "key", "at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    kind: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
