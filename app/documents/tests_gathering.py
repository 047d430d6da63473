"""Gathers what a certificate says of tests: the bar, the figure that was found, the verdict, and who tested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from app.documents.facts import TestFacts
from app.documents.speaking import Say
from app.domain.matrix import Matrix, Measure
from app.domain.outcome import Outcome
from app.domain.recorded_test import RecordedTest, read_result
from app.domain.text import Text
from app.domain.verdict import judge


def gather_tests(
    matrix: Matrix, outcome: Outcome, results: Mapping[str, object] | None, say: Say
) -> tuple[TestFacts, ...]:
    """The tests of the outcome's plan with what was recorded; None leaves results and verdicts out."""
    places = {test.id: place for place, test in enumerate(matrix.tests)}

    def one(place: int) -> TestFacts:
        test = matrix.tests[place]
        judged = judge(test, read_result((results or {}).get(test.id)))
        bar, value, lowest = _bar(test.measure)
        return TestFacts(
            title=say(lambda m: m.tests[place].title),
            independent=test.tester == "independent",
            measure=say(lambda m: _measure(m, place, "label")),
            unit=say(lambda m: _measure(m, place, "unit")),
            bar=bar,
            value=value,
            lowest=lowest,
            verdict="" if results is None else str(judged.verdict),
            **_found(judged.result),
        )

    return tuple(one(places[found]) for found in outcome.tests)


def _found(result: RecordedTest | None) -> dict[str, Any]:
    if result is None:
        return {}
    return {
        "figure": "" if result.figure is None else format(result.figure, "f"),
        "tester": result.tester,
        "organisation": result.organisation,
        "tester_independent": result.independent,
        "day": result.day,
    }


def _measure(matrix: Matrix, place: int, part: Literal["label", "unit"]) -> Text | None:
    measure = matrix.tests[place].measure
    if measure is None:
        return None
    return measure.label if part == "label" else measure.unit


def _bar(measure: Measure | None) -> tuple[str, str, str]:
    """Which bar it is, where it lies, and of two bars the lower one."""
    if measure is None:
        return "", "", ""
    least, most = measure.at_least, measure.at_most
    if least is not None and most is not None:
        return "between", format(most, "f"), format(least, "f")
    if most is not None:
        return "at_most", format(most, "f"), ""
    return ("", "", "") if least is None else ("at_least", format(least, "f"), "")
