"""How much there is to prove: above a size that no office needs, the search is left out and said to be."""

from __future__ import annotations

from app.domain.checking.finding import Finding
from app.domain.checking.frame import all_conditions
from app.domain.conditions import AllOf, AnyOf, Condition, Not
from app.domain.matrix import Grid, Matrix, Table

MOST_QUESTIONS = 1_000
MOST_CLAIMS = 1_500  # rules, rows, categories, tests, obligations, steps, bands and cells together
MOST_PARTS = 6_000  # of all conditions together
MOST_SUMS = 20_000  # scores times questions


def beyond_search(matrix: Matrix) -> Finding | None:
    """A note when the matrix is too large for the search to end in seconds; None when it is not."""
    questions = len(matrix.questions())
    fits = (
        questions <= MOST_QUESTIONS
        and _claims(matrix) <= MOST_CLAIMS
        and len(matrix.scores) * questions <= MOST_SUMS
        and sum(_parts(condition) for condition in all_conditions(matrix)) <= MOST_PARTS
    )
    if fits:
        return None
    return Finding("note", "matrix", "Not decided: this matrix is too large to prove what its answers can reach")


def _claims(matrix: Matrix) -> int:
    grids = [computed.grid for computed in matrix.computed if computed.grid is not None]
    bands = sum(len(score.bands) for score in matrix.scores) + sum(len(each.bands) for each in matrix.computed)
    rows = 0
    if isinstance(matrix.method, Grid):
        grids.append(matrix.method)
    elif isinstance(matrix.method, Table):
        rows = len(matrix.method.rows)
    else:
        rows = len(matrix.method.thresholds)
    cells = sum(len(row) for grid in grids for row in grid.cells.values())
    obligations = sum(len(level.obligations) for level in matrix.levels)
    steps = sum(len(computed.steps) for computed in matrix.computed)
    named = len(matrix.rules) + len(matrix.categories) + len(matrix.tests)
    return named + rows + cells + bands + obligations + steps


def _parts(condition: Condition) -> int:
    match condition:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return 1 + sum(_parts(part) for part in parts)
        case Not(part=part):
            return 1 + _parts(part)
        case _:
            return 1
