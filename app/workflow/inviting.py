"""Adding people, inviting them, giving them roles, letting them go, and taking them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import Refused, Role
from app.domain.names import NameRefused, clean_name
from app.storage import one_time_links, people, sign_ins
from app.storage.columns import new_key
from app.storage.one_time_links import OneTimeLink
from app.storage.people import Organisation, Person, PersonRole
from app.storage.transaction import transaction
from app.workflow.actor import SYSTEM_ACTOR, Actor, actor_of
from app.workflow.administering import check_administrator, keep_an_administrator, somebody
from app.workflow.errors import Invalid
from app.workflow.linking import Kind, new_link
from app.workflow.passwords import hash_password
from app.workflow.recording import record

LONGEST_ADDRESS = 320


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
    known, of, address = name_of(name, "the person's name"), organisation_name(organisation), address_of(email)
    hashed = None if password is None else hash_password(password)
    with transaction(session):
        check_administrator(session, actor, given)
        if found := people.person_by_email(session, address):
            return found.id
        person = _new_person(session, known, address, of, given, language, now)
        person.password_hash = hashed
        key = person.id
        _record(session, actor, "add", person, now)
    return key


def invite(
    session: Session,
    *,
    actor: Actor,
    name: str,
    email: str,
    organisation: str,
    roles: Iterable[Role],
    language: str | None,
    key: bytes,
    now: datetime,
    by_mail: bool = True,
) -> OneTimeLink:
    """Add somebody who chooses a password by a link, which goes to their address; gives the link.

    `key` is that of app.workflow.linking. Raises Refused for actors who may not give roles, Invalid for an unfit
    name or role, and for an address that somebody has already.
    """
    given = frozenset(roles)
    known, of, address = name_of(name, "the person's name"), organisation_name(organisation), address_of(email)
    with transaction(session):
        check_administrator(session, actor, given)
        if people.person_by_email(session, address):
            raise Invalid("address_taken", ["There is a person with this address already."])
        person = _new_person(session, known, address, of, given, language, now)
        link = new_link(session, kind=Kind.INVITATION, person=person, key=key, now=now, by_mail=by_mail)
        _record(session, actor, "invite", person, now)
    return link


def invite_again(
    session: Session, *, actor: Actor, person_id: UUID, key: bytes, now: datetime, by_mail: bool = True
) -> OneTimeLink:
    """Send somebody who has not come yet another invitation; the earlier one opens nothing any more.

    Raises Refused for actors who may not, Invalid for nobody, and for somebody who has come or was let go.
    """
    with transaction(session):
        check_administrator(session, actor)
        person = somebody(session, person_id)
        if not person.active or person.password_hash is not None:
            raise Invalid("not_invited", ["This person is not waiting for an invitation."])
        link = new_link(session, kind=Kind.INVITATION, person=person, key=key, now=now, by_mail=by_mail)
        _record(session, actor, "invite_again", person, now)
    return link


def give_roles(session: Session, *, actor: Actor, person_id: UUID, roles: Iterable[Role], now: datetime) -> None:
    """Let somebody have exactly these roles; raises Refused, above all for one's own, and for the last one's."""
    given = frozenset(roles)
    if person_id == actor.person_id:
        raise Refused("own_roles")
    with transaction(session):
        check_administrator(session, actor, given)
        person = somebody(session, person_id)
        before = actor_of(person).roles
        if person.role_names() == given:
            return
        kept = {role.role: role for role in person.roles if Role(role.role) in given}
        person.roles = [kept.get(role.value) or PersonRole(role=role.value, given_at=now) for role in sorted(given)]
        if Role.ADMINISTRATOR in before - given:
            keep_an_administrator(session)
        _record(session, actor, "roles", person, now)


def deactivate(session: Session, *, actor: Actor, person_id: UUID, now: datetime) -> None:
    """Let somebody go: every session and every link ends, the name stays in history.

    Raises Refused, above all for oneself and for the last administrator.
    """
    if person_id == actor.person_id:
        raise Refused("own_account")
    with transaction(session):
        check_administrator(session, actor)
        person = somebody(session, person_id)
        if not person.active:
            return
        person.active = False
        if Role.ADMINISTRATOR in person.role_names():
            keep_an_administrator(session)
        _end_everything(session, person, now)
        _record(session, actor, "deactivate", person, now)


def reactivate(session: Session, *, actor: Actor, person_id: UUID, now: datetime) -> None:
    """Take somebody back, with the roles they had; they sign in anew. Raises Refused for actors who may not."""
    with transaction(session):
        check_administrator(session, actor)
        person = somebody(session, person_id)
        if person.active:
            return
        person.active = True
        # One that was opened in the very moment of letting go must not come back to life.
        _end_everything(session, person, now)
        _record(session, actor, "reactivate", person, now)


def add_organisation(session: Session, *, actor: Actor, name: str, now: datetime) -> UUID:
    """Add an organisation; raises Refused for actors who may not, Invalid for an unfit name or one that is there."""
    of = organisation_name(name)
    with transaction(session):
        check_administrator(session, actor)
        if people.organisation_by_name(session, of):
            raise Invalid("organisation_taken", ["There is an organisation with this name already."])
        made = Organisation(id=new_key(), name=of)
        session.add(made)
        key = made.id
        details = {"name": of}
        record(session, actor=actor, action="add", subject=("organisation", key), now=now, details=details)
    return key


def _new_person(
    session: Session,
    name: str,
    address: str,
    organisation: str,
    roles: frozenset[Role],
    language: str | None,
    now: datetime,
) -> Person:
    person = Person(
        id=new_key(),
        name=name,
        email=address,
        organisation=people.organisation_by_name(session, organisation)
        or Organisation(id=new_key(), name=organisation),
        language=language,
        active=True,
        created_at=now,
        roles=[PersonRole(role=role.value, given_at=now) for role in sorted(roles)],
    )
    session.add(person)
    return person


def _end_everything(session: Session, person: Person, now: datetime) -> None:
    sign_ins.end_all(session, person.id, now)
    one_time_links.end(session, person.id, now)


def _record(session: Session, actor: Actor, action: str, person: Person, now: datetime) -> None:
    details = {"roles": sorted(role.role for role in person.roles), "active": person.active, "name": person.name}
    record(session, actor=actor, action=action, subject=("person", person.id), now=now, details=details)


def organisation_name(words: str) -> str:
    """The name of an organisation in its one form; raises Invalid for an unfit one."""
    return name_of(words, "the organisation's name")


def name_of(words: str, what: str) -> str:
    """A name in its one form; raises Invalid, saying what is wrong with `what`."""
    try:
        return clean_name(words, what)
    except NameRefused as refused:
        raise Invalid(f"name_{refused.problem}", [str(refused)]) from None


def address_of(email: str) -> str:
    """An e-mail address in its one form; raises Invalid for what is none."""
    address = email.strip().lower()
    before, at, after = address.partition("@")
    unfit = not (before and at and after) or "@" in after or any(c.isspace() or not c.isprintable() for c in address)
    if unfit or len(address) > LONGEST_ADDRESS:
        raise Invalid("address", ["Enter an e-mail address such as name@example.org."])
    return address
