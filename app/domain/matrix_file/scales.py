"""Scores and levels that are whole: bands in order, grids full, thresholds rising, one effect a rule."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.domain.matrix import Bound
from app.domain.matrix_file.grids import GridCheck
from app.domain.matrix_file.mistakes import Mistakes, listed, quoted
from app.domain.matrix_file.names import Names
from app.domain.matrix_file.records import Record

OPERATIONS = ("reduce_percent", "increase_percent", "add", "multiply")
# Each step can make an exact number a dozen digits longer: a thousand of them would fill the memory.
MOST_STEPS = 100
EFFECTS = ("set", "at_least", "at_most")


def check_scales(file: Record, names: Names, mistakes: Mistakes, lines: Mapping[str, int]) -> None:
    """Note what does not fit in scores, computed scores, the level's method, rules and tests."""
    grids = GridCheck(names, mistakes, lines)
    for score in file.mapped("scores", Record).values():
        _check_bands(score, mistakes)
    steps = 0
    for name, computed in file.mapped("computed", Record).items():
        _check_computed(name, computed, grids)
        steps += len(computed.many("steps", Record))
        if steps > MOST_STEPS:
            mistakes.stop(computed.line_of("steps"), f"There are more than {MOST_STEPS} steps in all computed scores")
    method = file.get("level", Record)
    if method is not None:
        _check_method(method, grids)
    for rule in file.many("rules", Record):
        given = [effect for effect in EFFECTS if effect in rule.lines]
        if len(given) != 1:
            mistakes.add(rule.line, f"{quoted(rule.id)} needs exactly one of {listed(EFFECTS)}; it has {_many(given)}")
    for test in file.many("tests", Record):
        measure = test.get("measure", Record)
        if measure is not None and not {"at_least", "at_most"} & set(measure.lines):
            mistakes.add(measure.line, "A measure needs “at_least” or “at_most”: the bar that passes")


def _check_computed(name: str, computed: Record, grids: GridCheck) -> None:
    names, mistakes = grids.names, grids.mistakes
    grid = computed.get("grid", Record)
    known = names.values.get(name)
    place = known.place if known else 0
    if ("grid" in computed.lines) == ("start_from" in computed.lines):
        sentence = f"{quoted(name)} needs either “start_from” (with steps) or “grid”"
        mistakes.add(computed.line, sentence)
    if grid is not None:
        if "steps" in computed.lines:
            mistakes.add(computed.line_of("steps"), "A computed score with a grid has no steps")
        if not known or not known.bands:
            mistakes.add(computed.line, f"The grid of {quoted(name)} needs “bands” to yield, lowest first")
        for band in computed.many("bands", Record):
            if "from" in band.lines:
                mistakes.add(band.line_of("from"), "Bands of a grid have no “from”: the grid yields them")
        grids.check(grid, known.bands if known else (), f"band of {quoted(name)} called", place)
        return
    if "grid" not in computed.lines:
        _check_bands(computed, mistakes)
    _check_number(computed, "start_from", names, mistakes, place)
    for step in computed.many("steps", Record):
        given = [key for key in OPERATIONS if key in step.lines]
        if len(given) > 1 or (not given and "round" not in step.lines):
            mistakes.add(step.line, f"A step does exactly one of {listed(OPERATIONS)}; it has {_many(given)}")


def _check_bands(score: Record, mistakes: Mistakes) -> None:
    maximum = score.get("maximum", Decimal) if "maximum" in score.shape.by_name else None
    factor = score.get("maximum_factor", Decimal) if maximum is not None else None
    previous: Bound | None = None
    for band in score.many("bands", Record):
        if "from" not in band.lines:
            mistakes.add(band.line, f"The band {quoted(band.id)} needs “from”, its lowest value")
        start = band.get("from", Bound)
        if start is None:
            continue
        whole = maximum * factor if maximum is not None and factor is not None else None
        if previous is not None and _not_above(start, previous, whole):
            sentence = f"Bands stand lowest first: {_shown(start)} does not come after {_shown(previous)}"
            mistakes.add(band.line_of("from"), sentence)
        previous = start


def _not_above(later: Bound, earlier: Bound, maximum: Decimal | None) -> bool:
    """Whether two bounds are surely out of order; a number and a percentage need a known maximum."""
    if later.percent == earlier.percent:
        return later.value <= earlier.value
    if maximum is None:
        return False
    values = [bound.value * maximum / 100 if bound.percent else bound.value for bound in (later, earlier)]
    return values[0] <= values[1]


def _check_method(method: Record, grids: GridCheck) -> None:
    names, mistakes = grids.names, grids.mistakes
    match method.get("method", str):
        case "grid":
            if method.get("rows", str) is None and "rows" in method.values:
                mistakes.add(method.line_of("rows"), "“rows” of a grid names one score, whose bands are the rows")
                return
            grids.check(method, names.levels, "level", len(names.values))
        case "thresholds":
            _check_number(method, "of", names, mistakes, len(names.values))
            _check_thresholds(method, mistakes)
        case "table":
            if method.get("rows", str) is not None:
                mistakes.add(method.line_of("rows"), "“rows” of a table is a list, each item with “when” and “level”")
                return
            _check_ending(method.many("rows", Record), "when", "row of the table", mistakes)
        case _:
            pass


def _check_thresholds(method: Record, mistakes: Mistakes) -> None:
    thresholds = method.many("thresholds", Record)
    _check_ending(thresholds, "up_to", "threshold", mistakes)
    previous: Bound | None = None
    for threshold in thresholds:
        bound = threshold.get("up_to", Bound)
        if bound is None:
            continue
        if previous is not None and _not_above(bound, previous, None):
            sentence = f"Thresholds stand lowest first: {_shown(bound)} does not come after {_shown(previous)}"
            mistakes.add(threshold.line_of("up_to"), sentence)
        previous = bound


def _check_ending(rows: tuple[Record, ...], key: str, what: str, mistakes: Mistakes) -> None:
    """The last of rows holds for all the rest, so it alone has no bound or condition."""
    for row in rows[:-1]:
        if key not in row.lines:
            mistakes.add(row.line, f"Only the last {what} has no {quoted(key)}; what follows could never apply")
    if rows and key in rows[-1].lines:
        mistakes.add(rows[-1].line, f"The last {what} must have no {quoted(key)}, so that every case has a level")


def _check_number(record: Record, key: str, names: Names, mistakes: Mistakes, place: int) -> None:
    """A score with a number, which stands before `place` among the scores."""
    value = names.values.get(record.get(key, str) or "")
    if value is None:
        return
    if not value.scaled:
        mistakes.add(record.line_of(key), f"{quoted(value.id)} is a grid and has no number")
    elif value.place >= place:
        mistakes.add(record.line_of(key), f"{quoted(value.id)} is not computed before this")


def _shown(bound: Bound) -> str:
    return f"{bound.value}%" if bound.percent else str(bound.value)


def _many(given: list[str]) -> str:
    return listed(given, "and") if given else "none"
