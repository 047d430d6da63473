"""Making a submission of a draft: what is visible, word for word, with the level that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.answers import read_answers, to_json
from app.domain.outcome_json import outcome_to_json
from app.domain.recorded_test import read_result
from app.domain.remark import answered
from app.domain.search_text import found_by, listed
from app.domain.submission import of_visible
from app.storage.assessments import Assessment, Submission
from app.storage.columns import new_key, reference
from app.storage.derivation import digest_of_stored
from app.storage.evidence import evidence_files, told
from app.storage.matrices import plan_of
from app.storage.remarks import open_remarks
from app.storage.review_tables import QueueEntry
from app.workflow.actor import Actor


def submission_of(session: Session, assessment: Assessment, actor: Actor, now: datetime, *, listed: bool) -> Submission:
    """The draft as a submission with its digest, not yet added to the session; nothing of it changes afterwards.

    `listed` says whether its owner agrees to the public register; the digest leaves it out, for nobody decides on it.
    """
    published = assessment.published_matrix
    plan = plan_of(published)
    draft, _ = read_answers(plan.matrix, assessment.answers)
    visible = plan.assess(draft).visible
    # Computed from what is kept: a hidden answer must not even be able to matter.
    answers = of_visible(draft, visible)
    outcome = plan.assess(answers)
    submission = Submission(
        id=new_key(),
        assessment_id=assessment.id,
        revision=assessment.revision,
        published_matrix_id=published.id,
        published_matrix=published,
        system_name=assessment.system_name,
        organisation_name=assessment.organisation.name,
        answers=to_json(answers),
        comments=of_visible(assessment.comments, visible),
        evidence=_evidence(session, assessment, visible),
        test_results=_of_the_plan(session, assessment, outcome.tests),
        replies=answered(open_remarks(session, assessment), visible, assessment.replies),
        listed=listed,
        outcome=outcome_to_json(outcome),
        level=outcome.level,
        submitted_at=now,
        submitted_by=actor.person_id,
    )
    submission.digest = digest_of_stored(submission)
    return submission


def queue_entry(submission: Submission) -> QueueEntry:
    """What the queue finds the assessment by from now on, to be merged into the session."""
    names = (submission.system_name, submission.organisation_name, reference(submission.assessment_id))
    return QueueEntry(
        assessment_id=submission.assessment_id,
        words=found_by(*names),
        categories=listed(submission.outcome["categories"]),
    )


def _of_the_plan(session: Session, assessment: Assessment, tests: Sequence[str]) -> dict[str, dict[str, object]]:
    """What was recorded for tests that are called for, with their files; the rest stays in the draft."""
    found: dict[str, dict[str, object]] = {}
    for test in tests:
        if result := read_result(assessment.test_results.get(test)):
            files = evidence_files(session, assessment.id, [UUID(key) for key in result.evidence])
            found[test] = {**result.to_json(), "files": [told(file) for file in files]}
    return found


def _evidence(session: Session, assessment: Assessment, visible: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """What the submission says of the files beside visible questions; its digest covers theirs."""
    keys = {question: [UUID(key) for key in kept] for question, kept in assessment.evidence.items()}
    files = evidence_files(session, assessment.id, [key for kept in keys.values() for key in kept])
    return {
        question: [told(file) for file in files if file.id in kept]
        for question, kept in of_visible(keys, visible).items()
    }
