"""A matrix too large for the search is told so at once; its examples are run all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.checking import check
from app.domain.checking.extent import MOST_CLAIMS, MOST_PARTS, MOST_QUESTIONS, beyond_search
from app.domain.conditions import AnyOf
from app.domain.matrix import Matrix
from tests.domain.tiny import plan_of


@pytest.fixture
def matrix() -> Matrix:
    found = plan_of("every_key").matrix
    assert beyond_search(found) is None
    return found


def test_too_many_rules(matrix: Matrix) -> None:
    many = replace(matrix, rules=matrix.rules[:1] * (MOST_CLAIMS + 1))
    assert [finding.message for finding in check(many) if finding.severity == "note"] == [
        "Not decided: this matrix is too large to prove what its answers can reach"
    ]


def test_too_many_questions(matrix: Matrix) -> None:
    section = matrix.sections[0]
    many = replace(section, questions=section.questions[:1] * (MOST_QUESTIONS + 1))
    assert beyond_search(replace(matrix, sections=(many,)))


def test_too_long_a_condition(matrix: Matrix) -> None:
    rule = matrix.rules[0]
    assert beyond_search(replace(matrix, rules=(replace(rule, when=AnyOf((rule.when,) * MOST_PARTS)),)))


def test_examples_are_run_all_the_same(matrix: Matrix) -> None:
    wrong = replace(matrix.examples[0], level="no_such_level")
    many = replace(matrix, rules=matrix.rules[:1] * (MOST_CLAIMS + 1), examples=(wrong,))
    assert "error" in {finding.severity for finding in check(many)}
