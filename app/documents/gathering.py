"""Gathers the facts of a certificate from the matrix, the outcome and plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.documents.facts import (
    Approval,
    CertificateFacts,
    GridFacts,
    LevelFacts,
    MatrixFacts,
    ObligationFacts,
    RuleFacts,
    Words,
)
from app.documents.score_gathering import principle_facts, score_facts
from app.documents.speaking import Say, axis, speaker
from app.documents.tests_gathering import gather_tests
from app.domain.matrix import Band, Grid, Level, Matrix
from app.domain.outcome import Outcome


def gather(
    matrix: Matrix,
    outcome: Outcome,
    *,
    number: str,
    system_name: str,
    organisation: str,
    office: Mapping[str, str],
    owners: Sequence[str],
    approvals: Sequence[Approval],
    revision: int,
    submission_digest: str,
    logic_digest: str,
    text_digests: Mapping[str, str],
    submitted_on: date,
    issued_on: date,
    valid_until: date | None,
    results: Mapping[str, object] | None = None,
    replaces: str = "",
) -> CertificateFacts:
    """Everything the certificate says, in each language; KeyError where matrix, outcome and `results` do not fit."""
    say = speaker(matrix)
    return CertificateFacts(
        number=number,
        system_name=str(system_name),
        organisation=str(organisation),
        office=dict(office),
        owners=tuple(owners),
        matrix=_matrix(matrix, say, logic_digest, text_digests),
        level=_level(matrix, matrix.place(outcome.level), say),
        method_level=_label(matrix, outcome.method_level, say),
        approvals=tuple(approvals),
        revision=revision,
        submitted_on=submitted_on.isoformat(),
        issued_on=issued_on.isoformat(),
        valid_until=valid_until.isoformat() if valid_until else None,
        submission_digest=submission_digest,
        replaces=replaces,
        **_explained(matrix, outcome, results, say),
    )


def _explained(matrix: Matrix, outcome: Outcome, results: Mapping[str, object] | None, say: Say) -> dict[str, Any]:
    """What led to the level and what follows from it, by the names of CertificateFacts."""
    return {
        "grid": _grid(matrix, outcome, say),
        "categories": _categories(matrix, outcome, say),
        "obligations": _obligations(matrix, outcome, say),
        "tests": gather_tests(matrix, outcome, results, say),
        "rules": _rules(matrix, outcome, say),
        "scores": score_facts(matrix, outcome, say),
        "principles": principle_facts(matrix, outcome, say),
    }


def _matrix(matrix: Matrix, say: Say, logic_digest: str, text_digests: Mapping[str, str]) -> MatrixFacts:
    return MatrixFacts(matrix.id, matrix.version, say(lambda m: m.title), logic_digest, dict(text_digests))


def _label(matrix: Matrix, level_id: str, say: Say) -> Words:
    place = matrix.place(level_id)
    return say(lambda m: m.levels[place].label)


def _level(matrix: Matrix, place: int, say: Say) -> LevelFacts:
    level: Level = matrix.levels[place]
    return LevelFacts(
        id=level.id,
        place=place,
        count=len(matrix.levels),
        colour=level.colour,
        label=say(lambda m: m.levels[place].label),
        summary=say(lambda m: m.levels[place].summary),
    )


def _grid(matrix: Matrix, outcome: Outcome, say: Say) -> GridFacts | None:
    cell = outcome.cell()
    if cell is None or not isinstance(matrix.method, Grid):
        return None
    grid = matrix.method
    rows, columns = axis(matrix, grid.rows), axis(matrix, grid.columns)
    return GridFacts(
        row_title=say(lambda m: axis(m, grid.rows).label),
        column_title=say(lambda m: axis(m, grid.columns).label),
        rows=_bands(grid.rows, rows.bands, say),
        columns=_bands(grid.columns, columns.bands, say),
        cells=tuple(tuple(matrix.place(level) for level in grid.cells[band.id]) for band in rows.bands),
        levels=tuple(_level(matrix, place, say) for place in range(len(matrix.levels))),
        row=[band.id for band in rows.bands].index(cell.row),
        column=[band.id for band in columns.bands].index(cell.column),
    )


def _bands(score_id: str, bands: Sequence[Band], say: Say) -> tuple[Words, ...]:
    return tuple(
        say(lambda m, place=place: axis(m, score_id).bands[place].label)  # type: ignore[misc]
        for place in range(len(bands))
    )


def _categories(matrix: Matrix, outcome: Outcome, say: Say) -> tuple[Words, ...]:
    places = {category.id: place for place, category in enumerate(matrix.categories)}
    return tuple(
        say(lambda m, place=places[found]: m.categories[place].label)  # type: ignore[misc]
        for found in outcome.categories
    )


def _obligations(matrix: Matrix, outcome: Outcome, say: Say) -> tuple[ObligationFacts, ...]:
    level = matrix.place(outcome.level)
    places = {item.id: place for place, item in enumerate(matrix.levels[level].obligations)}

    def one(place: int) -> ObligationFacts:
        return ObligationFacts(
            text=say(lambda m: m.levels[level].obligations[place].text),
            source=say(lambda m: m.levels[level].obligations[place].source),
        )

    return tuple(one(places[found]) for found in outcome.obligations)


def _rules(matrix: Matrix, outcome: Outcome, say: Say) -> tuple[RuleFacts, ...]:
    places = {rule.id: place for place, rule in enumerate(matrix.rules)}

    def one(rule_id: str, before: int, after: int) -> RuleFacts:
        place = places[rule_id]
        return RuleFacts(
            id=rule_id,
            because=say(lambda m: m.rules[place].because),
            source=say(lambda m: m.rules[place].source),
            before=say(lambda m: m.levels[before].label),
            after=say(lambda m: m.levels[after].label),
        )

    return tuple(one(rule.id, matrix.place(rule.before), matrix.place(rule.after)) for rule in outcome.rules)
