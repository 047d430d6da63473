"""What an answer calls for beside itself: a comment or a file, always, or for some choices."""

from __future__ import annotations

import pytest

from app.domain.answers import Answer, read_answers
from app.domain.completeness import missing_evidence, takes
from app.domain.questions import Requirement
from tests.domain.tiny import matrix_of

MATRIX = "comments_and_evidence"


def read(**raw: object) -> dict[str, Answer]:
    answers, mistakes = read_answers(matrix_of(MATRIX), raw)
    assert mistakes == ()
    return answers


def lacking(answers: dict[str, object], evidence: dict[str, list[str]] | None = None) -> tuple[str, ...]:
    visible = [question.id for question in matrix_of(MATRIX).questions()]
    return missing_evidence(matrix_of(MATRIX), visible, read(**answers), evidence or {})


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ()),  # what is always needed is asked for once there is an answer
        ({"name": "Chess"}, ("name",)),
        ({"use": "other"}, ()),  # a file is welcome there
        ({"checks": ["none"]}, ()),
        ({"checks": ["audit"]}, ("checks",)),
        ({"approved": "yes", "checks": ["trial"], "name": "Chess"}, ("checks", "approved", "name")),
    ],
)
def test_a_file_is_missing_where_the_answer_calls_for_one(
    answers: dict[str, object], expected: tuple[str, ...]
) -> None:
    assert lacking(answers) == expected


def test_a_file_that_is_there_is_not_missing() -> None:
    assert lacking({"name": "Chess", "checks": ["audit"]}, {"name": ["key"], "checks": []}) == ("checks",)


def test_hidden_questions_lack_nothing() -> None:
    assert missing_evidence(matrix_of(MATRIX), ("use",), read(name="Chess"), {}) == ()


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        (Requirement(), False),
        (Requirement("optional"), True),
        (Requirement("required"), True),
        (Requirement(required_for=("audit",)), True),
    ],
)
def test_a_question_takes_files_unless_its_matrix_says_never(requirement: Requirement, expected: bool) -> None:
    assert takes(requirement) is expected
