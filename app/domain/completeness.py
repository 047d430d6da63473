"""What a draft still lacks before it can be submitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.answers import Answer
from app.domain.matrix import Matrix
from app.domain.questions import Question, Requirement


def takes(requirement: Requirement) -> bool:
    """Whether what the requirement is about may be given at all."""
    return requirement.mode != "never" or bool(requirement.required_for)


def asks(requirement: Requirement, answer: Answer | None) -> bool:
    """Whether this answer calls for what the requirement is about."""
    if requirement.mode == "required":
        return answer is not None
    chosen = answer if isinstance(answer, tuple) else (answer,)
    return any(choice in requirement.required_for for choice in chosen)


def missing_comments(
    matrix: Matrix, visible: Sequence[str], answers: Mapping[str, Answer], comments: Mapping[str, str]
) -> tuple[str, ...]:
    """Visible questions whose answer calls for a comment that is not there, in the file's order."""

    def lacks(question: Question) -> bool:
        return (
            question.id in visible
            and asks(question.comment, answers.get(question.id))
            and not comments.get(question.id, "").strip()
        )

    return tuple(question.id for question in matrix.questions() if lacks(question))


def missing_evidence(
    matrix: Matrix, visible: Sequence[str], answers: Mapping[str, Answer], evidence: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Visible questions whose answer calls for a file that is not there, in the file's order.

    `evidence` holds the keys of the files beside each question.
    """

    def lacks(question: Question) -> bool:
        wanted = question.id in visible and asks(question.evidence, answers.get(question.id))
        return wanted and not evidence.get(question.id)

    return tuple(question.id for question in matrix.questions() if lacks(question))
