"""Finds cells of grids that lie below their safer neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.matrix import Grid, Matrix


@dataclass(frozen=True, slots=True)
class Dip:
    """A cell that is lower than its neighbour in the less risky row or column."""

    path: str
    grid: str  # "level" or the id of a computed grid
    row: str
    column: str
    result: str
    neighbour: tuple[str, str, str]  # its row, column and result

    def message(self) -> str:
        """What is wrong, in words."""
        row, column, above = self.neighbour
        lower = f"lower than “{above}” of its safer neighbour {row} × {column}"
        return f"{self.row} × {self.column} gives “{self.result}”, {lower}"


def dips(matrix: Matrix) -> Iterator[Dip]:
    """Every such cell, of chained grids and of the level's grid, once for each of the two neighbours."""
    bands: dict[str, list[str]] = {score.id: [band.id for band in score.bands] for score in matrix.scores}
    bands |= {computed.id: [band.id for band in computed.bands] for computed in matrix.computed}
    for computed in matrix.computed:
        if computed.grid is not None:
            path = f"computed.{computed.id}.grid.cells"
            yield from _dips(computed.grid, computed.id, bands, bands[computed.id], path)
    if isinstance(matrix.method, Grid):
        yield from _dips(matrix.method, "level", bands, [level.id for level in matrix.levels], "level.cells")


def _dips(grid: Grid, name: str, bands: Mapping[str, Sequence[str]], order: Sequence[str], path: str) -> Iterator[Dip]:
    rows, columns = bands[grid.rows], bands[grid.columns]
    place_of = {result: place for place, result in enumerate(order)}
    for row, row_id in enumerate(rows):
        for column, column_id in enumerate(columns):
            result = grid.cells[row_id][column]
            for other_row, other_column in ((row - 1, column), (row, column - 1)):
                if other_row < 0 or other_column < 0:
                    continue
                above = grid.cells[rows[other_row]][other_column]
                if place_of[above] > place_of[result]:
                    neighbour = (rows[other_row], columns[other_column], above)
                    yield Dip(f"{path}.{row_id}", name, row_id, column_id, result, neighbour)
