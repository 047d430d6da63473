"""The page of one section: its questions as blocks, and what somebody else saved in the meantime."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.answers import Answer, read_answers
from app.domain.completeness import asks
from app.domain.matrix import Matrix
from app.domain.questions import Question, Section
from app.domain.scoring import Plan
from app.domain.text import Text
from app.domain.translation import in_language
from app.storage.assessments import Assessment
from app.storage.draft_rows import DraftRow
from app.storage.matrices import pinned_plan
from app.web import database
from app.web.access import signed_in
from app.web.answer_words import answer_in_words
from app.web.drawn_question import DrawnQuestion
from app.web.earlier_words import Mark
from app.web.evidence_shown import FileShown, QuestionEvidence, question_evidence
from app.web.localisation import gettext as _
from app.web.localisation import language
from app.web.question_fields import CommentField, QuestionField
from app.web.remarks_shown import asked_remarks
from app.web.reply_fields import RemarkBlock, Remarks, shown_reply
from app.web.respondent.task_list import Edit, read_edit
from app.web.section_form import SectionForm
from app.web.seen_answers import trace
from app.web.shown_fields import ShownField, shown_answer, shown_comment


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft with its pinned matrix, once as it decides and once in the words of the page."""

    plan: Plan
    words: Matrix
    answers: dict[str, Answer]
    comments: dict[str, str]
    evidence: Mapping[str, Sequence[str]]  # question -> keys of its files
    edits: Mapping[str, Any]
    authors: Mapping[str, Any]
    remarks: Remarks

    def trace(self, question_id: str) -> str:
        """What the page of a question is made of."""
        replies = [asked.words for asked in self.remarks.get(question_id, ())]
        return trace(self.answers.get(question_id), self.comments.get(question_id), replies)

    def edit(self, section_id: str) -> Edit | None:
        """Who saved the section last."""
        found = self.edits.get(section_id)
        return read_edit(found) if found else None

    def author(self, question_id: str) -> Edit | None:
        """Who changed an answer or its comment last."""
        found = self.authors.get(question_id)
        return read_edit(found) if found else None


def draft_of(assessment: Assessment | DraftRow) -> Draft:
    """Read an assessment's draft."""
    plan = pinned_plan(assessment)
    answers, _mistakes = read_answers(plan.matrix, assessment.answers)
    return Draft(
        plan,
        in_language(plan.matrix, language()),
        answers,
        dict(assessment.comments),
        assessment.evidence,
        assessment.section_edits,
        assessment.answer_edits,
        asked_remarks(database.session(), assessment),
    )


@dataclass(frozen=True, slots=True)
class Clash:
    """What somebody else saved where something else was typed; no lines when it was emptied."""

    saved: tuple[str, ...]
    comment: str
    replies: tuple[str, ...]
    edit: Edit | None
    chosen: str


@dataclass(frozen=True, slots=True)
class QuestionBlock(DrawnQuestion):
    """One question as the template draws it."""

    question: Question
    field: QuestionField | ShownField
    comment: CommentField | ShownField | None
    principle: Text | None
    fresh: bool
    clash: Clash | None
    answer: Answer | None
    seen: str  # comes back with the form, to tell what was changed here and what elsewhere
    evidence: QuestionEvidence | None  # without a default: app.web.respondent.drawn_questions has to know of each part
    author: Edit | None  # who answered it last, when that is somebody else
    mark: Mark | None  # what was there in the revision before, or in what was copied
    remarks: tuple[RemarkBlock, ...]  # what reviewers said of it in a revision before

    @property
    def has_errors(self) -> bool:
        """Whether the answer or its comment is wrong."""
        replied = any(remark.field.errors for remark in self.remarks)
        return bool(self.field.errors or (self.comment and self.comment.errors) or replied)

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
    form: SectionForm,
    draft: Draft,
    files: Mapping[str, tuple[FileShown, ...]],
    *,
    fresh: tuple[str, ...] = (),
    marks: Mapping[str, Mark] | None = None,
) -> tuple[QuestionBlock, ...]:
    """The questions of the form in order, as blocks."""
    principles = {principle.id: principle.label for principle in draft.words.principles}
    principle = principles.get(form.section.principle or "")
    me = str(signed_in().person_id) if draft.authors else ""
    return tuple(
        QuestionBlock(
            question,
            form.field(question.id),
            form.comment(question.id),
            principle,
            question.id in fresh,
            _clash(question, draft, form) if question.id in form.clashes else None,
            form.field(question.id).data,
            form.seen.get(question.id) or draft.trace(question.id),
            # Among clashing answers the button to add a file would save over what somebody else wrote.
            question_evidence(
                question, form.field(question.id).data, files.get(question.id, ()), may_add=not form.clashes
            ),
            _author(draft, question, me),
            (marks or {}).get(question.id),
            tuple(RemarkBlock(reply.asked, reply) for reply in form.replies_on(question.id)),
        )
        for question in form.questions()
    )


def blocks_to_show(
    section: Section,
    draft: Draft,
    visible: Container[str],
    files: Mapping[str, tuple[FileShown, ...]],
    *,
    fresh: tuple[str, ...] = (),
    marks: Mapping[str, Mark] | None = None,
) -> tuple[QuestionBlock, ...]:
    """The visible questions of a section as `blocks_of` gives them for a form that holds what is saved."""
    principle = next((each.label for each in draft.words.principles if each.id == section.principle), None)
    blocks, me = [], str(signed_in().person_id) if draft.authors else ""
    for question in section.questions:
        if (name := question.id) not in visible:
            continue
        answer, words = draft.answers.get(name), draft.comments.get(name, "")
        field = shown_answer(question, answer)
        blocks.append(
            QuestionBlock(
                question=question,
                field=field,
                comment=shown_comment(question, words),
                principle=principle,
                fresh=name in fresh,
                clash=None,
                answer=field.data,
                seen=draft.trace(name),
                evidence=question_evidence(question, field.data, files.get(name, ())),
                author=_author(draft, question, me),
                mark=(marks or {}).get(name),
                remarks=tuple(RemarkBlock(asked, shown_reply(asked)) for asked in draft.remarks.get(name, ())),
            )
        )
    return tuple(blocks)


def _clash(question: Question, draft: Draft, form: SectionForm) -> Clash:
    answer = draft.answers.get(question.id)
    saved = answer_in_words(question, answer) if answer is not None else ()
    # A choice counts for the two versions that were shown; only a page in another language shows the same two.
    chosen = form.chosen.get(question.id, "") if question.id in form.seen else ""
    replies = tuple(asked.words for asked in draft.remarks.get(question.id, ()) if asked.reply)
    return Clash(saved, draft.comments.get(question.id, ""), replies, draft.author(question.id), chosen)


def _author(draft: Draft, question: Question, me: str) -> Edit | None:
    """Who else answered a question last."""
    edit = draft.authors.get(question.id)
    return read_edit(edit) if edit and edit["person"] != me else None
