"""Any answers to the tiny matrices and to the one that is shipped, as they leave in a file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

from hypothesis import strategies as st

from app.domain.answers import Answers, read_answers, to_json
from app.domain.matrix import Matrix
from app.domain.matrix_file import read_matrix
from app.domain.questions import Question
from app.web.respondent.answer_book import AnswerBook
from tests.domain.any_answers import any_answer
from tests.domain.tiny import matrix_of
from tests.people import NOW

ROOT = Path(__file__).parents[3]
NAMES = ("every_kind", "small_office", "several_choices", "yes_no", "number_ranges", "not_knowing", "default")
HOSTILE = ["=1+1", "+1", "-1", "@x", "'=x", "''", "\tx", "＝1", "a\nb", "分级", " x ", "0012", "TRUE"]


@cache
def matrix_called(name: str) -> Matrix:
    """A tiny matrix, or the one that is shipped, in both of its languages."""
    if name != "default":
        return matrix_of(name)
    reading = read_matrix(
        (ROOT / "risk_matrix.yaml").read_bytes(), {"zh-Hans": (ROOT / "risk_matrix.zh-Hans.yaml").read_bytes()}
    )
    assert reading.matrix is not None
    return reading.matrix


def answer_of(question: Question) -> st.SearchStrategy[Any]:
    """Any answer that a person could have saved on the page."""
    if question.kind in ("text", "long_text"):
        words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)
        typed = st.one_of(st.sampled_from(HOSTILE), words).map(str.strip).filter(bool)
        typed = typed.map(lambda each: normalize("NFC", each))  # as the gate before every page leaves it
        return typed if question.kind == "long_text" else typed.filter(lambda each: "\n" not in each)
    return any_answer(question)


@st.composite
def books(draw: st.DrawFn) -> AnswerBook:
    """Any good answers and comments to one of the matrices."""
    matrix = matrix_called(draw(st.sampled_from(NAMES)))
    questions = matrix.questions()
    raw = draw(st.fixed_dictionaries({}, optional={question.id: answer_of(question) for question in questions}))
    answers, _mistakes = read_answers(matrix, to_json(raw))
    asking = [each.id for each in questions if each.comment.mode != "never" or each.comment.required_for]
    comments = draw(st.dictionaries(st.sampled_from(asking), st.sampled_from(HOSTILE))) if asking else {}
    comments = {name: words.strip() for name, words in comments.items()}
    return book(matrix, answers, comments)


def book(matrix: Matrix, answers: Answers, comments: dict[str, str] | None = None) -> AnswerBook:
    return AnswerBook("an-assessment", "Traffic lights", matrix, answers, comments or {}, 3, NOW)
