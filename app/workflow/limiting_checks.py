"""Limiting what strangers check: numbers that do not exist, which may be guesses, and files, which take a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.storage import attempts
from app.storage.transaction import transaction
from app.workflow.limiting_attempts import count_by

UNKNOWN_NUMBER, FILE = "unknown_number", "check_file"
WINDOW = timedelta(minutes=15)
NUMBERS_BY_ADDRESS, NUMBERS_IN_ALL = 60, 2_000  # a whole office may share one address
FILES_BY_ADDRESS, FILES_IN_ALL = 60, 600


def count_unknown_number(session: Session, *, address: str, now: datetime) -> None:
    """Count one number that no certificate has; raises TooMany with the seconds to wait.

    One that exists is never counted, so that the QR code of a certificate always opens its page.
    """
    _count(session, UNKNOWN_NUMBER, address, (NUMBERS_BY_ADDRESS, NUMBERS_IN_ALL), now)


def count_file(session: Session, *, address: str, now: datetime) -> None:
    """Count one file that is to be checked; raises TooMany with the seconds to wait."""
    _count(session, FILE, address, (FILES_BY_ADDRESS, FILES_IN_ALL), now)


def _count(session: Session, kind: str, address: str, limits: tuple[int, int], now: datetime) -> None:
    by_address, in_all = limits
    keys = [(attempts.key_of("address", address), by_address), (attempts.key_of("all"), in_all)]
    count_by(session, kind, keys, window=WINDOW, now=now)
    with transaction(session):
        attempts.forget_before(session, kind, now - WINDOW)
