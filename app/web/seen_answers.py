"""What a page was made of, question by question, so that a form that comes back tells who changed what."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from enum import Enum

from app.domain.answers import Answer, to_json

MINE = "mine"
SAVED = "saved"
_written = json.JSONEncoder(ensure_ascii=False).encode


class Verdict(Enum):
    """What becomes of an answer that was typed, beside the one that is saved."""

    TYPED = "typed"  # it is saved
    SAVED = "saved"  # what is saved stays
    CLASH = "clash"  # both were changed: the person chooses
    UNDECIDED = "undecided"  # the person was asked to choose, and did not


def seen_name(question_id: str) -> str:
    """The field in which a page carries what it was made of."""
    return f"seen.{question_id}"


def keep_name(question_id: str) -> str:
    """The field in which a person chooses between two versions."""
    return f"keep.{question_id}"


def trace(answer: Answer | None, comment: str | None, replies: Sequence[str] = ()) -> str:
    """A short digest of an answer with its comment and replies to remarks; the same for what is equal to the draft.

    It is no seal: whoever makes one up is asked to choose, or overwrites what they could overwrite anyway.
    """
    plain = None if answer is None else answer if isinstance(answer, str) else to_json({"": answer})[""]
    written = _written([plain, comment or "", *replies])
    return urlsafe_b64encode(hashlib.sha256(written.encode()).digest()[:9]).decode()


NOTHING = trace(None, None)


def verdict(*, seen: str, saved: str, typed: str | None, choice: str | None) -> Verdict:
    """Compare three versions: what the page showed, what is saved now, what was typed (None when it is wrong).

    `choice` is what the person chose of two versions that were shown, "" when nothing, None when not asked.
    """
    if typed == saved:
        return Verdict.TYPED
    if choice is not None:
        if seen != saved:
            return Verdict.CLASH  # saved once more since the person was asked
        return {MINE: Verdict.TYPED, SAVED: Verdict.SAVED}.get(choice, Verdict.UNDECIDED)
    if seen == saved:
        return Verdict.TYPED
    return Verdict.SAVED if typed == seen else Verdict.CLASH
