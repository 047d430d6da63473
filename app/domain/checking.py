"""What `matrix check` proves of a matrix beyond its spelling: each finding with the place it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.domain.example_checking import failing_examples
from app.domain.matrix import Computed, Grid, Matrix, Score, Table, Thresholds
from app.domain.scoring import compile as compile_plan
from app.domain.translation import missing_texts

LOWEST_CONTRAST = 4.5
LETTERS = "#ffffff"  # levels are written in white on their colour


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the file's author should know; `path` is the place, such as `levels.high.colour`."""

    severity: Literal["error", "warning"]
    path: str
    message: str


def check(matrix: Matrix) -> tuple[Finding, ...]:
    """Errors first (failing examples), then warnings, each in the order of the file."""
    plan = compile_plan(matrix)
    errors = [Finding("error", path, message) for path, message in failing_examples(plan)]
    warnings = [
        Finding("warning", path, message)
        for check_one in (_pale_colours, _gaps, _grid_dips, _idle_rules, _unnamed_levels, _untranslated)
        for path, message in check_one(matrix)
    ]
    return (*errors, *warnings)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours such as "#bc4c00", as WCAG defines it: from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _pale_colours(matrix: Matrix) -> Iterator[tuple[str, str]]:
    for level in matrix.levels:
        ratio = contrast(level.colour, LETTERS)
        if ratio < LOWEST_CONTRAST:
            # Rounded down, so that 4.49 does not read as enough.
            shown = int(ratio * 10) / 10
            found = f"white letters on it have a contrast of {shown}:1, not {LOWEST_CONTRAST}:1"
            message = f"The colour {level.colour} is too pale: {found}"
            yield f"levels.{level.id}.colour", message


def _gaps(matrix: Matrix) -> Iterator[tuple[str, str]]:
    scored: tuple[Score | Computed, ...] = (*matrix.scores, *matrix.computed)
    for score in scored:
        room = "scores" if isinstance(score, Score) else "computed"
        first = score.bands[0] if score.bands else None
        if first is not None and first.start is not None and first.start.value > 0:
            below = f"{first.start.value}%" if first.start.percent else str(first.start.value)
            message = f"Values below {below} have no band of their own; they count as “{first.id}”"
            yield f"{room}.{score.id}.bands.{first.id}.from", message


def _grid_dips(matrix: Matrix) -> Iterator[tuple[str, str]]:
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


def _idle_rules(matrix: Matrix) -> Iterator[tuple[str, str]]:
    lowest, highest = matrix.levels[0].id, matrix.levels[-1].id
    for rule in matrix.rules:
        if (rule.effect, rule.level) in {("at_least", lowest), ("at_most", highest)}:
            always = f"every level is {rule.effect.replace('_', ' ')} “{rule.level}”"
            message = f"The rule “{rule.id}” can never change anything: {always}"
            yield f"rules.{rule.id}.{rule.effect}", message


def _unnamed_levels(matrix: Matrix) -> Iterator[tuple[str, str]]:
    """Levels that neither the method nor a rule names: surely out of reach."""
    method, named = _named_by_method(matrix.method)
    named |= {rule.level for rule in matrix.rules}
    for level in matrix.levels:
        if level.id not in named:
            message = f"No answers can reach the level “{level.id}”: neither the {method} nor a rule names it"
            yield f"levels.{level.id}", message


def _named_by_method(method: Grid | Thresholds | Table) -> tuple[str, set[str]]:
    match method:
        case Grid(cells=cells):
            return "grid", {result for row in cells.values() for result in row}
        case Thresholds(thresholds=thresholds):
            return "thresholds", {threshold.level for threshold in thresholds}
        case Table(rows=rows):
            return "table", {row.level for row in rows}


def _untranslated(matrix: Matrix) -> Iterator[tuple[str, str]]:
    for language in matrix.languages[1:]:
        if not matrix.translations.get(language):
            yield (
                "matrix.languages",
                f"There are no texts in {language}; people will read those in {matrix.languages[0]}",
            )
            continue
        for path in missing_texts(matrix, language):
            yield path, f"“{path}” has no text in {language}"
