"""Grids that are full: a row for each row band, a cell for each column band, every result known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.domain.matrix_file.mistakes import Mistakes, listed, quoted
from app.domain.matrix_file.names import Names, check_name
from app.domain.matrix_file.records import Record


@dataclass(frozen=True, slots=True)
class GridCheck:
    """Checks the grids of one file; `lines` finds the line of a row."""

    names: Names
    mistakes: Mistakes
    lines: Mapping[str, int]

    def check(self, grid: Record, results: Collection[str], what: str, place: int) -> None:
        """Note what does not fit; `results` are what cells may hold, and its scores stand before `place`."""
        rows, columns = (self._bands(grid, key, place) for key in ("rows", "columns"))
        if "cells" not in grid.values:
            return
        cells = grid.mapped("cells", tuple)
        missing = [row for row in rows if row not in grid.mapped("cells", object) and row not in cells]
        if missing:
            self.mistakes.add(grid.line_of("cells"), f"The grid has no row for {listed(missing, 'and')}")
        for row, found in cells.items():
            line = self.lines.get(f"{grid.path}.cells.{row}", grid.line)
            if rows:
                of = f"band of {quoted(grid.get('rows', str) or '')} called"
                check_name(row, rows, of, line, self.mistakes)
            if columns and len(found) != len(columns):
                count, wanted = _cells(len(found)), f"{len(columns)} columns {listed(columns, 'and')}"
                self.mistakes.add(line, f"The row {quoted(row)} has {count} for the {wanted}")
            for result in found:
                if isinstance(result, str):
                    check_name(result, results, what, line, self.mistakes)

    def _bands(self, grid: Record, key: str, place: int) -> Collection[str]:
        value = self.names.values.get(grid.get(key, str) or "")
        if value is None:
            return ()
        if value.place >= place:
            self.mistakes.add(grid.line_of(key), f"{quoted(value.id)} is not computed before this grid")
            return ()
        if not value.bands:
            sentence = f"{quoted(value.id)} has no bands, which the {key} of a grid are made from"
            self.mistakes.add(grid.line_of(key), sentence)
        return value.bands


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
