"""Answers as fields show them; a page that is only looked at needs no more of a field than this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.answers import Answer
from app.domain.questions import Question

PARTS = ("year", "month", "day")  # of a date


@dataclass(frozen=True, slots=True)
class ShownField:
    """What a template asks of a field that nobody has sent yet."""

    id: str
    name: str
    typed: Any
    data: Answer | None = None
    errors: tuple[str, ...] = ()


def answer_name(question_id: str) -> str:
    """The name of a question's field; ids hold no dot, so that no two fields ever share a name."""
    return f"answer.{question_id}"


def comment_name(question_id: str) -> str:
    """The name of the comment that goes with a question."""
    return f"comment.{question_id}"


def answer_id(question_id: str) -> str:
    """The id of a question's field on its page."""
    return f"answer-{question_id}"


def comment_id(question_id: str) -> str:
    """The id of the comment's field."""
    return f"comment-{question_id}"


def takes_comment(question: Question) -> bool:
    """Whether the matrix has a comment beside this question."""
    return question.comment.mode != "never" or bool(question.comment.required_for)


def shown_answer(question: Question, answer: Answer | None) -> ShownField:
    """The field of a question with a saved answer."""
    return ShownField(answer_id(question.id), answer_name(question.id), typed(question.kind, answer), answer)


def shown_comment(question: Question, words: str) -> ShownField | None:
    """The field of the comment beside a question, where the matrix has one."""
    if not takes_comment(question):
        return None
    return ShownField(comment_id(question.id), comment_name(question.id), words, words)


def typed(kind: str, value: Any) -> Any:
    """What stands in the field of such a question for a saved answer."""
    if kind == "many":
        return tuple(value or ())
    if kind == "date":
        parts = str(value).split("-") if value else ("", "", "")
        return dict(zip(PARTS, (part.lstrip("0") for part in parts), strict=True))
    if value is None:
        return ""
    return format(value, "f") if kind == "number" else str(value)
