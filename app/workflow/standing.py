"""How somebody stands to an assessment: the facts that the lifecycle's guards look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.domain import lifecycle
from app.domain.answers import read_answers
from app.domain.completeness import missing_comments, missing_evidence
from app.domain.lifecycle import Action, Facts, State
from app.domain.outcome import Outcome
from app.domain.remark import Remarked, unanswered
from app.domain.review_policy import Progress, progress
from app.domain.scoring import Plan
from app.domain.verdict import Judged, blocking, incomplete, judge_plan
from app.storage.assessments import Assessment, Submission, decisions_of, is_member, latest_submission
from app.storage.certificates import Certificate
from app.storage.draft_rows import DraftRow
from app.storage.ledger import contributed
from app.storage.matrices import pinned_plan
from app.storage.openings import has_opened
from app.storage.remarks import open_remarks
from app.workflow.actor import Actor

# Whoever did one of these to any revision had a hand in the assessment.
CONTRIBUTIONS = (
    "create",
    "rename",
    "save",
    "import",
    "submit",
    "withdraw",
    "revise",
    "test",
    "add_evidence",
    "remove_evidence",
)
DECIDING = (State.SUBMITTED, State.IN_REVIEW, State.APPROVED)


def facts(session: Session, actor: Actor, assessment: Assessment, *, seen: str | None = None) -> Facts:
    """Gather the facts about this actor and this assessment.

    `seen` is the digest of the submission that the actor looked at; None takes the present one.
    """
    state = State(assessment.state)
    responsible = is_responsible(session, actor, assessment)
    # An invitation alone leaves no trace in the answers, but who works on one side cannot decide for the other.
    had_a_hand = responsible or contributed(session, assessment.id, actor.person_id, CONTRIBUTIONS)
    who = Facts(is_contributor=had_a_hand, is_responsible=responsible)
    if state is State.DRAFT:
        return replace(
            who,
            missing_answers=len(missing(assessment)),
            incomplete_tests=len(incomplete_tests(assessment)),
            remarks_open=len(remarks_to_answer(session, assessment)),
        )
    submission = latest_submission(session, assessment)
    if submission is None or state not in DECIDING:
        return who
    decisions = decisions_of(session, submission.id)
    plan = pinned_plan(submission)
    stand = progress_of(session, submission)
    return replace(
        who,
        has_decided=any(decision.person_id == actor.person_id for decision in decisions),
        has_opened=has_opened(session, submission, actor.person_id),
        step_role=stand.role(),
        approvals_left=stand.approvals_left,
        certificate_allowed=plan.matrix.level(submission.level).certificate,
        blocking_tests_open=len(blocking(submitted_tests(submission))),
        digest_matches=seen is None or seen == submission.digest,
    )


def is_responsible(session: Session, actor: Actor, assessment: Assessment | DraftRow) -> bool:
    """Whether this actor works on the respondent's side: who owns the assessment, or was invited to it."""
    if actor.person_id is None:
        return False
    return actor.person_id == assessment.owner_id or is_member(session, assessment.id, actor.person_id)


def allowed_actions(session: Session, actor: Actor, assessment: Assessment) -> tuple[Action, ...]:
    """What this actor may do now: the buttons of a page."""
    return lifecycle.allowed(State(assessment.state), actor.roles, facts(session, actor, assessment))


def holds(assessment: Assessment, certificate: Certificate, now: datetime) -> bool:
    """Whether a certificate is valid or suspended at this moment, whether or not the clock's work was done."""
    until = certificate.valid_until
    over = until is not None and until < now.astimezone(UTC).date()
    return State(assessment.state) in (State.CERTIFIED, State.SUSPENDED) and not over


def progress_of(session: Session, submission: Submission) -> Progress:
    """How far the review of a submission has come."""
    level = pinned_plan(submission).matrix.level(submission.level)
    decisions = decisions_of(session, submission.id)
    return progress(level, [decision.step for decision in decisions if decision.decision == "approve"])


def outcome_of(plan: Plan, assessment: Assessment) -> Outcome:
    """What the draft would come to now."""
    answers, _mistakes = read_answers(plan.matrix, assessment.answers)
    return plan.assess(answers)


def missing(assessment: Assessment) -> tuple[str, ...]:
    """The questions that keep a draft from being submitted: unanswered, wrong, or without their comment or file."""
    plan = pinned_plan(assessment)
    answers, mistakes = read_answers(plan.matrix, assessment.answers)
    outcome = plan.assess(answers)
    wrong = {mistake.question for mistake in mistakes}
    lacking = wrong | set(missing_comments(plan.matrix, outcome.visible, answers, assessment.comments))
    lacking |= set(missing_evidence(plan.matrix, outcome.visible, answers, assessment.evidence))
    lacking |= set(outcome.missing)
    return tuple(question for question in outcome.visible if question in lacking)


def remarks_to_answer(session: Session, assessment: Assessment) -> tuple[Remarked, ...]:
    """The remarks without a reply that keep a draft from being submitted, the oldest first."""
    found = open_remarks(session, assessment)
    if not found:
        return ()
    answers, _mistakes = read_answers(pinned_plan(assessment).matrix, assessment.answers)
    return unanswered(found, pinned_plan(assessment).visible(answers), assessment.replies)


def incomplete_tests(assessment: Assessment) -> tuple[str, ...]:
    """The tests of a draft's plan whose result lacks what the test asks for; they keep it from being submitted."""
    if not assessment.test_results:
        return ()  # most drafts, and every save of an answer asks
    return incomplete(draft_tests(assessment))


def draft_tests(assessment: Assessment) -> tuple[Judged, ...]:
    """The test plan of a draft as its answers stand now, with what was recorded."""
    plan = pinned_plan(assessment)
    return judge_plan(plan.matrix, outcome_of(plan, assessment).tests, assessment.test_results)


def submitted_tests(submission: Submission) -> tuple[Judged, ...]:
    """The test plan of a submission with what was recorded by then."""
    matrix = pinned_plan(submission).matrix
    return judge_plan(matrix, submission.outcome["tests"], submission.test_results or {})
