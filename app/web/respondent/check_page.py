"""The page to check all answers before they are submitted."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.questions import Question, Section
from app.storage.assessments import Assessment
from app.web.answer_words import answer_in_words
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
    lacks: str  # "", "answer" or "comment"
    address: str
    author: Edit | None  # who answered it last, and when


@dataclass(frozen=True, slots=True)
class CheckedSection:
    """A section with all its visible questions."""

    section: Section
    answers: tuple[CheckedAnswer, ...]


def checked_sections(assessment: Assessment, draft: Draft) -> tuple[CheckedSection, ...]:
    """Every visible question of the draft, by section."""
    visible, lacking = draft.plan.visible(draft.answers), missing(assessment)
    found = []
    for section in draft.words.sections:
        answers = tuple(
            _answer(assessment, draft, section, question, question.id in lacking)
            for question in section.questions
            if question.id in visible
        )
        if answers:
            found.append(CheckedSection(section, answers))
    return tuple(found)


def _answer(assessment: Assessment, draft: Draft, section: Section, question: Question, lacking: bool) -> CheckedAnswer:
    answer = draft.answers.get(question.id)
    edit = assessment.answer_edits.get(question.id)
    return CheckedAnswer(
        question,
        () if answer is None else answer_in_words(question, answer),
        draft.comments.get(question.id, ""),
        "" if not lacking else "answer" if answer is None else "comment",
        section_url(assessment.id, section.id, back="check", question=question.id),
        read_edit(edit) if edit else None,
    )
