"""What if one answer were another: the level and what changes with it, worked out for the page and stored nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from wtforms.form import BaseForm

from app.domain.answers import Answer, Answers, read_answers
from app.domain.lifecycle import Role
from app.domain.matrix import Matrix
from app.domain.outcome import Outcome
from app.domain.questions import Question
from app.domain.review_policy import steps_of
from app.domain.scoring import Plan
from app.domain.text import Text
from app.domain.translation import in_language
from app.storage.assessments import Submission, latest_submission
from app.storage.matrices import plan_of
from app.web import database
from app.web.access import audience, reviewable
from app.web.answer_words import answer_in_words
from app.web.drawn_question import DrawnQuestion
from app.web.localisation import gettext as _
from app.web.localisation import language
from app.web.policy_words import step_in_words
from app.web.question_fields import KINDS, QuestionField
from app.web.reviewer.queue_page import LevelShown
from app.web.shown_fields import answer_name

Words = tuple[str | Text, ...]


class WhatIfForm(BaseForm):
    """One question of the matrix as a field, filled with what the address says or else with what was submitted."""

    def __init__(self, question: Question, answer: Answer | None) -> None:
        super().__init__({answer_name(question.id): KINDS[question.kind](question)})
        sent: Any = request.args if self.asked(question) else None
        self.field(question).process(sent, answer)

    def field(self, question: Question) -> QuestionField:
        """The only field."""
        found = self[answer_name(question.id)]
        if not isinstance(found, QuestionField):
            raise TypeError(f"The field of {question.id} is none of a question.")
        return found

    def asked(self, question: Question) -> bool:
        """Whether the address holds an answer, be it an empty one."""
        return "try" in request.args or any(name in request.args for name in self.field(question).names())


@dataclass(frozen=True, slots=True)
class OnlyQuestion(DrawnQuestion):
    """A question as components/question.html draws it, with nothing beside its field."""

    question: Question
    field: QuestionField
    principle: Text | None = None
    comment: None = None
    clash: None = None
    author: None = None
    mark: None = None
    evidence: None = None
    fresh: bool = False
    seen: str = ""

    @property
    def has_errors(self) -> bool:
        """Whether what the address says is no answer to it."""
        return bool(self.field.errors)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that follows from the answers: what would come, and what would go."""

    title: str
    comes: Words
    goes: Words


@dataclass(frozen=True, slots=True)
class Outlook:
    """The level as it is and as it would be, and what else would change; `unasked` are new and have no answer."""

    before: LevelShown
    after: LevelShown
    lines: tuple[str, ...]  # the other answer in words; none when it would be left out
    differences: tuple[Difference, ...]
    unasked: tuple[Question, ...]


@audience(Role.REVIEWER, Role.ETHICS_REVIEWER)
def what_if(assessment_id: UUID) -> ResponseReturnValue:
    """Choose a question and another answer, and see what would follow; nothing is stored, whatever is asked."""
    found = reviewable(assessment_id)
    submission = latest_submission(database.session(), found) or abort(404)
    plan = plan_of(submission.published_matrix)
    words = in_language(plan.matrix, language())
    answers, _mistakes = read_answers(plan.matrix, submission.answers)
    asked = [question for question in words.questions() if question.id in plan.visible(answers)]
    question = next((each for each in asked if each.id == request.args.get("question")), None)
    if question is None:
        return _page(submission, "reviewer/what_if_choose.html", sections=_sections(words, asked))
    form = WhatIfForm(question, answers.get(question.id))
    outlook, status = None, 200
    if form.asked(question):
        if form.validate():
            outlook = _outlook(plan, words, answers, question, form.field(question).data)
        else:
            status = 400
    block = OnlyQuestion(question, form.field(question))
    now = answer_in_words(question, answers[question.id]) if question.id in answers else ()
    page = _page(submission, "reviewer/what_if.html", form=form, block=block, outlook=outlook, now=now)
    return page, status


def _page(submission: Submission, template: str, **values: object) -> str:
    key = submission.published_matrix_id
    return render_template(template, submission=submission, assessment_id=submission.assessment_id, key=key, **values)


def _sections(words: Matrix, asked: Sequence[Question]) -> list[tuple[Text, list[Question]]]:
    """The sections with those of their questions that were asked."""
    ids = {question.id for question in asked}
    found = [(each.title, [question for question in each.questions if question.id in ids]) for each in words.sections]
    return [(title, questions) for title, questions in found if questions]


def _outlook(plan: Plan, words: Matrix, answers: Answers, question: Question, answer: Answer | None) -> Outlook:
    changed = {name: given for name, given in answers.items() if name != question.id}
    if answer is not None:
        changed[question.id] = answer
    before, after = plan.assess(answers), plan.assess(changed)
    new = set(after.missing) - set(before.missing) - {question.id}
    return Outlook(
        before=_level(words, before),
        after=_level(words, after),
        lines=answer_in_words(question, answer) if answer is not None else (),
        differences=tuple(each for each in _differences(words, before, after) if each.comes or each.goes),
        unasked=tuple(each for each in words.questions() if each.id in new),
    )


def _level(words: Matrix, outcome: Outcome) -> LevelShown:
    return LevelShown(words.level(outcome.level).label, words.place(outcome.level) + 1, len(words.levels))


def _differences(words: Matrix, before: Outcome, after: Outcome) -> tuple[Difference, ...]:
    rules = {rule.id: rule.because or rule.id for rule in words.rules}
    categories = {each.id: each.label for each in words.categories}
    tests = {test.id: test.title for test in words.tests}
    steps = [[step_in_words(step) for step in steps_of(words.level(each.level))] for each in (before, after)]
    fired = [[rules[rule.id] for rule in each.rules] for each in (before, after)]
    return (
        _difference(_("Rules that apply"), *fired),
        _difference(_("Categories"), *([categories[name] for name in each.categories] for each in (before, after))),
        _difference(
            _("Tests that are called for"), *([tests[name] for name in each.tests] for each in (before, after))
        ),
        _difference(_("Steps of the review"), *steps),
    )


def _difference(title: str, before: Iterable[str | Text], after: Iterable[str | Text]) -> Difference:
    was, would = list(before), list(after)
    comes = tuple(each for each in would if each not in was)
    return Difference(title, comes, tuple(each for each in was if each not in would))
