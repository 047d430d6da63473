"""Runs every check of a matrix, in the order in which their findings are read."""

from __future__ import annotations

from dataclasses import replace

from app.domain.checking.claims import claims
from app.domain.checking.colours import pale_colours
from app.domain.checking.extent import beyond_search
from app.domain.checking.fewer_points import fewer_points
from app.domain.checking.finding import Finding
from app.domain.checking.frame import Frame
from app.domain.checking.search import explore
from app.domain.checking.unused import unused_scores
from app.domain.checking.wording import untranslated
from app.domain.example_checking import failing_examples
from app.domain.matrix import Matrix
from app.domain.scoring import Plan
from app.domain.scoring import compile as compile_plan

MOST_NOTES = 20


def check(matrix: Matrix) -> tuple[Finding, ...]:
    """Errors first (failing examples), then warnings, then notes on what could not be decided."""
    plan = compile_plan(matrix)
    looks = [
        Finding("warning", path, message)
        for check_one in (pale_colours, untranslated)
        for path, message in check_one(matrix)
    ]
    proven = [*unused_scores(matrix), *_proven(plan)]
    notes = [finding for finding in proven if finding.severity == "note"]
    if len(notes) > MOST_NOTES:
        rest = f"{notes[MOST_NOTES].message} ({len(notes) - MOST_NOTES - 1} more like this)"
        notes = [*notes[:MOST_NOTES], replace(notes[MOST_NOTES], message=rest)]
    return (*_faults(plan), *looks, *(finding for finding in proven if finding.severity != "note"), *notes)


def _proven(plan: Plan) -> tuple[Finding, ...]:
    if note := beyond_search(plan.matrix):
        return (note,)
    found = explore(Frame(plan))
    return (*claims(found), *fewer_points(found))


def faults(matrix: Matrix) -> tuple[Finding, ...]:
    """The errors alone, without the search that the warnings take."""
    return _faults(compile_plan(matrix))


def _faults(plan: Plan) -> tuple[Finding, ...]:
    return tuple(Finding("error", path, message) for path, message in failing_examples(plan))
