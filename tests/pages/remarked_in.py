"""Remarks in the product that has been lived in: some wait for a reply, some were replied to in the next revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.scoring import Plan
from app.storage import assessments, remarks
from app.workflow import assessing, opening, reviewing
from app.workflow.actor import Actor
from app.workflow.remarking import remark
from tests.people import NOW

SAID = "Say which data the system reads.\n请说明数据来源。"
ONCE_MORE = "Better. And who keeps it up?"
ANSWERED = "A chat window on the city’s own site."
REPLIED = "It reads the city’s own pages, and nothing else."


def remarks_for(name: str, questions: Sequence[str]) -> dict[str, str]:
    """What the reviewer says of the answers of this assessment."""
    return dict.fromkeys(questions[:3], SAID) if name in ("sent_back", "remarked", "resubmitted") else {}


def answer_remarks(session: Session, keys: Mapping[str, UUID], plan: Plan, respondent: Actor, reviewer: Actor) -> None:
    """Revise two of them; submit one with a reply to each remark and one answer that is new, and remark once more."""
    for name in ("remarked", "resubmitted"):
        assessing.revise(session, actor=respondent, assessment_id=keys[name], now=NOW)
    key = keys["resubmitted"]
    found = assessments.assessment(session, key)
    assert found is not None
    told = remarks.open_remarks(session, found)
    version = found.version
    for section in plan.matrix.sections:
        own = {question.id: question for question in section.questions}
        replies = {each.id: REPLIED for each in told if each.question in own}
        if not replies:
            continue
        changed = next(name for name, question in own.items() if question.kind in ("text", "long_text"))
        version = assessing.answer_section(
            session,
            actor=respondent,
            assessment_id=key,
            section_id=section.id,
            answers={changed: ANSWERED},
            comments={},
            replies=replies,
            version=version,
            now=NOW,
        ).version
    assessing.submit(session, actor=respondent, assessment_id=key, version=version, now=NOW)
    opening.open_submission(session, actor=reviewer, assessment_id=key, now=NOW)
    reviewing.start_review(session, actor=reviewer, assessment_id=key, now=NOW)
    session.expire_all()
    submission = assessments.latest_submission(session, found)
    assert submission is not None
    remark(session, reviewer, key, submission.digest, told[-1].question, ONCE_MORE, NOW)
