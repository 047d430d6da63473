"""Challenges that a passkey signs: made and known again by the product alone, for one purpose and five minutes."""

# They are kept nowhere. Each is bound to a token that changes when it was used, and a passkey takes only challenges
# that are newer than its last use, so none is good twice.

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta

from app.workflow.sealing import signature

LIFETIME = timedelta(minutes=5)
CHANCE, TIME, SIGNATURE = 16, 8, 32  # bytes
MICROSECOND = timedelta(microseconds=1)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def challenge(secret_key: str, purpose: str, bound_to: str, now: datetime) -> bytes:
    """A new challenge for this purpose; `bound_to` is something that only this browser sends, such as its token."""
    content = secrets.token_bytes(CHANCE) + ((now - BEGINNING) // MICROSECOND).to_bytes(TIME, "big")
    return content + _signed(secret_key, purpose, bound_to, content)


def made_at(secret_key: str, given: bytes, purpose: str, bound_to: str, now: datetime) -> datetime | None:
    """When this challenge was made; None when it is none of ours, for something or somebody else, or too old."""
    content, signed = given[: CHANCE + TIME], given[CHANCE + TIME :]
    if len(given) != CHANCE + TIME + SIGNATURE:
        return None
    if not hmac.compare_digest(signed, _signed(secret_key, purpose, bound_to, content)):
        return None
    made = BEGINNING + int.from_bytes(content[CHANCE:], "big") * MICROSECOND
    return made if made <= now <= made + LIFETIME else None


def _signed(secret_key: str, purpose: str, bound_to: str, content: bytes) -> bytes:
    return signature(secret_key, content, f"challenge to {purpose} for {bound_to}")
