"""The administrator's list of people: searched, filtered, page by page, with how each of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain.lifecycle import Role
from app.domain.sign_in_stages import Stage
from app.storage.people_tables import Organisation, Person, PersonRole, SignIn
from app.storage.sign_in_tables import FederatedIdentity, SecondFactor

ESCAPE = "\\"


class Standing(StrEnum):
    """How somebody stands: invited and not come yet, able to sign in, or deactivated."""

    INVITED = "invited"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list."""

    person: Person
    standing: Standing
    last_sign_in: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to: words in name, address or organisation, a role, how somebody stands."""

    words: str = ""
    role: Role | None = None
    standing: Standing | None = None


Place = tuple[str, UUID]
_LAST = (
    select(func.max(SignIn.created_at))
    .where(SignIn.person_id == Person.id, SignIn.stage == Stage.OPEN.value)
    .correlate(Person)
    .scalar_subquery()
)
_INVITED = and_(Person.password_hash.is_(None), ~exists().where(FederatedIdentity.person_id == Person.id))


def listed(session: Session, wanted: Wanted, *, after: Place | None = None, limit: int = 50) -> Sequence[Listed]:
    """People by name, from behind `after` on: the name and the key of the last one seen."""
    query = select(Person, _INVITED, _LAST).join(Person.organisation).where(*_conditions(wanted))
    if after is not None:
        name, key = after
        query = query.where(or_(Person.name > name, and_(Person.name == name, Person.id > key)))
    rows = session.execute(query.order_by(Person.name, Person.id).limit(limit)).unique()
    return [Listed(person, _standing(person, invited=bool(invited)), last) for person, invited, last in rows]


def count(session: Session, wanted: Wanted) -> int:
    """How many people that are."""
    query = select(func.count()).select_from(Person).join(Person.organisation).where(*_conditions(wanted))
    return session.scalar(query) or 0


def listed_person(session: Session, person_id: UUID) -> Listed | None:
    """One person, as the list shows them."""
    row = session.execute(select(Person, _INVITED, _LAST).where(Person.id == person_id)).unique().one_or_none()
    return None if row is None else Listed(row[0], _standing(row[0], invited=bool(row[1])), row[2])


def second_factor_kinds(session: Session, person_id: UUID) -> Sequence[str]:
    """The kinds of second factors that a person has set up, each once: `passkey`, `totp`."""
    mine = (SecondFactor.person_id == person_id, SecondFactor.confirmed_at.is_not(None))
    return session.scalars(select(SecondFactor.kind).where(*mine).distinct().order_by(SecondFactor.kind)).all()


def organisations(session: Session) -> Sequence[tuple[Organisation, int]]:
    """Every organisation by name, with how many of its people are active."""
    active = (
        select(func.count())
        .where(Person.organisation_id == Organisation.id, Person.active)
        .correlate(Organisation)
        .scalar_subquery()
    )
    rows = session.execute(select(Organisation, active).order_by(Organisation.name))
    return [(organisation, number) for organisation, number in rows]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for word in wanted.words.split():
        # Each word is looked for anywhere: % and _ are letters here.
        pattern = "%" + "".join(ESCAPE + letter if letter in "%_\\" else letter for letter in word) + "%"
        places = (Person.name, Person.email, Organisation.name)
        found.append(or_(*(place.ilike(pattern, escape=ESCAPE) for place in places)))
    if wanted.role is not None:
        found.append(Person.roles.any(PersonRole.role == wanted.role.value))
    if wanted.standing is not None:
        found.append(
            {
                Standing.INVITED: and_(Person.active, _INVITED),
                Standing.ACTIVE: and_(Person.active, ~_INVITED),
                Standing.DEACTIVATED: ~Person.active,
            }[wanted.standing]
        )
    return found


def _standing(person: Person, *, invited: bool) -> Standing:
    if not person.active:
        return Standing.DEACTIVATED
    return Standing.INVITED if invited else Standing.ACTIVE
