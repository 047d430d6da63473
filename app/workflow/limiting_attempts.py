"""Limiting what could be guessed: each attempt is counted by account, by address and in all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.storage import attempts
from app.storage.columns import new_key
from app.storage.transaction import transaction
from app.workflow.errors import SignInRefused, TooMany

WINDOW = timedelta(minutes=15)
BY_ACCOUNT, BY_ADDRESS, IN_ALL = 10, 50, 1_000  # a whole office may share one address


def count_attempt(
    session: Session, kind: str, *, account: str | None, address: str, now: datetime, by_account: int = BY_ACCOUNT
) -> list[UUID]:
    """Write an attempt down before it is looked at; gives the keys to forget it by, should it be right.

    `kind` is what is tried; `account` is None while nobody knows whose it is; `by_account` is how often in a quarter
    of an hour it may be tried for one. Raises SignInRefused with `too_many`
    and the seconds to wait. It is counted again after the commit, so that many attempts at the same instant see
    each other.
    """
    keys = [(attempts.key_of("address", address), BY_ADDRESS), (attempts.key_of("all"), IN_ALL)]
    if account is not None:
        keys.insert(0, (attempts.key_of("account", account), by_account))
    try:
        return count_by(session, kind, keys, window=WINDOW, now=now)
    except TooMany as refused:
        raise SignInRefused("too_many", refused.wait_seconds) from None


def count_by(
    session: Session, kind: str, limits: Sequence[tuple[str, int]], *, window: timedelta, now: datetime
) -> list[UUID]:
    """Count one attempt of this kind against each key and its limit; gives the keys to forget it by.

    Raises TooMany with the seconds to wait.
    """
    tried = [new_key() for _ in limits]
    _refuse_excess(session, kind, limits, window, now, stored=False)
    with transaction(session):
        session.add_all(
            attempts.Attempt(id=own, kind=kind, key=key, at=now) for own, (key, _) in zip(tried, limits, strict=True)
        )
    _refuse_excess(session, kind, limits, window, now, stored=True)
    return tried


def _refuse_excess(
    session: Session, kind: str, limits: Sequence[tuple[str, int]], window: timedelta, now: datetime, *, stored: bool
) -> None:
    waits = [
        attempts.wait_of(session, kind, key, limit=limit, window=window, now=now, stored=stored)
        for key, limit in limits
    ]
    if longest := max((wait for wait in waits if wait is not None), default=None):
        raise TooMany(math.ceil(longest.total_seconds()))
