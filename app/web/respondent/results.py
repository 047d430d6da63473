"""What was submitted and what it came to: the receipt, the result and its explanation, and the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.answers import Answers, read_answers
from app.domain.lifecycle import Role, State
from app.domain.matrix import Matrix
from app.domain.questions import Question, Section
from app.domain.review_policy import steps_of
from app.domain.translation import in_language
from app.storage import certificates
from app.storage.assessments import Assessment, Submission, decisions_of, latest_submission
from app.storage.matrices import plan_of
from app.storage.remarks import told_remarks
from app.web import database
from app.web.access import audience, own_assessment, signed_in
from app.web.answer_words import answer_in_words
from app.web.certificate_history import history_of
from app.web.certificates import standing_of
from app.web.earlier_words import marks
from app.web.evidence_shown import FileShown, files_of_submission, files_of_tests
from app.web.explained import explained, lowering, rising
from app.web.localisation import language
from app.web.policy_words import duration_in_words, step_in_words
from app.web.remarks_shown import Exchange, exchanges
from app.web.respondent.listing import decides_listing
from app.web.tested import plan_shown
from app.workflow.listing import may_be_listed
from app.workflow.repeating import repeatable
from app.workflow.standing import allowed_actions

UNDECIDED = frozenset({State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.SENT_BACK})


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer as it was submitted."""

    question: Question
    lines: tuple[str, ...]
    comment: str
    files: tuple[FileShown, ...]


@dataclass(frozen=True, slots=True)
class GivenSection:
    """A section with the answers that were submitted in it."""

    section: Section
    answers: tuple[GivenAnswer, ...]


@audience(Role.RESPONDENT)
def submitted(assessment_id: UUID) -> ResponseReturnValue:
    """The receipt: its reference, what happens next, by whom and by when."""
    found = own_assessment(assessment_id)
    if found.state not in {State.SUBMITTED, State.IN_REVIEW}:
        return redirect(url_for("respondent.result", assessment_id=assessment_id))
    level = _words(found).level(found.level or "")
    steps = [step_in_words(step) for step in steps_of(level)]
    return render_template("respondent/submitted.html", assessment=found, steps=steps)


@audience(Role.RESPONDENT)
def result(assessment_id: UUID) -> ResponseReturnValue:
    """The level, why it is that, what follows from it, and where the assessment stands."""
    session = database.session()
    found = own_assessment(assessment_id)
    submission = latest_submission(session, found)
    if submission is None:
        if found.state == State.DRAFT:
            return redirect(url_for("respondent.task_list", assessment_id=assessment_id))
        return render_template("respondent/withdrawn.html", assessment=found)
    plan = plan_of(submission.published_matrix)
    answers, _mistakes = read_answers(plan.matrix, submission.answers)
    level = _words(found).level(submission.level)
    certificate = certificates.of_assessment(session, found.id)
    return render_template(
        "respondent/result.html",
        assessment=found,
        submission=submission,
        explained=explained(plan, answers),
        test_plan=plan_shown(
            plan,
            answers,
            submission.test_results or {},
            files=files_of_tests(session, found.id, submission.test_results or {}),
        ),
        lowering=lowering(plan, answers),
        rising=rising(plan, answers),
        steps=[step_in_words(step) for step in steps_of(level)] if found.state in UNDECIDED else [],
        valid_for=None if level.valid_for is None else duration_in_words(level.valid_for),
        decisions=decisions_of(session, submission.id),
        remarks=_remarked(session, found, submission),
        certificate=certificate,
        standing=standing_of(certificate) if certificate else None,
        changed=next(reversed(history_of(found.id)), None) if certificate else None,
        again=repeatable(found),
        decides_listing=decides_listing(found),
        can_be_listed=may_be_listed(found),
        given=len(answers),
        actions=allowed_actions(session, signed_in(), found),
    )


@audience(Role.RESPONDENT)
def submitted_answers(assessment_id: UUID) -> ResponseReturnValue:
    """Every answer that was submitted, with its comment, its files and what is different from before."""
    session = database.session()
    found = own_assessment(assessment_id)
    submission = latest_submission(session, found)
    if submission is None:
        return redirect(url_for("respondent.result", assessment_id=assessment_id))
    plan = plan_of(submission.published_matrix)
    answers, _mistakes = read_answers(plan.matrix, submission.answers)
    words = in_language(plan.matrix, language())
    return render_template(
        "respondent/submitted_answers.html",
        assessment=found,
        submission=submission,
        marks=marks(session, found, answers, submission.comments, submission.revision),
        remarks=exchanges(session, submission, told_remarks(session, found)),
        sections=_given(words, answers, submission, files_of_submission(session, submission)),
    )


def _remarked(session: Session, found: Assessment, submission: Submission) -> tuple[tuple[Question, Exchange], ...]:
    """The remarks on the answers of a submission that was sent back, in the order of the questions."""
    shown = exchanges(session, submission, told_remarks(session, found))
    return tuple(
        (question, each)
        for question in _words(found).questions()
        for each in shown.get(question.id, ())
        if each.remark.revision == submission.revision
    )


def _words(found: Assessment) -> Matrix:
    return in_language(plan_of(found.published_matrix).matrix, language())


def _given(
    words: Matrix, answers: Answers, submission: Submission, files: Mapping[str, tuple[FileShown, ...]]
) -> tuple[GivenSection, ...]:
    """Every answer that was submitted, with its comment and its files, by section."""
    sections = (
        GivenSection(
            section,
            tuple(
                GivenAnswer(
                    question,
                    answer_in_words(question, answers[question.id]) if question.id in answers else (),
                    submission.comments.get(question.id, ""),
                    files.get(question.id, ()),
                )
                for question in section.questions
                if question.id in answers or question.id in files
            ),
        )
        for section in words.sections
    )
    return tuple(section for section in sections if section.answers)
