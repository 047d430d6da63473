"""Outcomes as JSON: whole for a submission, short for the command line."""

from __future__ import annotations

from decimal import Decimal

from app.domain.answers import number_to_json, read_answers
from app.domain.outcome import Contribution, Outcome
from app.domain.scoring import Plan


def outcome_to_json(outcome: Outcome) -> dict[str, object]:
    """The whole outcome with its trace, without floats: what a submission keeps and its digest covers."""
    return {
        "level": outcome.level,
        "method_level": outcome.method_level,
        "threshold": outcome.threshold,
        "scores": {
            score.id: {
                "value": _number(score.value),
                "maximum": _number(score.maximum),
                "band": score.band,
            }
            for score in outcome.scores.values()
        },
        "contributions": [_contribution(part) for part in outcome.contributions],
        "steps": [
            {
                "computed": step.computed,
                "step": step.step,
                "before": _number(step.before),
                "after": _number(step.after),
            }
            for step in outcome.steps
        ],
        "cells": [
            {"grid": cell.grid, "row": cell.row, "column": cell.column, "result": cell.result} for cell in outcome.cells
        ],
        "rules": _rules(outcome),
        "categories": list(outcome.categories),
        "tests": list(outcome.tests),
        "obligations": list(outcome.obligations),
        "visible": list(outcome.visible),
        "missing": list(outcome.missing),
    }


def assess_line(plan: Plan, case: object, raw: object) -> dict[str, object]:
    """One line out of `matrix assess` for one line in.

    In: the line's `id` and its `answers`. Answers with a mistake are not assessed: the line then
    has its `errors`, no level, and the same keys as any other. Numbers are those of JSON here,
    because other programs read them.
    """
    answers, mistakes = read_answers(plan.matrix, raw)
    line: dict[str, object] = {
        "id": case,
        "level": None,
        "scores": {},
        "rules": [],
        "categories": [],
        "tests": [],
        "missing": [],
        "errors": [mistake.sentence for mistake in mistakes],
    }
    if mistakes:
        return line
    outcome = plan.assess(answers)
    return line | {
        "level": outcome.level,
        "scores": {
            score.id: {
                "value": _json_number(score.value),
                "maximum": _json_number(score.maximum),
                "band": score.band,
            }
            for score in outcome.scores.values()
        },
        "rules": _rules(outcome),
        "categories": list(outcome.categories),
        "tests": list(outcome.tests),
        "missing": list(outcome.missing),
    }


def _rules(outcome: Outcome) -> list[object]:
    return [{"id": r.id, "before": r.before, "after": r.after} for r in outcome.rules]


def _contribution(part: Contribution) -> dict[str, object]:
    return {
        "score": part.score,
        "question": part.question,
        "choice": part.choice,
        "points": _number(part.points),
        "weight": _number(part.weight),
        "value": _number(part.value),
        "total": _number(part.total),
        "reason": part.reason,
    }


def _number(number: Decimal | None) -> int | str | None:
    return None if number is None else number_to_json(number)


def _json_number(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    # Beyond 16 digits a float holds no part behind the point, and beyond 308 it would be infinite.
    if number == number.to_integral_value() or number.adjusted() >= 16:
        return int(number)
    return float(number)
