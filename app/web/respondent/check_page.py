"""The page to check all answers before they are submitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from app.domain.completeness import missing_comments, missing_evidence
from app.domain.questions import Question, Section
from app.storage.assessments import Assessment
from app.web import database
from app.web.answer_words import answer_in_words
from app.web.evidence_shown import FileShown, QuestionEvidence, files_of_draft, question_evidence
from app.web.reply_fields import Asked
from app.web.respondent.addresses import section_url
from app.web.respondent.section_page import Draft
from app.web.respondent.task_list import Edit, read_edit
from app.workflow.standing import missing


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """One question: its answer as lines, what is missing, and where to change it."""

    question: Question
    lines: tuple[str, ...]
    comment: str
    lacks: tuple[str, ...]  # "answer", or "comment", "evidence" or both
    address: str
    author: Edit | None  # who answered it last, and when
    evidence: QuestionEvidence | None
    evidence_address: str
    to_answer: tuple[Asked, ...]  # remarks without a reply

    def where(self, lacking: str) -> str:
        """Where somebody gives what is lacking."""
        return self.evidence_address if lacking == "evidence" else self.address


@dataclass(frozen=True, slots=True)
class CheckedSection:
    """A section with all its visible questions."""

    section: Section
    answers: tuple[CheckedAnswer, ...]


def checked_sections(assessment: Assessment, draft: Draft) -> tuple[CheckedSection, ...]:
    """Every visible question of the draft, by section."""
    visible = draft.plan.visible(draft.answers)
    files, lacks = files_of_draft(database.session(), assessment), _lacks(assessment, draft, visible)
    found = []
    for section in draft.words.sections:
        answers = tuple(
            _answer(assessment, draft, section, question, files.get(question.id, ()), lacks.get(question.id, ()))
            for question in section.questions
            if question.id in visible
        )
        if answers:
            found.append(CheckedSection(section, answers))
    return tuple(found)


def no_longer_asked(draft: Draft) -> tuple[tuple[Question, Asked], ...]:
    """The remarks on questions that the draft is not asked any more, and that need no reply."""
    visible = draft.plan.visible(draft.answers)
    return tuple(
        (question, asked)
        for question in draft.words.questions()
        if question.id not in visible
        for asked in draft.remarks.get(question.id, ())
    )


def _lacks(assessment: Assessment, draft: Draft, visible: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What each question lacks that keeps the draft from being submitted; a wrong answer is as good as none."""
    given = draft.plan.matrix, visible, draft.answers
    beside = {
        "comment": missing_comments(*given, draft.comments),
        "evidence": missing_evidence(*given, draft.evidence),
    }
    return {
        question: tuple(what for what, questions in beside.items() if question in questions) or ("answer",)
        for question in missing(assessment)
    }


def _answer(
    assessment: Assessment,
    draft: Draft,
    section: Section,
    question: Question,
    files: tuple[FileShown, ...],
    lacks: tuple[str, ...],
) -> CheckedAnswer:
    answer = draft.answers.get(question.id)
    edit = assessment.answer_edits.get(question.id)
    return CheckedAnswer(
        question,
        () if answer is None else answer_in_words(question, answer),
        draft.comments.get(question.id, ""),
        lacks,
        section_url(assessment.id, section.id, back="check", question=question.id),
        read_edit(edit) if edit else None,
        question_evidence(question, answer, files),
        url_for("respondent.evidence", assessment_id=assessment.id, question_id=question.id, back="check"),
        tuple(asked for asked in draft.remarks.get(question.id, ()) if not asked.reply),
    )
