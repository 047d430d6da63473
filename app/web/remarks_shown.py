"""The remarks of reviewers for pages: those that a draft has to answer, and those beside what was submitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.remark import Remarked, Reply, read_reply
from app.storage.assessments import Assessment, Submission, submissions_of
from app.storage.draft_rows import DraftRow
from app.storage.remarks import open_remarks
from app.web.reply_fields import NO_REMARKS, Asked, Remarks


@dataclass(frozen=True, slots=True)
class Exchange:
    """A remark with what became of it; `reply` is what the submission on the page holds, or one before it."""

    remark: Remarked
    reply: Reply | None
    earlier: bool  # replied to in a submission before the one on the page


def asked_remarks(session: Session, found: Assessment | DraftRow) -> Remarks:
    """The remarks that a draft has to answer with the replies that are saved, by question, the oldest first."""
    remarks = open_remarks(session, found)
    if not remarks:
        return NO_REMARKS
    asked: dict[str, list[Asked]] = {}
    for each in remarks:
        asked.setdefault(each.question, []).append(Asked(each, read_reply(found.replies.get(each.id))))
    return asked


def exchanges(session: Session, submission: Submission, remarks: Iterable[Remarked]) -> dict[str, tuple[Exchange, ...]]:
    """These remarks beside the answers of a submission, with the replies they have by then, by question."""
    known = [each for each in remarks if each.revision <= submission.revision]
    if not known:
        return {}
    told = _replies_by_then(session, submission)
    found: dict[str, list[Exchange]] = {}
    for each in known:
        reply, revision = told.get(each.id, (None, submission.revision))
        found.setdefault(each.question, []).append(Exchange(each, reply, revision < submission.revision))
    return {question: tuple(shown) for question, shown in found.items()}


def answered_here(submission: Submission, shown: Mapping[str, Sequence[Exchange]]) -> tuple[Exchange, ...]:
    """What a submission had to answer: each remark on a revision before it that no submission before it answered."""
    return tuple(
        each
        for exchange in shown.values()
        for each in exchange
        if each.remark.revision < submission.revision and not each.earlier
    )


def _replies_by_then(session: Session, submission: Submission) -> dict[str, tuple[Reply, int]]:
    """Each remark's reply, with the revision that brought it."""
    return {
        remark: (_stored(reply), each.revision)
        for each in submissions_of(session, submission.assessment_id)
        if each.revision <= submission.revision
        for remark, reply in (each.replies or {}).items()
    }


def _stored(kept: Mapping[str, Any]) -> Reply:
    return Reply(str(kept["reply"]), str(kept["replied_by"]), datetime.fromisoformat(str(kept["replied_at"])))
