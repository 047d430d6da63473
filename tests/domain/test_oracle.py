"""The compiled plan beside a plain reading of the contract: the same outcome for any matrix and any answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import scoring
from app.domain.answers import read_answers
from app.domain.matrix import Matrix
from app.domain.matrix_file import read_matrix
from app.domain.questions import Section
from app.domain.scoring import Plan
from tests.domain import oracle
from tests.domain.any_answers import any_answers
from tests.domain.any_matrix import any_matrix
from tests.domain.tiny import MATRICES

ANSWERS = 8  # sets of answers to each random matrix
# 320 pairs of a matrix and answers; 10,000 in the thorough profile.
a_few_seconds = settings(max_examples=40 if settings().max_examples <= 100 else 1_250)
FILES = [MATRICES.parents[1] / "risk_matrix.yaml", *sorted(MATRICES.glob("[!_]*.yaml"))]


def read(path: Path) -> Matrix | None:
    return read_matrix(path.read_bytes(), name=path.name).matrix


@given(data=st.data())
@a_few_seconds
def test_any_matrix_gives_the_outcome_that_the_contract_says(data: st.DataObject) -> None:
    matrix = data.draw(any_matrix())
    plan = scoring.compile(matrix)
    for answers in data.draw(st.lists(any_answers(matrix), min_size=ANSWERS, max_size=ANSWERS)):
        outcome = oracle.assess(matrix, answers)
        assert plan.assess(answers) == outcome
        assert plan.level(answers) == outcome.level == oracle.level(matrix, answers)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FILES if "." not in path.stem])
def test_every_matrix_file_gives_the_outcome_that_the_contract_says(path: Path) -> None:
    matrix = read(path)
    assert matrix is not None
    plan = Plan(matrix)
    for example in [{}, *(example.answers for example in matrix.examples)]:
        answers, _mistakes = read_answers(matrix, example)
        outcome = oracle.assess(matrix, answers)
        assert plan.assess(answers) == outcome
        assert plan.level(answers) == outcome.level


def test_without_weight_the_trace_still_names_the_most_points() -> None:
    """Found by the oracle: an answer that counts as the worst was shown with 0 points."""
    text = (MATRICES / "not_knowing.yaml").read_text(encoding="utf-8")
    matrix = read_matrix(text.replace("kind: one", "kind: one\n        weight: 0")).matrix
    assert matrix is not None
    worst = [part for part in Plan(matrix).assess({"purpose": "dont_know"}).contributions if part.reason == "worst"]
    assert [(part.points, part.weight, part.value) for part in worst] == [(4, 0, 0), (2, 0, 0)]
    matrix = read_matrix(text.replace("kind: number", "kind: number\n        weight: 0")).matrix
    assert matrix is not None
    unanswered = [part for part in Plan(matrix).assess({}).contributions if part.reason == "unanswered"]
    assert [(part.points, part.weight, part.value) for part in unanswered] == [(3, 0, 0)]


def test_without_weight_the_trace_still_names_the_highest_choice() -> None:
    """Found by the oracle: the first of several choices was named instead."""
    text = (MATRICES / "several_choices.yaml").read_text(encoding="utf-8")
    matrix = read_matrix(text.replace("count: highest", "count: highest\n        weight: 0")).matrix
    assert matrix is not None
    outcome = Plan(matrix).assess({"areas": ("office", "school")})
    assert [part.choice for part in outcome.contributions] == ["school"]


def test_an_optional_number_left_open_is_never_better_than_nothing() -> None:
    """The oracle counts no number that may be left open as less than 0, as with every other kind."""
    text = (MATRICES / "not_knowing.yaml").read_text(encoding="utf-8")
    matrix = read_matrix(text.replace("{from: 0, points: 0}, {from: 1000, points: 3}", "{from: 0, points: -3}")).matrix
    assert matrix is not None
    limited = replace(matrix, sections=tuple(_from_zero(section) for section in matrix.sections))
    assert Plan(limited).assess({}).scores["likelihood"].value == 0
    assert oracle.assess(limited, {}) == Plan(limited).assess({})


def _from_zero(section: Section) -> Section:
    return replace(
        section, questions=tuple(replace(q, minimum="0") if q.kind == "number" else q for q in section.questions)
    )
