"""Letting people in whom a provider of OpenID Connect vouches for: linking once by e-mail, then by subject alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.lifecycle import Role
from app.storage import attempts, federation, people, sign_ins
from app.storage.columns import new_key
from app.storage.federation import FederatedIdentity
from app.storage.people import Person
from app.storage.transaction import transaction
from app.workflow.actor import Actor, actor_of
from app.workflow.administering import check_administrator, somebody
from app.workflow.errors import Invalid, SignInRefused
from app.workflow.inviting import add_person
from app.workflow.limiting_attempts import count_attempt
from app.workflow.opening_sessions import open_session
from app.workflow.recording import record

KIND, USED = "federation", "federation_used"
REMEMBERED = timedelta(days=1)  # a state is good for minutes; by then its signature has long expired
CONFIRMED = "federated"


class NotLetIn(Exception):
    """A provider vouched for somebody who is not let in.

    `reason` is `nobody` (unknown or deactivated alike), `unverified` (no e-mail address the provider vouches for),
    `linked` (the person of this address came by another identity before) or `incomplete` (not enough is said to make
    a person of it).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is to a provider, by a token that was checked."""

    issuer: str
    subject: str
    email: str = ""
    email_verified: bool = False
    name: str = ""
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Where somebody works whom nobody invited, and the language of the page they came by."""

    organisation: str
    language: str | None = None


def use_up(session: Session, *, state: str, address: str, now: datetime) -> list[UUID]:
    """Take an answer of the provider up, once; gives the keys of the attempt, which `enter` forgets.

    Raises SignInRefused with `too_many` and the seconds to wait, and with `used` for a state that came before.
    """
    tried = count_attempt(session, KIND, account=None, address=address, now=now)
    # The key is made of the state, so that of two answers at the same instant the database takes one.
    once = attempts.Attempt(
        id=UUID(bytes=sha256(state.encode()).digest()[:16]), kind=USED, key=attempts.key_of(USED, state), at=now
    )
    try:
        with transaction(session):
            attempts.forget_before(session, USED, now - REMEMBERED)
            session.add(once)
    except IntegrityError:
        raise SignInRefused("used") from None
    return tried


def enter(
    session: Session,
    *,
    identity: Identity,
    newcomer: Newcomer | None,
    tried: Iterable[UUID],
    now: datetime,
    replaces: str | None = None,
    device: str = "",
) -> str:
    """Open a session for whoever this identity is linked to, or is linked to now; gives its token.

    `newcomer` says how to make a respondent of somebody unknown; None when only people who are known are let in.
    Raises NotLetIn.
    """
    if newcomer is not None and _is_unknown(session, identity):
        _add(session, identity, newcomer, now)
    try:
        with transaction(session):
            found = federation.identity_of(session, identity.issuer, identity.subject)
            person = _person_of(session, found) if found else _linked_by_email(session, identity, now)
            attempts.forget(session, tried)
            confirmed = CONFIRMED if identity.second_factor else None
            return open_session(session, person, now=now, replaces=replaces, device=device, confirmed=confirmed)
    except IntegrityError:
        raise NotLetIn("linked") from None  # somebody else was linked to it at this very moment


def unlink(session: Session, *, actor: Actor, person_id: UUID, now: datetime) -> None:
    """Forget who somebody is to every provider, and end their sessions; the next sign-in may link them anew.

    Nothing happens when they are not linked. Raises Refused for actors who may not, Invalid for an unknown person.
    """
    with transaction(session):
        check_administrator(session, actor)
        somebody(session, person_id)
        linked = federation.locked_identities_of(session, person_id)
        if not linked:
            return
        for identity in linked:
            session.delete(identity)
        sign_ins.end_all(session, person_id, now)
        details = {"identities": [{"issuer": each.issuer, "subject": each.subject} for each in linked]}
        record(session, actor=actor, action="unlink", subject=("person", person_id), now=now, details=details)


def _is_unknown(session: Session, identity: Identity) -> bool:
    return (
        federation.identity_of(session, identity.issuer, identity.subject) is None
        and bool(identity.email and identity.email_verified)
        and people.person_by_email(session, identity.email) is None
    )


def _add(session: Session, identity: Identity, newcomer: Newcomer, now: datetime) -> None:
    """Make a respondent of somebody; whoever was made at this very moment, by another tab, is good as well."""
    for last_try in (False, True):
        try:
            add_person(
                session,
                name=identity.name,
                email=identity.email,
                organisation=newcomer.organisation,
                roles=[Role.RESPONDENT],
                password=None,
                language=newcomer.language,
                now=now,
            )
        except Invalid:
            raise NotLetIn("incomplete") from None
        except IntegrityError:
            if last_try:
                raise
        else:
            return


def _person_of(session: Session, identity: FederatedIdentity) -> Person:
    person = people.person(session, identity.person_id)
    if person is None or not person.active:
        raise NotLetIn("nobody")
    return person


def _linked_by_email(session: Session, identity: Identity, now: datetime) -> Person:
    """The person with this address, linked from now on; raises NotLetIn."""
    if not identity.email or not identity.email_verified:
        raise NotLetIn("unverified")
    person = people.person_by_email(session, identity.email)
    if person is None or not person.active:
        raise NotLetIn("nobody")
    if known := federation.locked_identities_of(session, person.id):
        if any((each.issuer, each.subject) == (identity.issuer, identity.subject) for each in known):
            return person  # linked by another tab at this very moment
        raise NotLetIn("linked")
    session.add(
        FederatedIdentity(
            id=new_key(), person_id=person.id, issuer=identity.issuer, subject=identity.subject, linked_at=now
        )
    )
    details = {"issuer": identity.issuer, "subject": identity.subject}
    record(session, actor=actor_of(person), action="link", subject=("person", person.id), now=now, details=details)
    return person
