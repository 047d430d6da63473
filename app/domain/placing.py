"""Places values: the band of a score, the steps of a computed one, the level by its method."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from app.domain.amount import Amount, exact, percent_sides, round_half_up
from app.domain.deciding import Holds, Names, Standing, decider
from app.domain.matrix import Band, Bound, Computed, Grid, Matrix, Step, Table, Thresholds

BandOf = Callable[[Amount, Amount], int]
Method = Callable[[Standing], tuple[int, int | None]]  # place of the level, deciding row


def band_finder(bands: tuple[Band, ...]) -> BandOf:
    """A function from value and maximum to the place of the band, -1 where there are no bands.

    A value below the first band's start belongs to the first band: there is nothing lower.
    """
    starts = [band.start or Bound(Decimal(0)) for band in bands]
    if not bands:
        return lambda _value, _maximum: -1
    if not any(start.percent for start in starts):
        numbers = [exact(start.value) for start in starts]
        return lambda value, _maximum: max(0, bisect_right(numbers, value) - 1)
    reached = [_reaches(start) for start in starts]

    def place(value: Amount, maximum: Amount) -> int:
        for index in range(len(reached) - 1, 0, -1):
            if reached[index](value, maximum):
                return index
        return 0

    return place


def _reaches(bound: Bound) -> Callable[[Amount, Amount], bool]:
    number = exact(bound.value)
    if not bound.percent:
        return lambda value, _maximum: value >= number

    def reaches(value: Amount, maximum: Amount) -> bool:
        left, right = percent_sides(value, maximum, number)
        return left >= right

    return reaches


class Change(NamedTuple):
    """A step of a computed score, ready to apply."""

    step: str
    when: Holds | None
    apply: Callable[[Amount], Amount]


class Derived(NamedTuple):
    """A computed score, ready to work out: either `start` and `changes`, or `cells` of a grid."""

    id: str
    start: int
    changes: tuple[Change, ...]
    band: BandOf
    rows: int = -1
    columns: int = -1
    cells: tuple[tuple[int, ...], ...] = ()


def derived(computed: Computed, names: Names) -> Derived:
    """Prepare a computed score; raises KeyError for an id that the matrix does not have."""
    if computed.grid is not None:
        grid = computed.grid
        places = {band.id: place for place, band in enumerate(computed.bands)}
        rows, columns = names.scores[grid.rows], names.scores[grid.columns]
        cells = _cells(grid, names.bands[grid.rows], places)
        return Derived(computed.id, -1, (), band_finder(()), rows, columns, cells)
    start = names.scores[computed.start_from or ""]
    changes = tuple(Change(step.id, decider(step.when, names), _operation(step)) for step in computed.steps)
    return Derived(computed.id, start, changes, band_finder(computed.bands))


def _operation(step: Step) -> Callable[[Amount], Amount]:
    factor: Amount = 1
    added: Amount = 0
    if step.reduce_percent is not None:
        factor = 1 - Fraction(step.reduce_percent) / 100
    elif step.increase_percent is not None:
        factor = 1 + Fraction(step.increase_percent) / 100
    elif step.multiply is not None:
        factor = exact(step.multiply)
    elif step.add is not None:
        added = exact(step.add)
    if step.round_whole:
        return lambda value: round_half_up(value * factor + added)
    return lambda value: value * factor + added


def _cells(grid: Grid, rows: tuple[str, ...], places: Mapping[str, int]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(places[result] for result in grid.cells[row]) for row in rows)


def method_of(matrix: Matrix, names: Names) -> Method:
    """A function that gives the level's place and, for thresholds and tables, which row decided.

    Where no row decides, the highest level does: not knowing is not safe.
    Raises KeyError for an id that the matrix does not have.
    """
    match matrix.method:
        case Grid() as grid:
            return _by_grid(grid, names)
        case Thresholds() as thresholds:
            return _by_thresholds(thresholds, names)
        case Table() as table:
            return _by_table(table, names)


def _by_grid(grid: Grid, names: Names) -> Method:
    rows, columns = names.scores[grid.rows], names.scores[grid.columns]
    cells = _cells(grid, names.bands[grid.rows], names.levels)
    return lambda standing: (cells[standing.bands[rows]][standing.bands[columns]], None)


def _by_thresholds(method: Thresholds, names: Names) -> Method:
    index, highest = names.scores[method.of], len(names.levels) - 1
    rows = [
        (names.levels[threshold.level], _exceeds(threshold.up_to) if threshold.up_to else None)
        for threshold in method.thresholds
    ]

    def decide(standing: Standing) -> tuple[int, int | None]:
        value, maximum = standing.values[index] or 0, standing.maxima[index] or 0
        for row, (place, exceeds) in enumerate(rows):
            if exceeds is None or not exceeds(value, maximum):
                return place, row
        return highest, None

    return decide


def _exceeds(bound: Bound) -> Callable[[Amount, Amount], bool]:
    number = exact(bound.value)
    if not bound.percent:
        return lambda value, _maximum: value > number

    def exceeds(value: Amount, maximum: Amount) -> bool:
        left, right = percent_sides(value, maximum, number)
        return left > right

    return exceeds


def _by_table(table: Table, names: Names) -> Method:
    highest = len(names.levels) - 1
    rows = [(names.levels[row.level], decider(row.when, names)) for row in table.rows]

    def decide(standing: Standing) -> tuple[int, int | None]:
        for index, (place, when) in enumerate(rows):
            if when is None or when(standing):
                return place, index
        return highest, None

    return decide
