"""Writes down how an outcome came about: contributions, scores and the cells of grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.amount import as_decimal
from app.domain.answers import Answer
from app.domain.combining import Sums, Total
from app.domain.deciding import Names, Standing
from app.domain.matrix import Grid, Matrix
from app.domain.outcome import Cell, Contribution, ScoreResult
from app.domain.questions import Question
from app.domain.worth import Worth


def contributions(
    asked: Sequence[tuple[Question, Worth]],
    answers: Mapping[str, Answer],
    totals: Sequence[Total],
    running: Sums,
) -> tuple[Contribution, ...]:
    """Every contribution of the visible questions, in the file's order, with running totals.

    `running` starts empty; a question that feeds a score is listed also when it gives 0, because
    an average counts it.
    """
    found = []
    for question, worth in asked:
        fed: set[int] = set()
        for row in worth.rows(answers.get(question.id)):
            running.add(((row.score, row.value),), first=row.score not in fed)
            fed.add(row.score)
            score = totals[row.score].score
            found.append(
                Contribution(
                    score=score.id,
                    question=question.id,
                    choice=row.choice,
                    points=row.points,
                    weight=question.weight,
                    value=as_decimal(row.value),
                    total=as_decimal(running.combined(row.score, score.combine)),
                    reason=row.reason,
                )
            )
    return tuple(found)


def score_results(standing: Standing, names: Names) -> dict[str, ScoreResult]:
    """Each score and computed score with its value, maximum and band."""
    results = {}
    for name, place in names.scores.items():
        value, maximum = standing.values[place], standing.maxima[place]
        band = standing.bands[place]
        results[name] = ScoreResult(
            name,
            None if value is None else as_decimal(value),
            None if maximum is None else as_decimal(maximum),
            names.bands[name][band] if band >= 0 else None,
        )
    return results


def cells(matrix: Matrix, standing: Standing, names: Names, method_level: str) -> tuple[Cell, ...]:
    """The cells reached: those of chained grids, then that of the level's own grid."""

    def cell(name: str, grid: Grid, result: str) -> Cell:
        return Cell(
            name,
            names.bands[grid.rows][standing.bands[names.scores[grid.rows]]],
            names.bands[grid.columns][standing.bands[names.scores[grid.columns]]],
            result,
        )

    found = [
        cell(computed.id, computed.grid, computed.bands[standing.bands[place]].id)
        for place, computed in enumerate(matrix.computed, start=len(matrix.scores))
        if computed.grid is not None
    ]
    if isinstance(matrix.method, Grid):
        found.append(cell("level", matrix.method, method_level))
    return tuple(found)
