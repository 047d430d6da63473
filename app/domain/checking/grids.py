"""Finds cells of grids that lie below their safer neighbours."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.matrix import Computed, Grid, Matrix, Score


def grid_dips(matrix: Matrix) -> Iterator[tuple[str, str]]:
    """Path and message of every such cell, of the level's grid and of chained ones."""
    scored: tuple[Score | Computed, ...] = (*matrix.scores, *matrix.computed)
    bands = {score.id: [band.id for band in score.bands] for score in scored}
    for computed in matrix.computed:
        if computed.grid is not None:
            path = f"computed.{computed.id}.grid.cells"
            yield from _dips(computed.grid, bands, bands[computed.id], path)
    if isinstance(matrix.method, Grid):
        yield from _dips(matrix.method, bands, [level.id for level in matrix.levels], "level.cells")


def _dips(grid: Grid, bands: dict[str, list[str]], order: list[str], path: str) -> Iterator[tuple[str, str]]:
    """Cells lower than the neighbour in the less risky row or column."""
    rows, columns = bands[grid.rows], bands[grid.columns]
    place_of = {result: place for place, result in enumerate(order)}
    places = [[place_of[result] for result in grid.cells[row]] for row in rows]
    for row, row_id in enumerate(rows):
        for column, column_id in enumerate(columns):
            here = places[row][column]
            for other_row, other_column in ((row - 1, column), (row, column - 1)):
                if other_row < 0 or other_column < 0 or places[other_row][other_column] <= here:
                    continue
                safer = f"{rows[other_row]} × {columns[other_column]}"
                above = order[places[other_row][other_column]]
                lower = f"lower than “{above}” of its safer neighbour {safer}"
                yield f"{path}.{row_id}", f"{row_id} × {column_id} gives “{order[here]}”, {lower}"
