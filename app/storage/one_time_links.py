"""Finding the one-time links of people."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from app.storage.sign_in_tables import OneTimeLink

__all__ = ["OneTimeLink", "by_hash", "end", "latest", "link", "use"]


def link(session: Session, link_id: UUID) -> OneTimeLink | None:
    """The link with this key."""
    return session.get(OneTimeLink, link_id)


def by_hash(session: Session, token_hash: str) -> OneTimeLink | None:
    """The link whose token has this hash, used or not."""
    return session.scalars(select(OneTimeLink).where(OneTimeLink.token_hash == token_hash)).one_or_none()


def latest(session: Session, person_id: UUID, kind: str) -> OneTimeLink | None:
    """The newest link of this kind that a person was given."""
    query = select(OneTimeLink).where(OneTimeLink.person_id == person_id, OneTimeLink.kind == kind)
    return session.scalars(query.order_by(OneTimeLink.created_at.desc(), OneTimeLink.id.desc()).limit(1)).one_or_none()


def use(session: Session, link_id: UUID, now: datetime) -> bool:
    """Use the link up in one statement; False when it was used, ended or expired, also a moment ago elsewhere."""
    alive = (OneTimeLink.id == link_id, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now)
    done = session.execute(update(OneTimeLink).where(*alive).values(used_at=now).execution_options(**_UNSEEN))
    return cast("CursorResult[Any]", done).rowcount == 1


def end(session: Session, person_id: UUID, now: datetime, kind: str | None = None) -> None:
    """Let every open link of a person expire at once, or those of one kind."""
    alive = [OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now]
    if kind is not None:
        alive.append(OneTimeLink.kind == kind)
    session.execute(update(OneTimeLink).where(*alive).values(expires_at=now).execution_options(**_UNSEEN))


# What a session had read of these rows is read again after the statement, on either database.
_UNSEEN = {"synchronize_session": "fetch"}
