"""Everything a reviewer sees of one assessment, gathered from its present submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import lifecycle
from app.domain.answers import Answers, read_answers
from app.domain.lifecycle import Action, Refused, State
from app.domain.matrix import Matrix
from app.domain.questions import Question, Section
from app.domain.translation import in_language
from app.storage import certificates, people
from app.storage.assessments import Assessment, Decision, Submission, decisions_of, submissions_of
from app.storage.certificates import Certificate
from app.storage.ledger import contributors
from app.storage.matrices import pinned_plan, plan_of
from app.web import database
from app.web.answer_words import answer_in_words
from app.web.certificates import Standing, standing_of
from app.web.earlier_words import Mark, marks
from app.web.evidence_shown import FileShown, files_of_submission, files_of_tests
from app.web.explained import Explained, Move, explained, lowering, rising
from app.web.localisation import language
from app.web.policy_words import step_in_words
from app.web.reviewer.queue_page import Due, LevelShown, due_in_words, level_shown
from app.web.reviewer.remarks import RemarksShown, remarks_shown
from app.web.tested import PlanShown, plan_shown
from app.workflow.actor import Actor
from app.workflow.standing import CONTRIBUTIONS, allowed_actions, facts, progress_of

# What a reviewer would do in each state; why they may not is told on the page.
EXPECTED = {State.SUBMITTED: Action.START_REVIEW, State.IN_REVIEW: Action.APPROVE, State.CERTIFIED: Action.SUSPEND}


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One answer in words, with the respondent's comment and files."""

    question: Question
    lines: tuple[str, ...]
    comment: str
    files: tuple[FileShown, ...]


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section with the questions that were asked."""

    section: Section
    answers: tuple[AnswerShown, ...]


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of the policy: whose it is, who signed, and whether it is the open one."""

    words: str
    decisions: tuple[Decision, ...]
    open: bool
    done: bool


@dataclass(frozen=True, slots=True)
class RevisionShown:
    """A submission with what was decided on it."""

    submission: Submission
    level: LevelShown
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The page's content; `refusal` is the message id that says why this person may not decide."""

    submission: Submission
    level: LevelShown
    explained: Explained
    test_plan: PlanShown
    lowering: Move
    rising: Move
    sections: tuple[SectionShown, ...]
    steps: tuple[StepShown, ...]
    contributors: tuple[str, ...]
    revisions: tuple[RevisionShown, ...]
    actions: tuple[Action, ...]
    refusal: str | None
    due: Due | None
    certificate: Certificate | None
    standing: Standing | None
    marks: Mapping[str, Mark]
    remarks: RemarksShown


def review_of(session: Session, actor: Actor, assessment: Assessment, submission: Submission) -> Review:
    """Gather the page of an assessment's present submission for this reviewer."""
    plan = plan_of(submission.published_matrix)
    words = in_language(plan.matrix, language())
    answers, _mistakes = read_answers(plan.matrix, submission.answers)
    visible = plan.visible(answers)
    different = marks(session, assessment, answers, submission.comments, submission.revision)
    actions = allowed_actions(session, actor, assessment)
    certificate = certificates.of_submission(session, submission.id)
    return Review(
        submission=submission,
        level=level_shown(session, submission.published_matrix_id, submission.level),
        explained=explained(plan, answers),
        test_plan=submitted_plan(submission),
        lowering=lowering(plan, answers),
        rising=rising(plan, answers),
        sections=_sections(words, answers, submission, visible, files_of_submission(session, submission)),
        steps=_steps(session, submission, assessment),
        contributors=_names(session, contributors(session, assessment.id, CONTRIBUTIONS)),
        revisions=_revisions(session, assessment),
        actions=actions,
        refusal=_refusal(session, actor, assessment, actions),
        due=due_in_words(assessment.due_at),
        certificate=certificate,
        standing=standing_of(certificate) if certificate else None,
        marks={name: mark for name, mark in different.items() if name in visible},
        remarks=remarks_shown(session, submission, words, visible, different),
    )


def submitted_plan(submission: Submission) -> PlanShown:
    """The test plan of a submission with what was recorded by then."""
    plan = pinned_plan(submission)
    results = submission.test_results or {}
    files = files_of_tests(database.session(), submission.assessment_id, results)
    return plan_shown(plan, read_answers(plan.matrix, submission.answers)[0], results, files=files)


def _sections(
    words: Matrix,
    answers: Answers,
    submission: Submission,
    visible: Sequence[str],
    files: Mapping[str, tuple[FileShown, ...]],
) -> tuple[SectionShown, ...]:
    shown = []
    for section in words.sections:
        asked = tuple(
            AnswerShown(
                question,
                answer_in_words(question, answers[question.id]) if question.id in answers else (),
                submission.comments.get(question.id, ""),
                files.get(question.id, ()),
            )
            for question in section.questions
            if question.id in visible
        )
        if asked:
            shown.append(SectionShown(section, asked))
    return tuple(shown)


def _steps(session: Session, submission: Submission, assessment: Assessment) -> tuple[StepShown, ...]:
    stand = progress_of(session, submission)
    given = decisions_of(session, submission.id)
    deciding = assessment.state in (State.SUBMITTED, State.IN_REVIEW)
    return tuple(
        StepShown(
            words=step_in_words(step),
            decisions=tuple(each for each in given if each.step == index),
            open=deciding and index == stand.index,
            done=stand.signed[index] >= step.approvals,
        )
        for index, step in enumerate(stand.steps)
    )


def _names(session: Session, ids: frozenset[UUID]) -> tuple[str, ...]:
    found = (people.person(session, person_id) for person_id in ids)
    return tuple(sorted(person.name for person in found if person is not None))


def _revisions(session: Session, assessment: Assessment) -> tuple[RevisionShown, ...]:
    return tuple(
        RevisionShown(
            each,
            level_shown(session, each.published_matrix_id, each.level),
            tuple(decisions_of(session, each.id)),
        )
        for each in reversed(submissions_of(session, assessment.id))
    )


def _refusal(session: Session, actor: Actor, assessment: Assessment, actions: Sequence[Action]) -> str | None:
    """Why the thing a reviewer would do now is not offered to this one."""
    state = State(assessment.state)
    expected = EXPECTED.get(state)
    if expected is None or expected in actions:
        return None
    try:
        lifecycle.move(state, expected, actor.roles, facts(session, actor, assessment))
    except Refused as refused:
        return refused.reason
    return None
