"""Remarks of reviewers on single answers: which of them a draft has to answer, and which are answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LONGEST_REMARK = 5_000
LONGEST_REPLY = 5_000


@dataclass(frozen=True, slots=True)
class Remarked:
    """One remark: what it says of the answer to which question, in which revision, by whom and when."""

    id: str
    question: str
    revision: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """What was replied to a remark, by whom and when."""

    text: str
    by: str
    at: datetime


def read_reply(kept: Mapping[str, Any] | None) -> Reply | None:
    """A reply as a draft keeps it; None where there is none."""
    return None if kept is None else Reply(str(kept["text"]), str(kept["by"]), datetime.fromisoformat(str(kept["at"])))


def open_in(remarks: Iterable[Remarked], revision: int, answered: Collection[str]) -> tuple[Remarked, ...]:
    """The remarks that this revision has to answer: those on earlier ones that no submission has answered."""
    return tuple(each for each in remarks if each.revision < revision and each.id not in answered)


def unanswered(
    remarks: Iterable[Remarked], visible: Collection[str], replies: Mapping[str, object]
) -> tuple[Remarked, ...]:
    """Those of these remarks that need a reply and have none; a question that is not asked needs none."""
    return tuple(each for each in remarks if each.question in visible and each.id not in replies)


def answered(
    remarks: Iterable[Remarked], visible: Collection[str], replies: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, str]] | None:
    """What a submission keeps of the replies to these remarks, with the remarks; None when there are none at all.

    None rather than empty: a submission without replies then has the digest that it always had.
    """
    found = {
        each.id: {
            "question": each.question,
            "remark": each.text,
            "by": each.by,
            "reply": str(replies[each.id]["text"]),
            "replied_by": str(replies[each.id]["by"]),
            "replied_at": str(replies[each.id]["at"]),
        }
        for each in remarks
        if each.question in visible and each.id in replies
    }
    return found or None
