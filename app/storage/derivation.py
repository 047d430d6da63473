"""Deriving a stored submission again from its pinned matrix, as anybody may who doubts it."""

from __future__ import annotations

from app.domain.answers import read_answers
from app.domain.outcome import Outcome
from app.domain.outcome_json import outcome_to_json
from app.domain.submission import Content, submission_digest
from app.storage.assessments import Submission
from app.storage.matrices import plan_of


def outcome_again(submission: Submission) -> Outcome:
    """The outcome that the stored answers come to, by the matrix the submission is pinned to."""
    plan = plan_of(submission.published_matrix)
    answers, _mistakes = read_answers(plan.matrix, submission.answers)
    return plan.assess(answers)


def digest_of_stored(submission: Submission) -> str:
    """The digest of what is stored now; it differs from the stored digest when something was altered."""
    return _digest(submission, submission.outcome)


def digest_again(submission: Submission) -> str:
    """The digest of the stored answers with the outcome computed anew."""
    return _digest(submission, outcome_to_json(outcome_again(submission)))


def _digest(submission: Submission, outcome: dict[str, object]) -> str:
    published = submission.published_matrix
    return submission_digest(
        Content(
            assessment_id=str(submission.assessment_id),
            revision=submission.revision,
            system_name=submission.system_name,
            organisation_name=submission.organisation_name,
            logic_digest=published.logic_digest,
            text_digests=published.text_digests,
            answers=submission.answers,
            comments=submission.comments,
            outcome=outcome,
            evidence=submission.evidence,
            test_results=submission.test_results,
            replies=submission.replies,
        )
    )
