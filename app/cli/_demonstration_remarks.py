"""The next revision of an assessment of the demonstration: a reply to each remark, and an answer that changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.matrix import Matrix
from app.storage.draft_rows import draft_row
from app.storage.remarks import open_remarks
from app.workflow import assessing
from app.workflow.actor import Actor


@dataclass(frozen=True, slots=True)
class Revised:
    """What a respondent did about a remark: the reply, and the answer where it is another now."""

    reply: str
    answer: str | None = None


def revise_and_submit(
    session: Session,
    owner: Actor,
    key: UUID,
    matrix: Matrix,
    revised: Mapping[str, Revised],
    moments: Iterator[datetime],
) -> None:
    """Open the next revision of what was sent back, reply, change, and submit it again."""
    assessing.revise(session, actor=owner, assessment_id=key, now=next(moments))
    draft = draft_row(session, key)
    if draft is None:
        raise LookupError(f"There is no assessment {key}.")
    version, remarks = draft.version, open_remarks(session, draft)
    session.rollback()  # reading has begun a transaction, and each step is one of its own
    for section in matrix.sections:
        own = {question.id for question in section.questions}
        replies = {each.id: revised[each.question].reply for each in remarks if each.question in own}
        if replies:
            version = assessing.answer_section(
                session,
                actor=owner,
                assessment_id=key,
                section_id=section.id,
                answers={name: done.answer for name, done in revised.items() if name in own and done.answer},
                comments={},
                replies=replies,
                version=version,
                now=next(moments),
            ).version
    assessing.submit(session, actor=owner, assessment_id=key, version=version, now=next(moments))
