"""The exact JSON of the command line and of a submission."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from app.domain.outcome_json import assess_line, outcome_to_json
from tests.domain.tiny import assess, plan_of


def test_a_line_of_the_command_line() -> None:
    raw = {"purpose": "hiring", "losses": ["time"], "autonomy": "alone", "people": Decimal(5000), "stop": "no"}
    line = assess_line(plan_of("proposals"), "case-1", raw)
    assert json.dumps(line) == (
        '{"id": "case-1", "level": "high", '
        '"scores": {"severity": {"value": 3, "maximum": 3, "band": "grave"}, '
        '"likelihood": {"value": 4, "maximum": 4, "band": "likely"}}, '
        '"rules": [{"id": "no_stop", "before": "high", "after": "high"}], '
        '"categories": ["busy"], "tests": [], "missing": [], "errors": []}'
    )


def test_numbers_are_whole_where_they_are_whole() -> None:
    line = assess_line(plan_of("adding_up"), 1, {"data": ["health"], "children": True})
    assert json.dumps(line["scores"]) == '{"impact": {"value": 3.5, "maximum": 14, "band": "small"}}'
    grid = assess_line(plan_of("chained_grids"), 1, {"people": 5})
    assert '"exposure": {"value": null, "maximum": null, "band": "small"}' in json.dumps(grid)


def test_what_follows_and_what_is_missing() -> None:
    line = assess_line(plan_of("what_follows"), None, {"techniques": ["generative"]})
    assert (line["id"], line["missing"]) == (None, ["risk"])
    assert line["categories"] == ["generative"]
    assert line["tests"] == ["accuracy", "red_team"]


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        ({"purpose": "gaming", "x": 1}, ["There is no question “x”.", "purpose: “gaming” is not offered;"]),
        ("hiring", ["The answers must be an object from question ids to answers."]),
    ],
)
def test_a_bad_line_has_its_errors_and_no_level(raw: object, errors: list[str]) -> None:
    line = assess_line(plan_of("proposals"), "x", raw)
    assert list(line) == ["id", "level", "scores", "rules", "categories", "tests", "missing", "errors"]
    assert (line["level"], line["scores"]) == (None, {})
    found = line["errors"]
    assert isinstance(found, list)
    assert len(found) == len(errors)
    assert all(sentence.startswith(error) for sentence, error in zip(found, errors, strict=True))


def test_an_outcome_for_a_submission() -> None:
    outcome = assess("rounding", impact=50, mitigation="much")
    assert outcome_to_json(outcome) == {
        "level": "ii",
        "method_level": "ii",
        "threshold": 1,
        "scores": {
            "impact": {"value": 50, "maximum": 100, "band": None},
            "mitigation": {"value": 8, "maximum": 10, "band": None},
            "residual": {"value": 43, "maximum": 100, "band": "small"},
            "raised": {"value": "47.55", "maximum": 100, "band": None},
        },
        "contributions": [
            _contribution("impact", None, 50),
            _contribution("mitigation", "much", 8),
        ],
        "steps": [
            {"computed": "residual", "step": "good_mitigation", "before": 50, "after": 43},
            {"computed": "raised", "step": "more", "before": 43, "after": "47.3"},
            {"computed": "raised", "step": "added", "before": "47.3", "after": "47.55"},
        ],
        "cells": [],
        "rules": [],
        "categories": [],
        "tests": [],
        "obligations": [],
        "visible": ["impact", "mitigation"],
        "missing": [],
    }


def _contribution(name: str, choice: str | None, value: int) -> dict[str, object]:
    return {
        "score": name,
        "question": name,
        "choice": choice,
        "points": value,
        "weight": 1,
        "value": value,
        "total": value,
        "reason": "answer",
    }
