"""Asking the outbox for something that is done after the commit: a mail, a reminder, a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.columns import new_key
from app.storage.tables import OutboxMessage

CERTIFICATE_FILE = "certificate_file"
LETTER_FILE = "letter_file"
DOCUMENTS = (CERTIFICATE_FILE, LETTER_FILE)  # kinds that take long


def ask(
    session: Session,
    *,
    kind: str,
    payload: Mapping[str, object],
    now: datetime,
    due_at: datetime | None = None,
    key: str | None = None,
) -> bool:
    """Ask for `kind` to be done at `due_at`, or at once, inside the caller's transaction; gives whether it was new.

    What carries a key is asked for at most once in all time: a second call gives False. `payload` is JSON and holds
    keys of rows rather than what they say; never a password or a token, for whoever reads the database reads it.
    """
    if key is not None and session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)) is not None:
        return False
    message = OutboxMessage(
        id=new_key(), kind=kind, key=key, payload=dict(payload), created_at=now, due_at=due_at or now
    )
    session.add(message)
    return True


def ask_documents(session: Session, *, kind: str, key: UUID, now: datetime) -> None:
    """Ask for the two files of a document that its owner is offered: in their own language, and in both.

    `kind` is one of DOCUMENTS, `key` that of the row that holds what the document says.
    """
    for both in (False, True):
        ask(session, kind=kind, payload={"of": str(key), "both": both}, now=now)


def ask_mail(
    session: Session,
    *,
    template: str,
    to: UUID,
    values: Mapping[str, object],
    now: datetime,
    due_at: datetime | None = None,
    key: str | None = None,
) -> bool:
    """Ask for a mail to the person with the key `to`, written in their language from templates/mail/<template>."""
    payload = {"template": template, "to": str(to), "values": dict(values)}
    return ask(session, kind="mail", payload=payload, now=now, due_at=due_at, key=key)
