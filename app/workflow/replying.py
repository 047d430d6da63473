"""Putting the respondent's replies to remarks into a draft, together with a section's answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.matrix import Matrix
from app.domain.names import fit_text
from app.domain.remark import LONGEST_REPLY
from app.storage.draft_rows import DraftRow
from app.storage.remarks import open_remarks
from app.workflow.actor import Actor
from app.workflow.errors import Invalid


@dataclass(frozen=True, slots=True)
class Replied:
    """The draft's replies, and the questions whose remarks are now replied to in other words."""

    replies: dict[str, Any]
    changed: tuple[str, ...]

    @property
    def kept(self) -> dict[str, Any]:
        """What to write into the draft; nothing where nothing changed."""
        return {"replies": self.replies} if self.changed else {}

    @property
    def told(self) -> dict[str, list[str]]:
        """What the ledger learns; nothing where nothing changed."""
        return {"replies": list(self.changed)} if self.changed else {}


def merge_replies(
    session: Session,
    matrix: Matrix,
    assessment: DraftRow,
    section_id: str,
    given: Mapping[str, str],
    actor: Actor,
    now: datetime,
) -> Replied:
    """Put replies to the remarks on a section's answers into the draft; an empty reply removes.

    Asks the database only when something is given. Raises Invalid for a remark that is not of this section or
    needs no reply here, and for a text that is too long or cannot be stored.
    """
    if not given:
        return Replied(assessment.replies, ())
    section = next(each for each in matrix.sections if each.id == section_id)
    own = {question.id for question in section.questions}
    home = {each.id: each.question for each in open_remarks(session, assessment) if each.question in own}
    if foreign := sorted(given.keys() - home.keys()):
        raise Invalid("foreign_remark", ["The form replies to remarks that are not of this section."], foreign)
    replies, changed = dict(assessment.replies), set()
    for key, words in given.items():
        text = _text(home[key], words)
        if text == replies.get(key, {}).get("text", ""):
            continue
        changed.add(home[key])
        replies.pop(key, None)
        if text:
            replies[key] = {"text": text, "by": actor.name, "at": now.astimezone(UTC).isoformat()}
    return Replied(replies, tuple(question.id for question in section.questions if question.id in changed))


def _text(question: str, words: str) -> str:
    text = words.strip()
    if len(text) > LONGEST_REPLY:
        raise Invalid("text_long", [f"{question}: shorten the reply to {LONGEST_REPLY:,} characters."], [question])
    if not fit_text(text):
        raise Invalid("text_unfit", [f"{question}: the reply holds characters that cannot be stored."], [question])
    return text
