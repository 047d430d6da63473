"""Reads the tiny matrices of tests/matrices, one for each feature."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from app.domain import scoring
from app.domain.answers import Answer, read_answers
from app.domain.matrix import Matrix
from app.domain.matrix_file import read_matrix
from app.domain.outcome import Outcome
from app.domain.scoring import Plan

MATRICES = Path(__file__).parents[1] / "matrices"


@lru_cache
def plan_of(name: str) -> Plan:
    """The compiled matrix of this name; the test fails with every mistake of its file."""
    reading = read_matrix((MATRICES / f"{name}.yaml").read_bytes(), name=f"{name}.yaml")
    assert reading.mistakes == ()
    assert reading.matrix is not None
    return scoring.compile(reading.matrix)


def matrix_of(name: str) -> Matrix:
    """The matrix of this name."""
    return plan_of(name).matrix


def answers_to(name: str, **raw: object) -> dict[str, Answer]:
    """Good answers to the matrix of this name."""
    answers, mistakes = read_answers(matrix_of(name), raw)
    assert mistakes == ()
    return answers


def assess(name: str, **raw: object) -> Outcome:
    """The outcome of good answers to the matrix of this name."""
    return plan_of(name).assess(answers_to(name, **raw))
