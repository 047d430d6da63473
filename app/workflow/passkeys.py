"""Passkeys: added to an account, asked for as a second factor, or enough by themselves to sign in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session
from webauthn.helpers.structs import AuthenticationCredential

from app.domain.names import NameRefused, clean_name
from app.storage import attempts, people, second_factors, sign_ins
from app.storage.second_factors import PASSKEY, SecondFactor
from app.storage.transaction import transaction
from app.workflow import confirming, passkey_ceremonies, signing_in
from app.workflow.errors import Invalid, SignInRefused
from app.workflow.limiting_attempts import count_attempt
from app.workflow.opening_sessions import open_session
from app.workflow.passkey_ceremonies import ADD, CONFIRM, SIGN_IN, Site, key_of
from app.workflow.second_factors import Added, add, changeable

LONGEST_NAME = 100
__all__ = ["ADD", "CONFIRM", "SIGN_IN", "Site", "add_passkey", "confirm_by_passkey", "sign_in_by_passkey"]


def options_to_add(session: Session, site: Site, *, token: str, now: datetime) -> str | None:
    """What the browser of this session is asked to make, as JSON; None when the session is over."""
    opened = sign_ins.current(session, token, now)
    if opened is None:
        return None
    person = opened.person
    known = _known(session, person.id)
    return passkey_ceremonies.options_to_add(
        site, person_id=person.id, email=person.email, name=person.name, known=known, bound_to=token, now=now
    )


def options_to_confirm(session: Session, site: Site, *, token: str, now: datetime) -> str | None:
    """Which passkeys may confirm this session, as JSON for the browser; None when the session is over."""
    opened = sign_ins.current(session, token, now)
    if opened is None:
        return None
    known = _known(session, opened.person_id)
    return passkey_ceremonies.options_to_ask(site, purpose=CONFIRM, known=known, bound_to=token, now=now)


def options_to_sign_in(site: Site, *, bound_to: str, now: datetime) -> str:
    """What the browser is asked for on the sign-in page, as JSON; it names nobody."""
    return passkey_ceremonies.options_to_ask(site, purpose=SIGN_IN, known=(), bound_to=bound_to, now=now)


def add_passkey(session: Session, site: Site, *, token: str, answer: str, name: str, now: datetime) -> Added:
    """Store the passkey that a browser made; raises Invalid with `name_…` or `wrong_answer`, and Refused.

    The challenge is bound to the session's token, which changes with it, so that no answer is good twice.
    """
    called = _name(name)
    credential = passkey_ceremonies.read_addition(answer)
    with transaction(session):
        opened = changeable(session, token, now)
        made = credential and passkey_ceremonies.check_addition(site, credential, token, now)
        if not made or second_factors.passkey(session, key_of(made.credential_id)):
            raise Invalid("wrong_answer", ["The passkey could not be added."])
        factor = SecondFactor(
            kind=PASSKEY,
            name=called,
            credential_id=key_of(made.credential_id),
            public_key=made.credential_public_key,
            counter=made.sign_count,
        )
        return add(session, opened, factor, secret_key=site.secret_key, now=now)


def confirm_by_passkey(session: Session, site: Site, *, token: str, answer: str, address: str, now: datetime) -> str:
    """Confirm the session of this token by a passkey of its person; gives the token of the one in its place.

    Raises SignInRefused as `confirming.confirm_by_code` does.
    """
    waiting = sign_ins.current(session, token, now)
    credential = passkey_ceremonies.read_assertion(answer)
    if waiting is None:
        raise SignInRefused("wrong")
    tried = count_attempt(session, confirming.KIND, account=str(waiting.person_id), address=address, now=now)
    with transaction(session):
        found = sign_ins.current(session, token, now)
        factor = _proven(session, site, credential, purpose=CONFIRM, bound_to=token, now=now)
        if found is None or factor.person_id != found.person_id:
            raise SignInRefused("wrong")
        attempts.forget(session, tried)
        return _opened(session, found.person_id, now=now, replaces=token, device=found.device)


def sign_in_by_passkey(
    session: Session,
    site: Site,
    *,
    answer: str,
    bound_to: str,
    address: str,
    now: datetime,
    replaces: str | None = None,
    device: str = "",
) -> str:
    """Open a session by a passkey alone, which stands for password and second factor; gives its token.

    Raises SignInRefused with `wrong` for an unknown passkey, a wrong answer and a deactivated person alike, and with
    `too_many` and the seconds to wait.
    """
    credential = passkey_ceremonies.read_assertion(answer)
    account = f"passkey {credential.id}" if credential else None
    tried = count_attempt(session, signing_in.KIND, account=account, address=address, now=now)
    with transaction(session):
        factor = _proven(session, site, credential, purpose=SIGN_IN, bound_to=bound_to, now=now)
        holder = credential.response.user_handle if credential else None
        if holder != factor.person_id.bytes:
            raise SignInRefused("wrong")
        attempts.forget(session, tried)
        return _opened(session, factor.person_id, now=now, replaces=replaces, device=device)


def _proven(
    session: Session,
    site: Site,
    credential: AuthenticationCredential | None,
    *,
    purpose: str,
    bound_to: str,
    now: datetime,
) -> SecondFactor:
    """The passkey that gave this answer, used once more; raises SignInRefused when anything is wrong with it."""
    factor = second_factors.passkey(session, credential.id) if credential else None
    if credential is None or factor is None or factor.public_key is None:
        raise SignInRefused("wrong")
    checked = passkey_ceremonies.check_assertion(
        site,
        credential,
        public_key=factor.public_key,
        counter=factor.counter,
        purpose=purpose,
        bound_to=bound_to,
        now=now,
    )
    if checked is None:
        raise SignInRefused("wrong")
    verified, asked_at = checked
    if not second_factors.advance(session, factor, verified.new_sign_count, now, since=asked_at):
        raise SignInRefused("wrong")
    return factor


def _opened(session: Session, person_id: UUID, *, now: datetime, replaces: str | None, device: str) -> str:
    person = people.person(session, person_id)
    if person is None or not person.active:
        raise SignInRefused("wrong")
    return open_session(session, person, now=now, replaces=replaces, device=device, confirmed=PASSKEY)


def _known(session: Session, person_id: UUID) -> list[str]:
    found = second_factors.factors_of(session, person_id)
    return [each.credential_id for each in found if each.credential_id is not None]


def _name(words: str) -> str:
    try:
        name = clean_name(words, "the passkey's name")
    except NameRefused as refused:
        raise Invalid(f"name_{refused.problem}", [str(refused)]) from None
    if len(name) > LONGEST_NAME:
        raise Invalid("name_long", [f"Shorten the passkey's name to {LONGEST_NAME} characters."])
    return name
