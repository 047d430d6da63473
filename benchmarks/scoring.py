"""Measures scoring, side by side in one run: the compiled plan, a plain interpreter, and very many rows at once."""

# Run it with `.venv/bin/python -m benchmarks.scoring`; `--rows 1000000` for a million answer sets.

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.domain import scoring
from app.domain.answers import Answer
from app.domain.matrix import Matrix
from app.domain.matrix_file import read_matrix
from app.domain.retiering import ROWS, retiered, retiered_columns
from benchmarks.answer_sets import answer_sets
from tests.domain import oracle
from tests.domain.any_matrix import any_matrix

ROUNDS = 15
ANSWERS = 40  # sets of answers to each random matrix
SAMPLE = 50  # one row in so many is assessed by itself as well

Answers = dict[str, Answer]


def main() -> None:
    """Check that all ways agree, then measure them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=200_000, help="answer sets for the columns (200,000)")
    options.add_argument("--every-row", action="store_true", help="loop over plan.assess with every row, not a sample")
    options.add_argument("--matrices", type=int, default=250, help=f"random matrices, {ANSWERS} answer sets each (250)")
    chosen = options.parse_args()
    begin = perf_counter()
    same_outcomes(chosen.matrices)
    print(f"equal        {chosen.matrices * ANSWERS:,} outcomes of {chosen.matrices:,} random matrices: plan = oracle")
    matrix = read_matrix(Path("risk_matrix.yaml").read_bytes()).matrix
    assert matrix is not None
    print(f"matrix       {matrix.id} {matrix.version}: {len(matrix.questions())} questions, {len(matrix.rules)} rules")
    one_by_one(matrix)
    by_columns(matrix, chosen.rows, 1 if chosen.every_row else SAMPLE)
    print(f"took         {perf_counter() - begin:.0f} s")


def same_outcomes(matrices: int) -> None:
    """Random matrices, each with many answers: the plan, its quick level and the columns say what the oracle says."""

    @settings(
        max_examples=matrices,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(any_matrix(), st.integers(0, 2**32))
    def agree(matrix: Matrix, seed: int) -> None:
        plan = scoring.compile(matrix)
        rows = list(answer_sets(matrix, ANSWERS, seed))
        outcomes = [oracle.assess(matrix, row) for row in rows]
        levels = [outcome.level for outcome in outcomes]
        assert [plan.assess(row) for row in rows] == outcomes
        assert [plan.level(row) for row in rows] == levels
        assert list(retiered(plan, rows)) == levels

    agree()


def one_by_one(matrix: Matrix) -> None:
    """One answer set after another: the interpreter, the plan with its trace, and the level alone."""
    plan = scoring.compile(matrix)
    ways: dict[str, Callable[[Answers], object]] = {
        "oracle.assess": lambda row: oracle.assess(matrix, row),
        "oracle.level": lambda row: oracle.level(matrix, row),
        "plan.assess": plan.assess,
        "plan.level": plan.level,
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS):
        rows = list(answer_sets(matrix, 200, number))
        for name, way in ways.items():
            seconds[name].append(_each(way, rows[:40] if name.startswith("oracle") else rows))
    for name, taken in seconds.items():
        print(f"{name:<16} {median(taken) * 1e6:8.1f} µs an answer set {1 / median(taken):12,.0f} a second")
    for quick, slow in (
        ("plan.level", "oracle.assess"),
        ("plan.level", "oracle.level"),
        ("plan.assess", "oracle.assess"),
    ):
        _ratio(quick, slow, seconds[quick], seconds[slow])


def by_columns(matrix: Matrix, count: int, sample: int) -> None:
    """Many answer sets: a loop over `plan.assess` beside the columns, from rows and from stored columns."""
    plan = scoring.compile(matrix)
    names = ("loop over plan.assess", "retiered", "retiered_columns")
    seconds: dict[str, list[float]] = {name: [] for name in names}
    loop, from_rows, from_columns = seconds.values()
    for start in range(0, count, ROWS):
        rows = list(answer_sets(matrix, min(ROWS, count - start), start))
        columns = {question.id: [row.get(question.id) for row in rows] for question in matrix.questions()}
        begin = perf_counter()
        levels = list(retiered(plan, rows))
        from_rows.append((perf_counter() - begin) / len(rows))
        begin = perf_counter()
        stored = list(retiered_columns(plan, columns, len(rows)))
        from_columns.append((perf_counter() - begin) / len(rows))
        picked = rows[::sample]
        begin = perf_counter()
        single = [plan.assess(row).level for row in picked]
        loop.append((perf_counter() - begin) / len(picked))
        assert levels == stored
        assert levels[::sample] == single
    print(f"columns      {count:,} answer sets, {-(-count // sample):,} of them in the loop as well, all levels equal")
    for name, taken in seconds.items():
        print(f"{name:<22} {median(taken) * 1e6:8.1f} µs an answer set {1 / median(taken):12,.0f} a second")
    _ratio(names[1], names[0], from_rows, loop)
    _ratio(names[2], names[0], from_columns, loop)


def _each(way: Callable[[Answers], object], rows: Sequence[Answers]) -> float:
    begin = perf_counter()
    for row in rows:
        way(row)
    return (perf_counter() - begin) / len(rows)


def _ratio(quick: str, slow: str, quick_seconds: Sequence[float], slow_seconds: Sequence[float]) -> None:
    ratios = sorted(slow / quick for quick, slow in zip(quick_seconds, slow_seconds, strict=True))
    print(f"ratio        {quick} is {median(ratios):.1f} times as fast as {slow} ({ratios[0]:.1f} to {ratios[-1]:.1f})")


if __name__ == "__main__":
    main()
