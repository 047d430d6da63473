"""Very many rows at once: the same level in each row as when it is assessed by itself."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import retiering, scoring
from app.domain.amount import Amount
from app.domain.answers import Answer
from app.domain.columns import Column, added, combined, constant, mapped, numbered
from app.domain.retiering import retiered, retiered_columns
from tests.domain.any_answers import any_answers
from tests.domain.any_matrix import any_matrix
from tests.domain.tiny import answers_to, plan_of

a_few_seconds = settings(max_examples=25 if settings().max_examples <= 100 else 1_250)
FRACTIONS = st.builds(Fraction, st.integers(-(10**6), 10**6), st.integers(1, 6))


@given(data=st.data())
@a_few_seconds
def test_each_row_has_the_level_it_has_by_itself(data: st.DataObject) -> None:
    matrix = data.draw(any_matrix())
    plan = scoring.compile(matrix)
    rows = data.draw(st.lists(any_answers(matrix), max_size=12))
    expected = [plan.assess(row).level for row in rows]
    assert list(retiered(plan, rows)) == expected
    columns = {question.id: [row.get(question.id) for row in rows] for question in matrix.questions()}
    assert list(retiered_columns(plan, columns, len(rows))) == expected


@pytest.mark.parametrize("name", ["adding_up", "average", "chained_grids", "conditions", "rounding", "visibility"])
@given(data=st.data())
@settings(max_examples=10)
def test_more_rows_than_a_byte_can_number(name: str, data: st.DataObject) -> None:
    plan = plan_of(name)
    rows = data.draw(st.lists(any_answers(plan.matrix), min_size=1, max_size=20)) * 20
    assert list(retiered(plan, rows)) == [plan.level(row) for row in rows]


def test_more_different_answers_than_a_byte_can_number() -> None:
    plan = plan_of("adding_up")
    rows: list[dict[str, Answer]] = [{"people": Decimal(people), "children": "yes"} for people in range(0, 20_000, 7)]
    assert list(retiered(plan, rows)) == [plan.assess(row).level for row in rows]


def test_rows_are_read_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retiering, "ROWS", 3)
    plan = plan_of("grid")
    rows = [answers_to("grid", **example.answers) for example in plan.matrix.examples] * 3
    read = iter(rows)
    levels = retiered(plan, read)
    assert next(levels) == plan.assess(rows[0]).level
    assert len(list(read)) == len(rows) - 3  # no more than one group was taken


def test_a_choice_that_is_not_offered_is_refused_where_it_is_asked_for() -> None:
    plan = plan_of("adding_up")
    with pytest.raises(KeyError):
        list(retiered(plan, [{"purpose": "hunting"}]))


def test_no_rows_have_no_levels() -> None:
    assert list(retiered(plan_of("grid"), [])) == []


@given(st.lists(st.lists(FRACTIONS, min_size=1, max_size=5), max_size=4), st.integers(1, 700), st.integers())
def test_sums_are_exact_in_every_row(values: list[list[Fraction]], rows: int, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - drawn by Hypothesis, and no secret
    columns = [numbered([chance.randrange(len(its)) for _ in range(rows)], its) for its in values]
    listed = [column.rows() for column in columns]
    assert added(columns, rows).rows() == [sum(row) for row in zip(*listed, strict=True)] or not columns


@given(st.integers(1, 600), st.integers(1, 600), st.integers())
def test_what_meets_is_combined_row_by_row(one: int, other: int, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - drawn by Hypothesis, and no secret
    rows = 500
    left = numbered([chance.randrange(one) for _ in range(rows)], range(one))
    right = numbered([chance.randrange(other) for _ in range(rows)], range(other))
    found = combined(lambda a, b: a - b, left, right)
    assert found.rows() == [a - b for a, b in zip(left.rows(), right.rows(), strict=True)]
    assert mapped(left, lambda value: value % 300).rows() == [value % 300 for value in left.rows()]


def test_very_large_points_add_up() -> None:
    large = 10**30
    columns: list[Column[Amount]] = [
        numbered([0, 1, 2], (0, large, -large)),
        numbered([2, 1, 1], (1, 2, 3)),
        constant(Fraction(1, 3), 3),
    ]
    assert added(columns, 3).rows() == [3 + Fraction(1, 3), large + 2 + Fraction(1, 3), 2 - large + Fraction(1, 3)]
