"""Finding what was answered before: in the revision before this one, or in the assessment that was copied."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.assessments import submission, submissions_of
from app.storage.draft_rows import DraftRow
from app.storage.tables import Assessment, Submission


def earlier_answers(
    session: Session, assessment: Assessment | DraftRow, revision: int | None = None
) -> Submission | None:
    """The submission that a revision of an assessment, else its present one, is compared with; None for the first.

    It is the revision before, and for the first revision the submission whose answers were copied.
    """
    newest = assessment.revision if revision is None else revision
    if newest > 1:  # most pages show a first revision, and need not ask
        before = [each for each in submissions_of(session, assessment.id) if each.revision < newest]
        if before:
            return before[-1]
    key = assessment.previous_submission_id
    return None if key is None else submission(session, key)


def begun_from(session: Session, submission_id: UUID) -> Sequence[Assessment]:
    """The assessments that were begun with the answers of a submission, the newest first."""
    query = select(Assessment).where(Assessment.previous_submission_id == submission_id)
    return session.scalars(query.order_by(Assessment.created_at.desc(), Assessment.id.desc())).all()
