"""Remarks on single answers: the page on which a reviewer writes one, and what the review page tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import HiddenField, TextAreaField, ValidationError

from app.domain.answers import read_answers
from app.domain.lifecycle import Action, Refused, Role
from app.domain.matrix import Matrix
from app.domain.questions import Question
from app.domain.remark import LONGEST_REMARK
from app.domain.translation import in_language
from app.storage.assessments import Submission, latest_submission
from app.storage.matrices import plan_of
from app.storage.remarks import remarks_of
from app.web import database
from app.web.access import audience, reviewable, signed_in
from app.web.answer_words import answer_in_words
from app.web.clock import now
from app.web.earlier_words import Mark
from app.web.language_switch import Form
from app.web.localisation import LazyText, language, number_in_words
from app.web.localisation import gettext as _
from app.web.remarks_shown import Exchange, answered_here, exchanges
from app.web.words import refusal_sentence
from app.workflow.errors import Invalid
from app.workflow.remarking import remark
from app.workflow.standing import allowed_actions


@dataclass(frozen=True, slots=True)
class Answered:
    """A remark on a revision before, with what this submission did about it."""

    question: Question
    exchange: Exchange
    asked: bool  # whether the question is still asked
    changed: bool  # whether its answer or comment is another now


@dataclass(frozen=True, slots=True)
class RemarksShown:
    """What the review page tells of remarks."""

    beside: Mapping[str, tuple[Exchange, ...]]  # by question
    answered: tuple[Answered, ...]
    here: int  # remarks on this very submission

    @property
    def open(self) -> int:
        """How many were not replied to, since their question is no longer asked."""
        return sum(1 for each in self.answered if each.exchange.reply is None)

    @property
    def changed(self) -> int:
        """How many answers with a remark are different now."""
        return len({each.question.id for each in self.answered if each.changed})


def remarks_shown(
    session: Session, submission: Submission, words: Matrix, visible: Sequence[str], marks: Mapping[str, Mark]
) -> RemarksShown:
    """Gather the remarks on a submission and on those before it."""
    beside = exchanges(session, submission, remarks_of(session, submission.assessment_id))
    asked = {question.id: question for question in words.questions()}
    order = {name: place for place, name in enumerate(asked)}
    answered = sorted(answered_here(submission, beside), key=lambda each: order.get(each.remark.question, 0))
    return RemarksShown(
        beside,
        tuple(
            Answered(asked[name], each, name in visible, name in visible and name in marks)
            for each in answered
            if (name := each.remark.question) in asked
        ),
        sum(1 for shown in beside.values() for each in shown if each.remark.revision == submission.revision),
    )


class RemarkForm(Form):
    """The digest of the submission that was read, and what is said of one answer."""

    digest = HiddenField()
    remark = TextAreaField(LazyText("Your remark"))

    def validate_remark(self, field: TextAreaField) -> None:
        """Say that the remark is missing or too long; what was typed stays."""
        typed = (field.data or "").strip()
        if not typed:
            raise ValidationError(_("Enter what you have to say about this answer"))
        if len(typed) > LONGEST_REMARK:
            longest = number_in_words(LONGEST_REMARK)
            raise ValidationError(_("Shorten the remark to %(longest)s characters", longest=longest))


@audience(Role.REVIEWER, Role.ETHICS_REVIEWER)
def show_remark(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """The page for a remark on one answer."""
    submission = _submission(assessment_id)
    return _page(submission, question_id, RemarkForm(formdata=None, digest=submission.digest))


@audience(Role.REVIEWER, Role.ETHICS_REVIEWER)
def write_remark(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Write the remark down, and go back to the answer it is on."""
    submission, form = _submission(assessment_id), RemarkForm()
    if not form.validate():
        return _page(submission, question_id, form, 400)
    try:
        remark(
            database.session(),
            signed_in(),
            assessment_id,
            form.digest.data or "",
            question_id,
            form.remark.data or "",
            now(),
        )
    except Refused as refused:
        return _refused(assessment_id, refused, form.remark.data or "")
    except Invalid as invalid:
        if invalid.problem == "foreign_question":
            abort(404)
        form.remark.errors = list(invalid.messages)
        return _page(submission, question_id, form, 400)
    flash(_("Your remark is saved. The respondent reads it once the assessment is sent back."), "success")
    return redirect(url_for("reviewer.review", assessment_id=assessment_id, _anchor=f"question-{question_id}"))


def _submission(assessment_id: UUID) -> Submission:
    return latest_submission(database.session(), reviewable(assessment_id)) or abort(404)


def _page(submission: Submission, question_id: str, form: RemarkForm, status: int = 200) -> ResponseReturnValue:
    session, plan = database.session(), plan_of(submission.published_matrix)
    words = in_language(plan.matrix, language())
    answers, _mistakes = read_answers(plan.matrix, submission.answers)
    question = next((each for each in words.questions() if each.id == question_id), None)
    if question is None or question_id not in plan.visible(answers):
        abort(404)
    found = reviewable(submission.assessment_id)
    if Action.REMARK not in allowed_actions(session, signed_in(), found):
        return _refused(found.id, Refused("not_in_this_state"))
    body = render_template(
        "reviewer/remark.html",
        assessment=found,
        submission=submission,
        question=question,
        lines=answer_in_words(question, answers[question_id]) if question_id in answers else (),
        comment=submission.comments.get(question_id, ""),
        exchanges=exchanges(session, submission, remarks_of(session, found.id)).get(question_id, ()),
        form=form,
    )
    return body, status


def _refused(assessment_id: UUID, refused: Refused, typed: str = "") -> ResponseReturnValue:
    sentence = refusal_sentence(refused.reason)
    body = render_template("reviewer/refused.html", sentence=sentence, assessment_id=assessment_id, typed=typed)
    return body, 409
