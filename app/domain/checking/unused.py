"""Finds scores that nothing feeds, or that nothing in the matrix looks at."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.checking.finding import Finding
from app.domain.checking.frame import all_conditions
from app.domain.conditions import ScoreCompares, ScoreInBand
from app.domain.matrix import Grid, Matrix, Thresholds
from app.domain.relevance import feeds, parts


def unused_scores(matrix: Matrix) -> Iterator[Finding]:
    """A warning for each such score.

    A category that nothing looks at is no finding: it is shown with the level and on the certificate.
    """
    looked_at = _looked_at(matrix)
    for score in matrix.scores:
        path = f"scores.{score.id}"
        if not any(feeds(question, score.id) for question in matrix.questions()):
            yield Finding("warning", path, f"No answer gives points to the score “{score.id}”; it is always 0")
        elif score.id not in looked_at:
            yield Finding("warning", path, _nothing_asks(score.id))
    for computed in matrix.computed:
        if computed.id not in looked_at:
            yield Finding("warning", f"computed.{computed.id}", _nothing_asks(computed.id))


def _nothing_asks(score: str) -> str:
    return f"Nothing looks at the score “{score}”: neither the method, nor a condition, nor a computed score"


def _looked_at(matrix: Matrix) -> set[str]:
    found = {
        part.score
        for condition in all_conditions(matrix)
        for part in parts(condition)
        if isinstance(part, ScoreCompares | ScoreInBand)
    }
    grids = [computed.grid for computed in matrix.computed if computed.grid is not None]
    found |= {computed.start_from for computed in matrix.computed if computed.start_from}
    if isinstance(matrix.method, Grid):
        grids.append(matrix.method)
    if isinstance(matrix.method, Thresholds):
        found.add(matrix.method.of)
    return found.union(*({grid.rows, grid.columns} for grid in grids))
