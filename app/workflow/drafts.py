"""What may be written into a draft: the answers and comments of one section, checked against its matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.domain.answers import Answer, read_answers, to_json
from app.domain.matrix import Matrix
from app.domain.names import fit_text
from app.storage.assessments import Assessment
from app.storage.draft_rows import DraftRow
from app.workflow.actor import Actor
from app.workflow.errors import Conflict, Invalid

LONGEST_TEXT = 100_000
LONGEST_COMMENT = 10_000


@dataclass(frozen=True, slots=True)
class Merged:
    """The draft with a section's answers and comments in place, and what became different."""

    answers: dict[str, Any]
    comments: dict[str, Any]
    changed: tuple[str, ...]
    commented: tuple[str, ...]

    @property
    def told(self) -> dict[str, list[str]]:
        """What the ledger learns of it."""
        return {"answers": list(self.changed), "comments": list(self.commented)}


def merge(
    matrix: Matrix,
    assessment: Assessment | DraftRow,
    section_id: str,
    answers: Mapping[str, Answer | None],
    comments: Mapping[str, str],
) -> Merged:
    """Put a section's answers and comments into the draft; an answer of None and an empty comment remove.

    Raises Invalid for questions that are not of this section, and for answers that the matrix does not offer.
    """
    section = next((found for found in matrix.sections if found.id == section_id), None)
    if section is None:
        raise Invalid("unknown_section", [f"There is no section “{section_id}” in this assessment."])
    own = {question.id for question in section.questions}
    if foreign := sorted({*answers, *comments} - own):
        raise Invalid("foreign_question", ["The form holds questions that are not of this section."], foreign)
    return merge_all(matrix, assessment, answers, comments)


def merge_all(
    matrix: Matrix, assessment: Assessment | DraftRow, answers: Mapping[str, Answer | None], comments: Mapping[str, str]
) -> Merged:
    """Put answers and comments of any sections into the draft; an answer of None and an empty comment remove.

    Raises Invalid for unknown questions, and for answers that the matrix does not offer.
    """
    if foreign := sorted({*answers, *comments} - {question.id for question in matrix.questions()}):
        raise Invalid("foreign_question", ["There are no such questions in this assessment."], foreign)
    given = {question: answer for question, answer in answers.items() if answer is not None}
    read, mistakes = read_answers(matrix, to_json(given))
    if mistakes:
        raise Invalid("wrong_answer", [each.sentence for each in mistakes], [each.question for each in mistakes])
    _check_texts({**given, **comments}, comments)
    new_answers = {**assessment.answers, **to_json(read)}
    new_comments = {**assessment.comments, **{question: words.strip() for question, words in comments.items()}}
    for question in answers:
        if question not in read:
            new_answers.pop(question, None)
    order = [question.id for question in matrix.questions()]
    merged_answers = {question: new_answers[question] for question in order if question in new_answers}
    merged_comments = {question: new_comments[question] for question in order if new_comments.get(question)}
    return Merged(
        merged_answers,
        merged_comments,
        _different(order, assessment.answers, merged_answers),
        _different(order, assessment.comments, merged_comments),
    )


def authors_of(merged: Merged, actor: Actor, now: datetime) -> dict[str, dict[str, str]]:
    """Who is the author of each answer and comment that became different, and since when."""
    author = {"by": actor.name, "person": str(actor.person_id), "at": now.astimezone(UTC).isoformat()}
    return dict.fromkeys((*merged.changed, *merged.commented), author)


def _different(order: list[str], before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(question for question in order if before.get(question) != after.get(question))


def _check_texts(texts: Mapping[str, object], comments: Mapping[str, str]) -> None:
    for question, words in texts.items():
        if not isinstance(words, str):
            continue
        longest = LONGEST_COMMENT if question in comments else LONGEST_TEXT
        if len(words) > longest:
            raise Invalid("text_long", [f"{question}: shorten the text to {longest:,} characters."], [question])
        if not fit_text(words):
            raise Invalid("text_unfit", [f"{question}: the text holds characters that cannot be stored."], [question])


def check_version(assessment: Assessment | DraftRow, version: int, section_id: str | None = None) -> None:
    """Raise Conflict when somebody saved after this version: this section, or with None anything at all.

    Two people in different sections do not stand in each other's way.
    """
    if version > assessment.version:
        raise _conflict(assessment, section_id)
    if section_id is None:
        newer = assessment.version != version
    else:
        newer = int(assessment.section_edits.get(section_id, {}).get("version", 0)) > version
    if newer:
        raise _conflict(assessment, section_id)


def _conflict(assessment: Assessment | DraftRow, section_id: str | None) -> Conflict:
    edits: dict[str, dict[str, Any]] = assessment.section_edits
    edit = edits.get(section_id) if section_id else None
    if edit is None:
        everything = [*edits.values(), *assessment.test_results.values()]
        edit = max(everything, key=lambda each: int(each["version"]), default=None)
    if edit is None:
        return Conflict(assessment.version, None, None)
    return Conflict(assessment.version, str(edit["by"]), datetime.fromisoformat(str(edit["at"])))
