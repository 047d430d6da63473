"""The logic of a matrix as data: whoever has it can derive every level again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.canonical import canonical_json, logic_digest
from app.domain.logic import DEEPEST, LogicRefused, logic_of, matrix_from_logic
from app.domain.matrix import Matrix
from app.domain.outcome_json import outcome_to_json
from app.domain.scoring import compile as plan_of
from tests.domain import tiny
from tests.domain.any_answers import any_answers
from tests.domain.any_matrix import A_THIRD, any_matrix
from tests.domain.test_matrix_fixtures import reading_of
from tests.journeys.examples import default_matrix

MATRICES = sorted(path for path in (Path(__file__).parents[1] / "matrices").glob("*.yaml") if "." not in path.stem)


def again(matrix: Matrix) -> Matrix:
    """The matrix that somebody gets who has its logic as a file."""
    return matrix_from_logic(json.loads(canonical_json(logic_of(matrix))))


@pytest.mark.parametrize("path", MATRICES, ids=lambda path: path.stem)
def test_the_digest_of_what_was_read_back_is_the_same(path: Path) -> None:
    matrix = reading_of(path).matrix
    assert matrix is not None
    assert logic_digest(again(matrix)) == logic_digest(matrix)


@A_THIRD
@given(data=st.data(), matrix=any_matrix())
def test_any_answers_come_to_the_same(data: st.DataObject, matrix: Matrix) -> None:
    answers = data.draw(any_answers(matrix))
    assert outcome_to_json(plan_of(again(matrix)).assess(answers)) == outcome_to_json(plan_of(matrix).assess(answers))


def test_the_shipped_matrix_is_small_as_logic() -> None:
    written = canonical_json(logic_of(default_matrix()))
    assert len(written) < 100_000
    assert logic_digest(again(default_matrix())) == logic_digest(default_matrix())
    assert b"?" not in written, "a question in words is no logic"


OTHERS: dict[str, Any] = {
    "another kind": {"is": "Level"},
    "no list": {"levels": "low"},
    "something else in the list": {"levels": [{"is": "Rule", "id": "x"}]},
    "one key more": {"unheard": 1},
    "a matrix as its method": {"method": {"is": "Matrix"}},
    "a number that is none": {"scores": [{"is": "Score", "id": "x", "maximum": "NaN"}]},
    "no text": {"scores": [{"is": "Score", "id": True}]},
    "no id": {"levels": [{"is": "Level"}]},
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_data_is_refused_in_a_sentence(name: str) -> None:
    data = json.loads(canonical_json(logic_of(default_matrix())))
    with pytest.raises(LogicRefused, match="This is not the logic of a matrix"):
        matrix_from_logic(data | OTHERS[name])


@pytest.mark.parametrize("depth", [DEEPEST, 100_000])
def test_what_is_nested_too_deeply_is_refused(depth: int) -> None:
    data = json.loads(canonical_json(logic_of(default_matrix())))
    with pytest.raises(LogicRefused, match="nested too deeply"):
        matrix_from_logic(data | {"categories": [{"is": "Category", "id": "x", "when": deep(depth)}]})


def deep(depth: int) -> dict[str, Any]:
    """A condition inside a condition, and so on."""
    found: dict[str, Any] = {"is": "InCategory", "categories": []}
    for _ in range(depth):
        found = {"is": "Not", "part": found}
    return found


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["is", "id", "when"]), inner),
    max_leaves=6,
)


@given(data=st.data(), junk=JSON)
def test_whatever_stands_in_one_place_is_read_or_refused(data: st.DataObject, junk: object) -> None:
    logic = json.loads(canonical_json(logic_of(tiny.plan_of("rules").matrix)))
    key = data.draw(st.sampled_from(sorted(logic)))
    try:
        read = matrix_from_logic(logic | {key: junk})
    except LogicRefused:
        return
    assert isinstance(read, Matrix)
