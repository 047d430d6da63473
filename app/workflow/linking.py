"""Making the links that open an account once, and letting them die."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from app.storage import one_time_links
from app.storage.columns import new_key
from app.storage.one_time_links import OneTimeLink
from app.storage.people import Person, person
from app.storage.sign_ins import hash_of
from app.workflow.asking import ask_mail


class Kind(StrEnum):
    """What a link is for; also the name of its mail."""

    INVITATION = "invitation"
    RESET = "reset"


LIVES = {Kind.INVITATION: timedelta(days=7), Kind.RESET: timedelta(hours=1)}
_PURPOSE = b"fenji: one-time links"  # keeps this key apart from others made of the same secret


class LinkDead(Exception):
    """The link opens nothing any more: it was used, has expired, was replaced, or the person was deactivated."""


def link_key(secret_key: str) -> bytes:
    """The key from which the tokens of links are made, derived from the secret of the settings."""
    return hmac.digest(secret_key.encode(), _PURPOSE, "sha256")


def token_of(link_id: UUID, key: bytes) -> str:
    """The secret end of a link's address; it is stored nowhere, and made again whenever a mail is written."""
    return urlsafe_b64encode(hmac.digest(key, link_id.bytes, "sha256")).rstrip(b"=").decode()


def new_link(
    session: Session, *, kind: Kind, person: Person, key: bytes, now: datetime, by_mail: bool = True
) -> OneTimeLink:
    """Make a link inside the caller's transaction and ask for its mail; older ones of its kind die."""
    session.flush()
    one_time_links.end(session, person.id, now, kind)
    made = new_key()
    link = OneTimeLink(
        id=made,
        kind=kind.value,
        person_id=person.id,
        token_hash=hash_of(token_of(made, key)),
        created_at=now,
        expires_at=now + LIVES[kind],
    )
    session.add(link)
    if by_mail:
        ask_mail(session, template=kind.value, to=person.id, values={"link": str(made)}, now=now)
    return link


def opened_by(session: Session, token: str, now: datetime) -> tuple[OneTimeLink, Person]:
    """The link of this token and whose it is, without using it up.

    Raises LookupError when there never was such a link, LinkDead when it opens nothing any more.
    """
    link = one_time_links.by_hash(session, hash_of(token))
    if link is None:
        raise LookupError("There is no such link.")
    whose = person(session, link.person_id)
    if whose is None or not whose.active or link.used_at is not None or link.expires_at <= now:
        raise LinkDead
    return link, whose
