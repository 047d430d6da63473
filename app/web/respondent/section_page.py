"""The page of one section: its questions as blocks, and what somebody else saved in the meantime."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.answers import Answer, Answers, read_answers
from app.domain.completeness import asks
from app.domain.matrix import Matrix
from app.domain.questions import Question
from app.domain.scoring import Plan
from app.domain.text import Text
from app.domain.translation import in_language
from app.storage.assessments import Assessment
from app.storage.matrices import plan_of
from app.web.answer_words import answer_in_words
from app.web.localisation import gettext as _
from app.web.localisation import language
from app.web.question_fields import CommentField, QuestionField
from app.web.question_sentences import date_order
from app.web.respondent.task_list import Edit, read_edit
from app.web.section_form import SectionForm


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with its pinned matrix, once as it decides and once in the words of the page."""

    plan: Plan
    words: Matrix
    answers: dict[str, Answer]
    comments: dict[str, str]
    edits: Mapping[str, Any]

    def edit(self, section_id: str) -> Edit | None:
        """Who saved the section last."""
        found = self.edits.get(section_id)
        return read_edit(found) if found else None


def draft_of(assessment: Assessment) -> Draft:
    """Read an assessment's draft."""
    plan = plan_of(assessment.published_matrix)
    answers, _mistakes = read_answers(plan.matrix, assessment.answers)
    return Draft(
        plan, in_language(plan.matrix, language()), answers, dict(assessment.comments), assessment.section_edits
    )


@dataclass(frozen=True, slots=True)
class Clash:
    """What is saved where something else was typed; no lines when it was emptied."""

    saved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionBlock:
    """One question as the template draws it."""

    question: Question
    field: QuestionField
    comment: CommentField | None
    principle: Text | None
    fresh: bool
    clash: Clash | None
    answer: Answer | None

    @property
    def has_errors(self) -> bool:
        """Whether the answer or its comment is wrong."""
        return bool(self.field.errors or (self.comment and self.comment.errors))

    @property
    def help(self) -> str | None:
        """The help of the matrix, or how to use tick boxes."""
        if self.question.help is None and self.question.kind == "many":
            return _("Choose all that apply.")
        return self.question.help

    @property
    def date_order(self) -> tuple[str, ...]:
        """The parts of a date as this language writes them."""
        return date_order()

    def chosen(self, choice: str) -> bool:
        """Whether this choice is ticked."""
        typed = self.field.typed
        return choice in typed if isinstance(typed, tuple) else choice == typed

    @property
    def comment_folded(self) -> bool:
        """Whether the comment waits behind a link: nobody asks for it and nothing is there."""
        if self.comment is None or self.comment.typed or self.comment.errors:
            return False
        return not self._comment_needed and not self.question.comment.required_for

    @property
    def _comment_needed(self) -> bool:
        return self.question.comment.mode == "required" or asks(self.question.comment, self.answer)

    @property
    def comment_label(self) -> str:
        """What the comment is for, and when it is needed."""
        if self._comment_needed:
            return _("Explain your answer")
        named = [choice.label for choice in self.question.choices if choice.id in self.question.comment.required_for]
        if named:
            listed = (_("”, “")).join(named)
            return _("Explain your answer (needed for “%(choices)s”)", choices=listed)
        return _("Comment (optional)")


def blocks_of(
    form: SectionForm, draft: Draft, *, fresh: tuple[str, ...] = (), clashes: Mapping[str, Clash] | None = None
) -> tuple[QuestionBlock, ...]:
    """The questions of the form in order, as blocks."""
    principles = {principle.id: principle.label for principle in draft.words.principles}
    principle = principles.get(form.section.principle or "")
    return tuple(
        QuestionBlock(
            question,
            form.field(question.id),
            form.comment(question.id),
            principle,
            question.id in fresh,
            (clashes or {}).get(question.id),
            form.field(question.id).data,
        )
        for question in form.questions()
    )


def clashes_of(form: SectionForm, draft: Draft) -> dict[str, Clash]:
    """Where what was typed differs from what is saved now."""
    return {
        question.id: Clash(_saved_in_words(question, draft.answers))
        for question in form.questions()
        if question.id not in form.opened and _differs(form, question, draft)
    }


def _differs(form: SectionForm, question: Question, draft: Draft) -> bool:
    field, comment = form.field(question.id), form.comment(question.id)
    if field.errors or field.data != draft.answers.get(question.id):
        return True
    return comment is not None and (comment.data or "") != draft.comments.get(question.id, "")


def _saved_in_words(question: Question, answers: Answers) -> tuple[str, ...]:
    return answer_in_words(question, answers[question.id]) if question.id in answers else ()
