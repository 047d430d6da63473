"""Answers as programs give them: the good ones are read, each of the others gets a sentence."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import AnswerMistake, read_answers, to_json
from app.domain.matrix import Matrix
from app.domain.matrix_file import read_matrix
from tests.domain.tiny import MATRICES, matrix_of

LIMITS = matrix_of("answer_limits")


BAD: list[tuple[str, object, str]] = [
    ("purpose", "gaming", "choice_not_offered"),
    ("purpose", "Hiring", "choice_not_offered"),
    ("purpose", 6, "choice_not_offered"),
    ("purpose", True, "not_a_choice"),
    ("purpose", ["hiring"], "not_a_choice"),
    ("purpose", {"hiring": 1}, "not_a_choice"),
    ("purpose", 5.0, "not_a_choice"),
    ("purpose", 10**5000, "choice_not_offered"),
    ("sure", "maybe", "choice_not_offered"),
    ("sure", 1, "choice_not_offered"),
    ("data", "health", "not_a_list"),
    ("data", {"health": True}, "not_a_list"),
    ("data", 3, "not_a_list"),
    ("data", ["health", "health"], "choice_twice"),
    ("data", ["health", "gold"], "choice_not_offered"),
    ("data", ["health", None], "not_a_choice"),
    ("data", ["health", ["money"]], "not_a_choice"),
    ("data", ["health", "none_of_these"], "alone"),
    ("people", "many", "not_a_number"),
    ("people", "1e3", "not_a_number"),
    ("people", "1,000", "not_a_number"),
    ("people", " 7", "not_a_number"),
    ("people", "１２", "not_a_number"),
    ("people", True, "not_a_number"),
    ("people", [1], "not_a_number"),
    ("people", Decimal("NaN"), "not_a_number"),
    ("people", Decimal("sNaN"), "not_a_number"),
    ("people", float("inf"), "not_a_number"),
    ("people", Decimal("1.5"), "not_whole"),
    ("people", -1, "too_low"),
    ("people", 1001, "too_high"),
    ("people", Decimal("1E+999999"), "number_too_long"),
    ("people", Decimal("1E-999999"), "number_too_long"),
    ("people", 10**5000, "number_too_long"),
    ("share", "0.0000000000001", "number_too_long"),
    ("share", "1" * 19, "number_too_long"),
    ("share", "1" * 100_000, "not_a_number"),
    ("share", "1.0000000000001", "number_too_long"),
    ("start", "2026-13-01", "not_a_date"),
    ("start", "2027-02-29", "not_a_date"),
    ("start", "20261201", "not_a_date"),
    ("start", "2026-W49-2", "not_a_date"),
    ("start", 20261201, "not_a_date"),
    ("start", "2026-11-30", "too_low"),
    ("start", "2030-01-01", "too_high"),
    ("name", 5, "not_a_text"),
    ("name", ["x"], "not_a_text"),
    ("name", "a\x00b", "not_readable"),
    ("name", "a\ud800b", "not_readable"),
]


def mistake(question: str, raw: object) -> AnswerMistake:
    answers, mistakes = read_answers(LIMITS, {question: raw})
    assert answers == {}
    (found,) = mistakes
    assert found.sentence.startswith(f"{question}: ")
    assert found.sentence.endswith((".", "…"))
    return found


@pytest.mark.parametrize(
    ("question", "raw", "answer"),
    [
        ("purpose", "hiring", "hiring"),
        ("purpose", 5, "5"),
        ("data", ["money", "health"], ("health", "money")),
        ("data", ("none_of_these",), ("none_of_these",)),
        ("sure", "dont_know", "dont_know"),
        ("sure", True, "yes"),
        ("sure", False, "no"),
        ("people", 12, Decimal(12)),
        ("people", "12", Decimal(12)),
        ("people", Decimal("1.2E+1"), Decimal(12)),
        ("people", 12.0, Decimal(12)),
        ("share", 0.1, Decimal("0.1")),
        ("share", "-0.50", Decimal("-0.5")),
        ("share", Decimal("-0E+999999"), Decimal(0)),
        ("start", "2026-12-01", "2026-12-01"),
        ("start", date(2028, 2, 29), "2028-02-29"),
        ("name", "分级\nFenji", "分级\nFenji"),
    ],
)
def test_good_answers(question: str, raw: object, answer: object) -> None:
    assert read_answers(LIMITS, {question: raw}) == ({question: answer}, ())


@pytest.mark.parametrize("question", [question.id for question in LIMITS.questions()])
@pytest.mark.parametrize("nothing", [None, "", [], ()])
def test_nothing_is_no_answer(question: str, nothing: object) -> None:
    assert read_answers(LIMITS, {question: nothing}) == ({}, ())


def test_blank_words_are_no_answer() -> None:
    assert read_answers(LIMITS, {"name": " \n\u3000"}) == ({}, ())


# The ids of the tests are made here: some of these values cannot be printed.
@pytest.mark.parametrize(("question", "raw", "problem"), BAD, ids=[f"{at}-{bad[0]}" for at, bad in enumerate(BAD)])
def test_bad_answers_get_a_sentence(question: str, raw: object, problem: str) -> None:
    found = mistake(question, raw)
    assert found.problem == problem
    found.sentence.encode()
    assert len(found.sentence) < 200


def test_unknown_questions_are_named_and_the_rest_is_read() -> None:
    answers, mistakes = read_answers(LIMITS, {"purpsoe": "hiring", "purpose": "games", "x\ud800" * 99: 1})
    assert answers == {"purpose": "games"}
    assert [found.problem for found in mistakes] == ["unknown_question"] * 2
    assert mistakes[0].sentence == "There is no question “purpsoe”."


def test_all_mistakes_come_at_once() -> None:
    _answers, mistakes = read_answers(LIMITS, {"purpose": 1, "data": 1, "people": "x", "start": 1, "name": 1})
    assert [found.question for found in mistakes] == ["purpose", "data", "people", "start", "name"]


@pytest.mark.parametrize("raw", [None, [], "answers", 5, [["purpose", "games"]]])
def test_answers_that_are_no_object(raw: object) -> None:
    answers, (found,) = read_answers(LIMITS, raw)
    assert (answers, found.problem) == ({}, "not_an_object")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(raw=st.dictionaries(st.sampled_from([q.id for q in LIMITS.questions()]) | st.text(), json_values))
def test_any_json_gives_answers_or_mistakes(raw: dict[str, object]) -> None:
    answers, mistakes = read_answers(LIMITS, raw)
    stored = json.loads(json.dumps(to_json(answers), ensure_ascii=False))
    assert read_answers(LIMITS, stored) == (answers, ())
    for found in mistakes:
        found.sentence.encode()


def test_answers_are_written_without_floats() -> None:
    answers, _none = read_answers(LIMITS, {"people": Decimal("7.00"), "share": 0.5, "data": ["health"]})
    assert to_json(answers) == {"data": ["health"], "people": 7, "share": "0.5"}


def test_the_examples_of_a_matrix_are_answers_too() -> None:
    reading = read_matrix((MATRICES / "smallest.yaml").read_bytes())
    matrix: Matrix | None = reading.matrix
    assert matrix is not None
    assert read_answers(matrix, matrix.examples[0].answers) == ({"purpose": "hiring"}, ())
