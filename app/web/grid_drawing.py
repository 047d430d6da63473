"""The matrix picture as plain values: what templates/components/grid_picture.html draws."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.matrix import Band, Computed, Grid, Matrix, Score
from app.domain.outcome import Outcome
from app.domain.text import Text


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """One cell: the level in it (`place` from 1) and whether the system is here."""

    label: Text
    place: int
    marked: bool


@dataclass(frozen=True, slots=True)
class DrawnBand:
    """A heading of a row or a column, and whether the system is in it."""

    label: Text
    marked: bool


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row with its heading."""

    band: DrawnBand
    cells: tuple[DrawnCell, ...]


@dataclass(frozen=True, slots=True)
class GridDrawing:
    """The picture: rows from the highest down, columns from the lowest, as a chart is read."""

    row_title: Text
    column_title: Text
    rows: tuple[DrawnRow, ...]
    columns: tuple[DrawnBand, ...]
    row: Text  # where the system is
    column: Text
    level: Text
    levels: tuple[Text, ...]  # lowest first


def grid_drawing(words: Matrix, outcome: Outcome) -> GridDrawing | None:
    """Draw the grid that gives the level, None when the level comes from something else.

    In: the matrix in the language of the page, and the outcome whose cell is marked.
    """
    grid, here = words.method, outcome.cell()
    if not isinstance(grid, Grid) or here is None:
        return None
    rows, columns = _scored(words, grid.rows).bands, _scored(words, grid.columns).bands
    drawn = [
        DrawnRow(
            _band(row, here.row), _cells(words, grid.cells[row.id], columns, here.column if row.id == here.row else "")
        )
        for row in rows
    ]
    return GridDrawing(
        row_title=_scored(words, grid.rows).label,
        column_title=_scored(words, grid.columns).label,
        rows=tuple(reversed(drawn)),
        columns=tuple(_band(column, here.column) for column in columns),
        row=next(row.label for row in rows if row.id == here.row),
        column=next(column.label for column in columns if column.id == here.column),
        level=words.level(here.result).label,
        levels=tuple(level.label for level in words.levels),
    )


def _scored(words: Matrix, name: str) -> Score | Computed:
    scored: list[Score | Computed] = [*words.scores, *words.computed]
    return next(score for score in scored if score.id == name)


def _band(band: Band, here: str) -> DrawnBand:
    return DrawnBand(band.label, band.id == here)


def _cells(words: Matrix, results: tuple[str, ...], columns: tuple[Band, ...], here: str) -> tuple[DrawnCell, ...]:
    cells = []
    for level_id, column in zip(results, columns, strict=True):
        label = words.level(level_id).label
        cells.append(DrawnCell(label, words.place(level_id) + 1, column.id == here))
    return tuple(cells)
