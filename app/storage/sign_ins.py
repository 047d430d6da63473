"""Finding the session that a token opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.domain.lifecycle import Role
from app.storage.mapping import plain
from app.storage.sign_in_tables import SecondFactor
from app.storage.tables import Person, PersonRole, SignIn

__all__ = [
    "Holder",
    "SignIn",
    "current",
    "end_all",
    "hash_of",
    "holder",
    "live",
    "open_of",
    "see",
]

_sign_ins, _people, _roles, _factors = plain(SignIn), plain(Person), plain(PersonRole), plain(SecondFactor)
_HAS_FACTOR = (
    select(_factors.c.id).where(_factors.c.person_id == _people.c.id, _factors.c.confirmed_at.is_not(None)).exists()
).label("has_factor")
# Asked with every request, so it is one plain statement, which is made once and maps no objects.
_HOLDER = (
    select(
        _sign_ins.c.ended_at,
        _sign_ins.c.expires_at,
        _sign_ins.c.seen_at,
        _sign_ins.c.created_at,
        _sign_ins.c.second_factor,
        _HAS_FACTOR,
        _people.c.active,
        _people.c.id,
        _people.c.name,
        _people.c.organisation_id,
        _people.c.language,
        _roles.c.role,
    )
    .join_from(_sign_ins, _people, _people.c.id == _sign_ins.c.person_id)
    .outerjoin(_roles, _roles.c.person_id == _people.c.id)
    .where(_sign_ins.c.token_hash == bindparam("token_hash"))
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever holds a session, with the roles they have at this moment."""

    person_id: UUID
    name: str
    organisation_id: UUID
    language: str | None
    roles: frozenset[Role]
    seen_at: datetime
    opened_at: datetime
    second_factor: str | None  # what stood beside the password in this session
    has_factor: bool  # whether the person has set one up


def hash_of(token: str) -> str:
    """What is stored of a token; whoever reads the database cannot sign in with it."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def holder(session: Session, token: str, now: datetime) -> Holder | None:
    """Who holds the session of this token; None when it ended, expired, is unknown, or the person is deactivated."""
    rows = session.connection().execute(_HOLDER, {"token_hash": hash_of(token)}).all()
    if not rows:
        return None
    first = rows[0]
    if first.ended_at is not None or first.expires_at <= now or not first.active:
        return None
    return Holder(
        person_id=first.id,
        name=first.name,
        organisation_id=first.organisation_id,
        language=first.language,
        roles=frozenset(Role(row.role) for row in rows if row.role is not None),
        seen_at=first.seen_at,
        opened_at=first.created_at,
        second_factor=first.second_factor,
        has_factor=bool(first.has_factor),
    )


def current(session: Session, token: str, now: datetime) -> SignIn | None:
    """The session of this token, with its person; None when ended, expired, unknown, or the person is deactivated."""
    query = select(SignIn).where(SignIn.token_hash == hash_of(token))
    found = session.scalars(query).unique().one_or_none()
    if found is None or found.ended_at is not None or found.expires_at <= now or not found.person.active:
        return None
    return found


def open_of(session: Session, person_id: UUID) -> Sequence[SignIn]:
    """The sessions of a person that were not ended."""
    query = select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    return session.scalars(query).unique().all()


def live(session: Session, person_id: UUID, now: datetime) -> Sequence[SignIn]:
    """The sessions of a person that still open something, the one used last first."""
    query = select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
    return session.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id)).unique().all()


def end_all(session: Session, person_id: UUID, now: datetime, *, but: str | None = None) -> None:
    """End every session of a person, but for that of the token `but`."""
    chosen = [SignIn.person_id == person_id, SignIn.ended_at.is_(None)]
    if but is not None:
        chosen.append(SignIn.token_hash != hash_of(but))
    session.execute(update(SignIn).where(*chosen).values(ended_at=now))


def see(session: Session, token: str, now: datetime) -> None:
    """Note that the session of this token is in use; a later note is kept."""
    mine = (SignIn.token_hash == hash_of(token), SignIn.seen_at < now)
    session.execute(update(SignIn).where(*mine).values(seen_at=now))
