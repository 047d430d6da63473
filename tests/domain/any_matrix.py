"""Any valid matrix, small but with everything in it that decides, for property tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from hypothesis import settings
from hypothesis import strategies as st

from app.domain.matrix import (
    Band,
    Bound,
    Category,
    Computed,
    Grid,
    Level,
    Matrix,
    Obligation,
    Row,
    Rule,
    Score,
    Step,
    Table,
    Test,
    Threshold,
    Thresholds,
)
from app.domain.text import Text
from tests.domain.any_condition import Scope, any_condition, maybe_condition
from tests.domain.any_questions import any_section

Combine = Literal["sum", "highest", "average"]
Maximum = Literal["visible", "all"] | Decimal
Effect = Literal["set", "at_least", "at_most"]

# A whole matrix takes long to make up, so tests that need one try fewer, in every profile.
A_THIRD = settings(max_examples=settings().max_examples // 3)

WORDS = Text("Words")
COMBINE: st.SearchStrategy[Combine] = st.sampled_from(["sum", "sum", "highest", "average"])
MAXIMUM: st.SearchStrategy[Maximum] = st.sampled_from(["visible", "visible", "all", Decimal(10), Decimal("7.5")])
EFFECT: st.SearchStrategy[Effect] = st.sampled_from(["set", "at_least", "at_most"])
FACTORS = st.sampled_from([Decimal(number) for number in ("1", "1", "0.5", "2", "0.3", "0")])
PERCENTS = [Decimal(number) for number in ("0", "15", "33.3", "50", "80", "100")]
STARTS = [Decimal(number) for number in ("-1", "0", "1", "2.5", "4", "8")]


@st.composite
def any_matrix(draw: st.DrawFn) -> Matrix:
    """A whole matrix such as the reader of files lets through."""
    levels = [f"level_{place}" for place in range(draw(st.integers(2, 4)))]
    names = [f"score_{place}" for place in range(draw(st.integers(1, 3)))]
    scope = Scope()
    sections = tuple(draw(any_section(scope, f"part_{place}", names)) for place in range(draw(st.integers(1, 3))))
    scores = tuple(draw(_score(scope, name)) for name in names)
    computed = tuple(draw(_computed(scope, f"computed_{place}")) for place in range(draw(st.integers(0, 3))))
    categories = tuple(draw(_category(scope, f"category_{place}")) for place in range(draw(st.integers(0, 3))))
    method = draw(_method(scope, levels))
    rules = tuple(draw(_rule(scope, f"rule_{place}", levels)) for place in range(draw(st.integers(0, 3))))
    scope.levels += levels
    tests = tuple(
        Test(f"test_{place}", WORDS, when=draw(maybe_condition(scope))) for place in range(draw(st.integers(0, 2)))
    )
    return Matrix(
        id="any",
        version="1",
        effective_from="2026-12-01",
        title=WORDS,
        languages=("en",),
        levels=tuple(draw(_level(scope, name)) for name in levels),
        method=method,
        sections=sections,
        scores=scores,
        computed=computed,
        rules=rules,
        categories=categories,
        tests=tests,
    )


@st.composite
def _score(draw: st.DrawFn, scope: Scope, name: str) -> Score:
    return Score(name, WORDS, draw(COMBINE), draw(MAXIMUM), draw(FACTORS), draw(_bands(scope, name)))


@st.composite
def _bands(draw: st.DrawFn, scope: Scope, name: str) -> tuple[Band, ...]:
    """Bands of a score with a number, which is known from here on; perhaps none."""
    scope.scores.append(name)
    percent = draw(st.booleans())
    starts = draw(st.lists(st.sampled_from(PERCENTS if percent else STARTS), max_size=3, unique=True))
    bounds = [Bound(start, percent) for start in sorted(starts)]
    if bounds and percent and draw(st.booleans()):
        bounds[0] = Bound(Decimal(0))  # a number may stand beside percentages
    if bounds:
        scope.bands[name] = tuple(f"band_{place}" for place in range(len(bounds)))
    return tuple(Band(f"band_{place}", WORDS, bound) for place, bound in enumerate(bounds))


@st.composite
def _computed(draw: st.DrawFn, scope: Scope, name: str) -> Computed:
    of_grid = bool(scope.bands) and draw(st.booleans())
    if of_grid:
        results = [f"band_{place}" for place in range(draw(st.integers(1, 3)))]
        grid = draw(_grid(scope, results))
        scope.bands[name] = tuple(results)
        return Computed(name, WORDS, bands=tuple(Band(band, WORDS) for band in results), grid=grid)
    start = draw(st.sampled_from(scope.scores))
    bands = draw(_bands(scope, name))  # its own steps may ask for it
    steps = tuple(draw(_step(scope, f"step_{place}")) for place in range(draw(st.integers(0, 3))))
    return Computed(name, WORDS, start, steps, bands)


@st.composite
def _step(draw: st.DrawFn, scope: Scope, name: str) -> Step:
    operation = draw(st.sampled_from(["reduce_percent", "increase_percent", "add", "multiply", "round only"]))
    amount = draw(st.sampled_from([Decimal(number) for number in ("15", "0.5", "33.3", "2", "0", "1")]))
    if operation in {"add", "multiply"}:
        amount = draw(st.sampled_from([amount, -amount]))
    return Step(
        name,
        draw(maybe_condition(scope)),
        reduce_percent=amount if operation == "reduce_percent" else None,
        increase_percent=amount if operation == "increase_percent" else None,
        add=amount if operation == "add" else None,
        multiply=amount if operation == "multiply" else None,
        round_whole=operation == "round only" or draw(st.booleans()),
    )


@st.composite
def _grid(draw: st.DrawFn, scope: Scope, results: list[str]) -> Grid:
    axis = st.sampled_from(sorted(scope.bands))
    rows, columns = draw(axis), draw(axis)
    result = st.sampled_from(results)
    cells = {row: tuple(draw(result) for _ in scope.bands[columns]) for row in scope.bands[rows]}
    return Grid(rows, columns, cells)


@st.composite
def _category(draw: st.DrawFn, scope: Scope, name: str) -> Category:
    category = Category(name, WORDS, when=draw(maybe_condition(scope)))
    scope.categories.append(name)
    return category


@st.composite
def _method(draw: st.DrawFn, scope: Scope, levels: list[str]) -> Grid | Thresholds | Table:
    level = st.sampled_from(levels)
    kind = draw(st.sampled_from(["grid", "thresholds", "table"] if scope.bands else ["thresholds", "table"]))
    if kind == "grid":
        return draw(_grid(scope, levels))
    if kind == "table":
        conditions = draw(st.lists(any_condition(scope), max_size=4))
        return Table((*(Row(draw(level), condition) for condition in conditions), Row(draw(level))))
    percent = draw(st.booleans())
    bounds = draw(st.lists(st.sampled_from(PERCENTS if percent else STARTS), max_size=3, unique=True))
    thresholds = [Threshold(draw(level), Bound(bound, percent)) for bound in sorted(bounds)]
    return Thresholds(draw(st.sampled_from(scope.scores)), (*thresholds, Threshold(draw(level))))


@st.composite
def _rule(draw: st.DrawFn, scope: Scope, name: str, levels: list[str]) -> Rule:
    return Rule(name, draw(EFFECT), draw(st.sampled_from(levels)), draw(any_condition(scope)))


@st.composite
def _level(draw: st.DrawFn, scope: Scope, name: str) -> Level:
    obligations = tuple(
        Obligation(f"{name}_duty_{place}", WORDS, when=draw(maybe_condition(scope)))
        for place in range(draw(st.integers(0, 1)))
    )
    return Level(name, WORDS, obligations=obligations)
