"""The default matrix as the product uses it: its proposals come in time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

import pytest

from app.domain import scoring
from app.domain.answers import read_answers
from app.domain.explanation import what_would_lower, what_would_raise
from app.domain.matrix import Matrix
from app.domain.matrix_file import read_matrix

FILE = Path(__file__).parents[2] / "risk_matrix.yaml"


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    reading = read_matrix(FILE.read_bytes())
    assert reading.matrix is not None, reading.mistakes
    return reading.matrix


def test_proposals_for_every_example_come_in_time(matrix: Matrix) -> None:
    plan = scoring.compile(matrix)
    assert matrix.examples
    for example in matrix.examples:
        answers, mistakes = read_answers(matrix, example.answers)
        assert mistakes == ()
        for find in (what_would_lower, what_would_raise):
            found = find(plan, answers)
            assert found is None or found.decided, example.name
            assert _quickest(partial(find, plan, answers)) < 0.2, (example.name, find.__name__)


def _quickest(search: Callable[[], object]) -> float:
    """The seconds of the quickest of three runs: the machine may be busy with other tests."""
    times = []
    for _attempt in range(3):
        start = perf_counter()
        search()
        times.append(perf_counter() - start)
    return min(times)
