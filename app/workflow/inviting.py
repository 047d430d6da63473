"""Adding people, giving them roles, and letting them go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import Refused, Role
from app.domain.names import NameRefused, clean_name
from app.storage import people, sign_ins
from app.storage.columns import new_key
from app.storage.people import Organisation, Person, PersonRole
from app.storage.transaction import transaction
from app.workflow.actor import SYSTEM_ACTOR, Actor
from app.workflow.errors import Invalid
from app.workflow.passwords import hash_password
from app.workflow.recording import record

LONGEST_ADDRESS = 320
GIVERS = frozenset({Role.ADMINISTRATOR, Role.SYSTEM})


def add_person(
    session: Session,
    *,
    name: str,
    email: str,
    organisation: str,
    roles: Iterable[Role],
    password: str | None,
    language: str | None,
    now: datetime,
    actor: Actor = SYSTEM_ACTOR,
) -> UUID:
    """Add somebody, with the organisation when it is new; gives the person's key.

    A person with this address stays as they are, and their key is given. Raises Refused for actors who may not
    give roles, Invalid for an unfit name, address, password or role.
    """
    given = frozenset(roles)
    _check_giver(actor, given)
    known, of = _name(name, "the person's name"), _name(organisation, "the organisation's name")
    address = _address(email)
    hashed = None if password is None else hash_password(password)
    with transaction(session):
        if found := people.person_by_email(session, address):
            return found.id
        person = Person(
            id=new_key(),
            name=known,
            email=address,
            password_hash=hashed,
            organisation=people.organisation_by_name(session, of) or Organisation(id=new_key(), name=of),
            language=language,
            active=True,
            created_at=now,
            roles=[PersonRole(role=role.value, given_at=now) for role in sorted(given)],
        )
        session.add(person)
        key = person.id
        _record(session, actor, "add", person, now)
    return key


def give_roles(session: Session, *, actor: Actor, person_id: UUID, roles: Iterable[Role], now: datetime) -> None:
    """Let somebody have exactly these roles; raises Refused, above all for one's own."""
    given = frozenset(roles)
    _check_giver(actor, given)
    if person_id == actor.person_id:
        raise Refused("own_roles")
    with transaction(session):
        person = _person(session, person_id)
        kept = {role.role: role for role in person.roles if Role(role.role) in given}
        person.roles = [kept.get(role.value) or PersonRole(role=role.value, given_at=now) for role in sorted(given)]
        _record(session, actor, "roles", person, now)


def deactivate(session: Session, *, actor: Actor, person_id: UUID, now: datetime) -> None:
    """Let somebody go: every session ends, the name stays in history; raises Refused, above all for oneself."""
    _check_giver(actor, frozenset())
    if person_id == actor.person_id:
        raise Refused("own_account")
    with transaction(session):
        person = _person(session, person_id)
        if not person.active:
            return
        person.active = False
        for opened in sign_ins.open_of(session, person_id):
            opened.ended_at = now
        _record(session, actor, "deactivate", person, now)


def _record(session: Session, actor: Actor, action: str, person: Person, now: datetime) -> None:
    details = {"roles": sorted(role.role for role in person.roles), "active": person.active, "name": person.name}
    record(session, actor=actor, action=action, subject=("person", person.id), now=now, details=details)


def _person(session: Session, person_id: UUID) -> Person:
    person = people.person(session, person_id)
    if person is None:
        raise Invalid("unknown_person", ["There is no such person."])
    return person


def _check_giver(actor: Actor, given: frozenset[Role]) -> None:
    if not actor.roles & GIVERS:
        raise Refused("not_your_role")
    if Role.SYSTEM in given:
        raise Invalid("unknown_role", ["The role of the product itself is given to nobody."])


def _name(words: str, what: str) -> str:
    try:
        return clean_name(words, what)
    except NameRefused as refused:
        raise Invalid(f"name_{refused.problem}", [str(refused)]) from None


def _address(email: str) -> str:
    address = email.strip().lower()
    before, at, after = address.partition("@")
    unfit = not (before and at and after) or "@" in after or any(c.isspace() or not c.isprintable() for c in address)
    if unfit or len(address) > LONGEST_ADDRESS:
        raise Invalid("address", ["Enter an e-mail address such as name@example.org."])
    return address
