"""Taking over answers that were written elsewhere, all of them at once or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import lifecycle
from app.domain.answers import Answer
from app.domain.lifecycle import Action, State
from app.storage.assessments import locked
from app.storage.matrices import pinned_plan
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.drafts import Merged, authors_of, check_version, merge_all
from app.workflow.moving import advance
from app.workflow.recording import record
from app.workflow.standing import facts


def import_answers(
    session: Session,
    *,
    actor: Actor,
    assessment_id: UUID,
    answers: Mapping[str, Answer],
    comments: Mapping[str, str],
    version: int,
    now: datetime,
) -> int:
    """Put answers and comments of any sections into the draft as it was at `version`; gives how many changed.

    What is not named stays. The ledger learns which questions changed. Raises Refused, Conflict when anything was
    saved after `version`, Invalid for unknown questions and answers that are not offered.
    """
    with transaction(session):
        assessment = locked(session, assessment_id)
        move = lifecycle.move(State(assessment.state), Action.SAVE, actor.roles, facts(session, actor, assessment))
        check_version(assessment, version)
        matrix = pinned_plan(assessment).matrix
        merged = merge_all(matrix, assessment, answers, comments)
        different = {*merged.changed, *merged.commented}
        if not different:
            return 0
        new = assessment.version + 1
        edit = {"by": actor.name, "at": now.astimezone(UTC).isoformat(), "version": new}
        touched = [each.id for each in matrix.sections if different & {question.id for question in each.questions}]
        advance(
            session,
            assessment,
            move,
            now,
            answers=merged.answers,
            comments=merged.comments,
            section_edits={**assessment.section_edits, **dict.fromkeys(touched, edit)},
            answer_edits={**assessment.answer_edits, **authors_of(merged, actor, now)},
            version=new,
        )
        _record(session, actor, assessment_id, merged, touched, now)
    return len(different)


def _record(
    session: Session, actor: Actor, assessment_id: UUID, merged: Merged, sections: list[str], now: datetime
) -> None:
    details = {"sections": sections, "answers": list(merged.changed), "comments": list(merged.commented)}
    record(session, actor=actor, action="import", subject=("assessment", assessment_id), now=now, details=details)
