"""The examples of a matrix run as tests: what was expected and what came."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from app.domain.answers import number_to_json, read_answers
from app.domain.matrix import Example
from app.domain.outcome import Outcome
from app.domain.scoring import Plan


def failing_examples(plan: Plan) -> Iterator[tuple[str, str]]:
    """Path and message of everything in which an example does not come out as it says."""
    for place, example in enumerate(plan.matrix.examples, start=1):
        path = f"examples.{place}"
        answers, mistakes = read_answers(plan.matrix, example.answers)
        for mistake in mistakes:
            yield f"{path}.answers", f"Example “{example.name}”: {mistake.sentence}"
        if mistakes:
            continue
        outcome = plan.assess(answers)
        for key, message in _differences(example, outcome):
            yield f"{path}.{key}", f"Example “{example.name}”: {message}"


def _differences(example: Example, outcome: Outcome) -> Iterator[tuple[str, str]]:
    if example.level is not None and example.level != outcome.level:
        yield "level", f"level “{example.level}” was expected, “{outcome.level}” came"
    came = {
        "rules": tuple(rule.id for rule in outcome.rules),
        "categories": outcome.categories,
        "tests": outcome.tests,
    }
    expected = {"rules": example.rules, "categories": example.categories, "tests": example.tests}
    for key, names in expected.items():
        if names is not None and set(names) != set(came[key]):
            yield key, f"{key} {_named(names)} were expected, {_named(came[key])} came"
    for score, value in (example.scores or {}).items():
        result = outcome.scores[score].value
        if result != value:
            yield "scores", f"{score} {number_to_json(value)} was expected, {_number(result)} came"


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(f"“{name}”" for name in names) if names else "none"


def _number(value: Decimal | None) -> str:
    return "no number" if value is None else str(number_to_json(value))
