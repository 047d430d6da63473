"""A matrix in the terminal: its levels, and the grid or the list by which they come about, in colour."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import click

from app.domain.matrix import Bound, Computed, Grid, Level, Matrix, ReviewStep, Score, Table, Thresholds

_DISCS = "○◔◑◕●"


def picture(matrix: Matrix) -> Iterator[str]:
    """The lines to print; colours are ANSI codes, which click leaves out where nobody sees them."""
    yield click.style(f"{matrix.title} {matrix.version}", bold=True)
    yield ""
    yield from _levels(matrix)
    yield ""
    match matrix.method:
        case Grid():
            yield from _grid(matrix, matrix.method)
        case Thresholds():
            yield from _thresholds(matrix, matrix.method)
        case Table(rows=rows):
            yield from (f"{place}. {_named(matrix, row.level)}" for place, row in enumerate(rows, start=1))


def _levels(matrix: Matrix) -> Iterator[str]:
    rows = []
    for place, level in enumerate(matrix.levels):
        steps = " + ".join(_signers(step) for step in level.review)
        certificate = str(level.valid_for or "no end") if level.certificate else "no certificate"
        rows.append((f"{_disc(place, len(matrix.levels))} {level.label}", certificate, steps))
    widths = [max(width(row[column]) for row in rows) for column in range(3)]
    for level, row in zip(matrix.levels, rows, strict=True):
        cells = [padded(cell, wide) for cell, wide in zip(row, widths, strict=True)]
        yield "  ".join([_coloured(f" {cells[0]} ", level), *cells[1:]]).rstrip()


def _grid(matrix: Matrix, grid: Grid) -> Iterator[str]:
    """The grid with its riskiest row on top, as people draw it."""
    rows, columns = _score(matrix, grid.rows), _score(matrix, grid.columns)
    levels = {level.id: level for level in matrix.levels}
    names = [band.label for band in columns.bands]
    wide = [
        max(width(name), *(width(levels[grid.cells[band.id][place]].label) for band in rows.bands))
        for place, name in enumerate(names)
    ]
    first = max(width(rows.label), *(width(band.label) for band in rows.bands))
    yield f"{padded('', first)}  {padded('', 1)}{columns.label} →"
    heads = "  ".join(padded(f" {name}", size + 2) for name, size in zip(names, wide, strict=True))
    yield f"{padded(rows.label, first)}  {heads}".rstrip()
    for band in reversed(rows.bands):
        found = [levels[result] for result in grid.cells[band.id]]
        cells = [_coloured(f" {padded(level.label, size)} ", level) for level, size in zip(found, wide, strict=True)]
        yield f"{padded(band.label, first)}  {'  '.join(cells)}"


def _thresholds(matrix: Matrix, method: Thresholds) -> Iterator[str]:
    yield _score(matrix, method.of).label
    for threshold in method.thresholds:
        bound = f"up to {_bound(threshold.up_to)}" if threshold.up_to else "above"
        yield f"  {padded(bound, 16)}{_named(matrix, threshold.level)}"


def _bound(bound: Bound) -> str:
    return f"{bound.value}%" if bound.percent else str(bound.value)


def _score(matrix: Matrix, score_id: str) -> Score | Computed:
    scored: tuple[Score | Computed, ...] = (*matrix.scores, *matrix.computed)
    return next(score for score in scored if score.id == score_id)


def _named(matrix: Matrix, level_id: str) -> str:
    level = matrix.level(level_id)
    return _coloured(f" {level.label} ", level)


def _coloured(words: str, level: Level) -> str:
    red, green, blue = (int(level.colour[start : start + 2], 16) for start in (1, 3, 5))
    return click.style(words, fg=(255, 255, 255), bg=(red, green, blue))


def _signers(step: ReviewStep) -> str:
    return f"{step.approvals} {step.by.replace('_', ' ')}{'' if step.approvals == 1 else 's'}"


def _disc(place: int, count: int) -> str:
    return _DISCS[place * (len(_DISCS) - 1) // max(count - 1, 1)]


def width(words: str) -> int:
    """The columns that words take in a terminal, where Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def padded(words: str, size: int) -> str:
    """Words with spaces up to a width."""
    return words + " " * (size - width(words))
