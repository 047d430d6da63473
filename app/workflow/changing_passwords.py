"""Changing one's own password and language."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.storage import attempts, one_time_links, people, sign_ins
from app.storage.people import Person
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.asking import ask_mail
from app.workflow.errors import Invalid
from app.workflow.limiting_attempts import count_attempt
from app.workflow.passwords import hash_chosen, matches
from app.workflow.recording import record

KIND = "password"


def change_password(
    session: Session, *, actor: Actor, present: str, chosen: str, token: str, address: str, now: datetime
) -> None:
    """Choose another password by giving the present one; every session but that of `token` ends, and a mail says so.

    Raises Invalid with `password_wrong` for a wrong present one, and for one that cannot be chosen; SignInRefused
    with `too_many` when the present one was guessed at too often.
    """
    tried = count_attempt(session, KIND, account=str(actor.person_id), address=address, now=now)
    person = _self(session, actor)
    stored = person.password_hash
    unlike, hashed = not matches(stored, present), ""
    if not unlike:
        hashed = hash_chosen(chosen, person)
    session.rollback()  # nothing was open for writing while the passwords were looked at
    if unlike:
        raise Invalid("password_wrong", ["This is not the present password."])
    with transaction(session):
        found = people.locked(session, person.id)
        if found is None or not found.active or found.password_hash != stored:
            raise Invalid("password_wrong", ["This is not the present password."])
        attempts.forget(session, tried)
        found.password_hash = hashed
        sign_ins.end_all(session, found.id, now, but=token)
        one_time_links.end(session, found.id, now)
        ask_mail(session, template="password_changed", to=found.id, values={"at": now.isoformat()}, now=now)
        record(session, actor=actor, action="password", subject=("person", found.id), now=now)


def change_language(session: Session, *, actor: Actor, language: str, now: datetime) -> None:
    """Read pages and mails in another language from now on."""
    with transaction(session):
        person = _self(session, actor)
        if person.language == language:
            return
        person.language = language
        details = {"language": language}
        record(session, actor=actor, action="language", subject=("person", person.id), now=now, details=details)


def _self(session: Session, actor: Actor) -> Person:
    person = people.person(session, actor.person_id) if actor.person_id else None
    if person is None:
        raise Invalid("unknown_person", ["There is no such person."])
    return person
