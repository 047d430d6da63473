"""Real answers to the real questionnaire: the examples of the default matrix."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from app.domain.answers import Answer, read_answers
from app.domain.matrix import Matrix
from app.domain.matrix_file import Reading, read_matrix

FOLDER = Path(__file__).parents[2]


@cache
def read_default() -> Reading:
    """The files of the matrix that the product is shipped with, read."""
    chinese = (FOLDER / "risk_matrix.zh-Hans.yaml").read_bytes()
    return read_matrix((FOLDER / "risk_matrix.yaml").read_bytes(), {"zh-Hans": chinese})


@cache
def default_matrix() -> Matrix:
    """The matrix that the product is shipped with, as its file says."""
    matrix = read_default().matrix
    assert matrix is not None
    return matrix


def example(name: str) -> tuple[dict[str, Answer], str]:
    """The answers of an example, and the level that its author expects."""
    found = next(each for each in default_matrix().examples if each.name == name)
    answers, mistakes = read_answers(default_matrix(), found.answers)
    assert not mistakes
    assert found.level is not None
    return answers, found.level
