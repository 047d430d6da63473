"""The form of a section: built from the pinned matrix, what is saved and what was posted, from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from app.domain.answers import Answer
from app.domain.questions import Question, Section
from app.domain.scoring import Plan
from app.web.localisation import _
from app.web.question_fields import (
    CommentField,
    QuestionField,
    answer_name,
    comment_name,
    fields_of,
)

FORM_NAMES = frozenset({"csrf_token", "version", "matrix", "then", "back", "switch_language"})


class SectionForm(BaseForm):
    """The visible questions of a section as fields; `form_errors` holds what no field can say."""

    def __init__(self, section: Section) -> None:
        super().__init__(fields_of(section.questions))
        self.section = section
        self.on_page: frozenset[str] = frozenset()  # questions that the person saw before posting
        self.opened: tuple[str, ...] = ()  # questions that this post opened
        self.hidden: dict[str, Answer] = {}  # typed beside the answer that hid them; the draft keeps them

    def field(self, question_id: str) -> QuestionField:
        """The field of a question."""
        found = self[answer_name(question_id)]
        if not isinstance(found, QuestionField):
            raise KeyError(question_id)
        return found

    def comment(self, question_id: str) -> CommentField | None:
        """The field for the comment on a question, where the matrix has one."""
        found = self._fields.get(comment_name(question_id))
        return found if isinstance(found, CommentField) else None

    def questions(self) -> tuple[Question, ...]:
        """The questions that are fields of this form, in the file's order."""
        return tuple(question for question in self.section.questions if answer_name(question.id) in self)

    def answers(self) -> dict[str, Answer | None]:
        """What to save: valid answers and emptied ones, of questions that the person saw or filled."""
        return dict(self.hidden) | {
            question.id: self.field(question.id).data
            for question in self.questions()
            if question.id not in self.opened and not self.field(question.id).errors
        }

    def comments(self) -> dict[str, str]:
        """The valid comments to save."""
        found = {question.id: self.comment(question.id) for question in self.questions()}
        return {
            question_id: str(field.data or "")
            for question_id, field in found.items()
            if field is not None and question_id not in self.opened and not field.errors
        }


def section_form(
    plan: Plan,
    section: Section,
    saved: Mapping[str, Answer],
    comments: Mapping[str, str],
    post: MultiDict[str, str] | None = None,
) -> SectionForm:
    """Build the form of a section (translated or not) and, when something was posted, validate it.

    A question is on the form when it is visible with what is saved and posted together. What was posted
    for a question that neither the page nor the post opened, or under a name the section does not have,
    is named in `form_errors`, and then nothing may be saved.
    """
    form = SectionForm(section)
    before = frozenset(plan.visible(saved))
    form.on_page = frozenset(q.id for q in section.questions if q.id in before)
    merged = dict(saved)
    for question in section.questions:
        sent = post if post is not None and _was_sent(form, question, post, before) else None
        _process(form, question, saved, comments, sent)
        if sent is not None and form.field(question.id).data is not None:
            merged[question.id] = form.field(question.id).data
        elif sent is not None and not form.field(question.id).process_errors:
            merged.pop(question.id, None)
    after = frozenset(plan.visible(merged)) if post is not None else before
    if post is not None:
        form.form_errors = _refusals(form, post, before | after)
        form.opened = _opened(form, post, before, after)
    for question in section.questions:
        if question.id not in after:
            if post is not None and question.id in before and form.field(question.id).data:
                form.hidden[question.id] = form.field(question.id).data
            _drop(form, question)
    if post is not None:
        form.validate()
    return form


def _was_sent(form: SectionForm, question: Question, post: MultiDict[str, str], before: frozenset[str]) -> bool:
    return question.id in before or _filled(form, question, post)


def _filled(form: SectionForm, question: Question, post: MultiDict[str, str]) -> bool:
    names = (*form.field(question.id).names(), comment_name(question.id))
    return any(value.strip() for name in names for value in post.getlist(name))


def _process(
    form: SectionForm,
    question: Question,
    saved: Mapping[str, Answer],
    comments: Mapping[str, str],
    sent: MultiDict[str, str] | None,
) -> None:
    post: Any = sent
    form.field(question.id).process(post, saved.get(question.id))
    comment = form.comment(question.id)
    if comment is not None:
        comment.process(post, comments.get(question.id, ""))


def _refusals(form: SectionForm, post: MultiDict[str, str], asked: frozenset[str]) -> list[str]:
    known = set(FORM_NAMES)
    refusals = []
    for question in form.section.questions:
        known.update(form.field(question.id).names())
        if form.comment(question.id) is not None:
            known.add(comment_name(question.id))
        if question.id not in asked and _filled(form, question, post):
            refusals.append(_("Nothing was saved: “%(ask)s” is not asked at present", ask=question.ask))
    strangers = sorted(set(post) - known)
    if strangers:
        refusals.append(
            _(
                "Nothing was saved: this section has no field called “%(names)s”",
                names=", ".join(name[:40] for name in strangers[:5]),
            )
        )
    return refusals


def _opened(
    form: SectionForm, post: MultiDict[str, str], before: frozenset[str], after: frozenset[str]
) -> tuple[str, ...]:
    return tuple(
        question.id
        for question in form.section.questions
        if question.id in after and question.id not in before and not _filled(form, question, post)
    )


def _drop(form: SectionForm, question: Question) -> None:
    del form[answer_name(question.id)]
    if comment_name(question.id) in form:
        del form[comment_name(question.id)]
