"""Recovery codes: each stands for a lost second factor once, and is shown once."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.storage import second_factors
from app.storage.columns import new_key
from app.storage.second_factors import RecoveryCode
from app.workflow.sealing import trace

COUNT = 10
FEW = 3  # left: time to make new ones
DIGITS = 16  # digits only, so that the keyboard for numbers is enough, in every language
SEPARATORS = re.compile(r"[\s\-‐-―−]+")


def typed_code(words: str) -> str:
    """A code as it was meant: full-width digits, spaces and dashes are how people and keyboards write it."""
    plain = SEPARATORS.sub("", unicodedata.normalize("NFKC", words))
    return "".join(str(unicodedata.digit(each, each)) for each in plain)


def make_codes(session: Session, person_id: UUID, *, secret_key: str, now: datetime) -> tuple[str, ...]:
    """Give a person ten new codes in place of all before, inside the caller's transaction; kept are their hashes."""
    second_factors.forget_codes(session, person_id)
    codes = tuple("".join(secrets.choice("0123456789") for _ in range(DIGITS)) for _ in range(COUNT))
    session.add_all(
        RecoveryCode(
            id=new_key(), person_id=person_id, code_hash=trace(secret_key, code, str(person_id)), created_at=now
        )
        for code in codes
    )
    return codes


def spend(session: Session, person_id: UUID, code: str, *, secret_key: str, now: datetime) -> bool:
    """Use a code up, inside the caller's transaction; False when it is none of theirs or was used."""
    if len(code) != DIGITS:
        return False
    return second_factors.spend_code(session, person_id, trace(secret_key, code, str(person_id)), now)
