"""Choosing a password by a one-time link: accepting an invitation, or coming in again after forgetting it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.storage import attempts, one_time_links, people, sign_ins
from app.storage.columns import new_key
from app.storage.people import Person
from app.storage.transaction import transaction
from app.workflow.actor import SYSTEM_ACTOR, Actor, actor_of
from app.workflow.administering import check_administrator, somebody
from app.workflow.asking import ask_mail
from app.workflow.errors import Invalid
from app.workflow.limiting_attempts import count_attempt
from app.workflow.linking import Kind, LinkDead, new_link, opened_by
from app.workflow.opening_sessions import open_session
from app.workflow.passwords import hash_chosen
from app.workflow.recording import record

KIND = "forgotten"
BY_ACCOUNT = 3  # mails in a quarter of an hour; more would only be a nuisance to whoever gets them


def ask_for_reset(session: Session, *, email: str, address: str, key: bytes, now: datetime) -> None:
    """Send a link to this e-mail address, if somebody who has a password has it; nobody is told whether.

    As much is done for an unknown address as for a known one, so that both take as long: the same is written for
    somebody else and undone. Raises SignInRefused with `too_many` and the seconds to wait.
    """
    email = email.strip().lower()
    count_attempt(session, KIND, account=email, address=address, now=now, by_account=BY_ACCOUNT)
    with transaction(session):
        person, anybody = people.person_by_email(session, email), people.anybody(session)
        if person is not None and person.active and person.password_hash is not None:
            _send_forgotten(session, person, key, now)
            return
        session.add(attempts.Attempt(id=new_key(), kind=KIND, key=attempts.key_of("nobody"), at=now))
        if anybody is not None:
            undone = session.begin_nested()
            _send_forgotten(session, anybody, key, now)
            undone.rollback()


def _send_forgotten(session: Session, person: Person, key: bytes, now: datetime) -> None:
    new_link(session, kind=Kind.RESET, person=person, key=key, now=now)
    _record(session, SYSTEM_ACTOR, "forgotten", person, now)


def send_reset(session: Session, *, actor: Actor, person_id: UUID, key: bytes, now: datetime) -> None:
    """Send somebody a link to choose another password, as an administrator.

    Raises Refused for actors who may not, Invalid for nobody, and for somebody who has no password to forget.
    """
    with transaction(session):
        check_administrator(session, actor)
        person = somebody(session, person_id)
        if not person.active or person.password_hash is None:
            raise Invalid("no_password", ["This person has no password to reset."])
        new_link(session, kind=Kind.RESET, person=person, key=key, now=now)
        _record(session, actor, "send_reset", person, now)


def accept(
    session: Session,
    *,
    token: str,
    password: str,
    language: str | None,
    now: datetime,
    replaces: str | None,
    device: str,
) -> str:
    """Accept an invitation with a password of one's own; gives the token of the session it opens.

    Raises LookupError for a link that never was, LinkDead for one that opens nothing any more, and Invalid for a
    password that cannot be chosen, which leaves the link as it was.
    """
    hashed = _hash_for(session, token, Kind.INVITATION, password, now)
    with transaction(session):
        person = _use(session, token, Kind.INVITATION, now)
        person.password_hash, person.language = hashed, language or person.language
        _record(session, actor_of(person), "accept", person, now)
        return open_session(session, person, now=now, replaces=replaces, device=device, confirmed=None)


def reset(session: Session, *, token: str, password: str, now: datetime) -> None:
    """Choose another password by a link: every session ends, and a mail says that it was changed.

    Raises as `accept` does.
    """
    hashed = _hash_for(session, token, Kind.RESET, password, now)
    with transaction(session):
        person = _use(session, token, Kind.RESET, now)
        person.password_hash = hashed
        sign_ins.end_all(session, person.id, now)
        ask_mail(session, template="password_changed", to=person.id, values={"at": now.isoformat()}, now=now)
        _record(session, actor_of(person), "reset", person, now)


def _hash_for(session: Session, token: str, kind: Kind, password: str, now: datetime) -> str:
    """The hash of the password, made while no transaction is open: it is meant to take long."""
    link, person = opened_by(session, token, now)
    if link.kind != kind:
        raise LookupError("There is no such link.")
    hashed = hash_chosen(password, person)
    session.rollback()
    return hashed


def _use(session: Session, token: str, kind: Kind, now: datetime) -> Person:
    """Use the link up, and give whose it is; the person is locked first, as everywhere."""
    link, whose = opened_by(session, token, now)
    person = people.locked(session, whose.id)
    if link.kind != kind or person is None or not person.active or not one_time_links.use(session, link.id, now):
        raise LinkDead
    # Whoever chose a password has no use for another link to choose one.
    one_time_links.end(session, person.id, now)
    return person


def _record(session: Session, actor: Actor, action: str, person: Person, now: datetime) -> None:
    record(session, actor=actor, action=action, subject=("person", person.id), now=now, details={"name": person.name})
