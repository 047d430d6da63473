"""What holds for any answers to any of the tiny matrices."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.amount import as_decimal, exact, percent_sides, round_half_up
from app.domain.answers import read_answers, to_json
from app.domain.canonical import canonical_json
from app.domain.outcome import Outcome
from app.domain.outcome_json import assess_line, outcome_to_json
from app.domain.scoring import Plan
from tests.domain.any_answers import any_answers
from tests.domain.tiny import plan_of

TINY = [
    "adding_up",
    "average",
    "chained_grids",
    "conditions",
    "highest",
    "maximum",
    "not_knowing",
    "proposals",
    "rounding",
    "several_choices",
    "visibility",
    "what_follows",
]
every_plan = pytest.mark.parametrize("plan", [pytest.param(plan_of(name), id=name) for name in TINY])


def added_up(outcome: Outcome, score: str, combine: str) -> Fraction:
    """A score worked out from the trace alone."""
    parts = [part for part in outcome.contributions if part.score == score]
    values = [Fraction(part.value) for part in parts]
    if combine == "highest":
        return max(values, default=Fraction(0))
    total = sum(values, start=Fraction(0))
    questions = len({part.question for part in parts})
    return total / questions if combine == "average" and questions else total


@every_plan
@given(data=st.data())
def test_adding_up_the_trace_gives_the_score(plan: Plan, data: st.DataObject) -> None:
    outcome = plan.assess(data.draw(any_answers(plan.matrix)))
    for score in plan.matrix.scores:
        value = outcome.scores[score.id].value
        assert value is not None
        assert abs(added_up(outcome, score.id, score.combine) - Fraction(value)) < Fraction(1, 10**27)
        parts = [part for part in outcome.contributions if part.score == score.id]
        assert not parts or parts[-1].total == value
        assert all(part.value == part.points * part.weight for part in parts)


@every_plan
@given(data=st.data())
def test_the_order_of_answers_and_the_setting_of_decimals_do_not_matter(plan: Plan, data: st.DataObject) -> None:
    answers = data.draw(any_answers(plan.matrix))
    outcome = plan.assess(answers)
    with localcontext(Context(prec=1)):
        assert plan.assess(dict(sorted(answers.items(), reverse=True))) == outcome


@every_plan
@given(data=st.data())
def test_hidden_answers_change_nothing(plan: Plan, data: st.DataObject) -> None:
    answers = data.draw(any_answers(plan.matrix))
    outcome = plan.assess(answers)
    seen = {question: answer for question, answer in answers.items() if question in outcome.visible}
    assert plan.assess(seen) == outcome
    assert plan.visible(answers) == outcome.visible


@every_plan
@given(data=st.data())
def test_no_sum_exceeds_its_maximum(plan: Plan, data: st.DataObject) -> None:
    outcome = plan.assess(data.draw(any_answers(plan.matrix)))
    for score in plan.matrix.scores:
        if score.maximum == "visible" and score.combine != "average":
            result = outcome.scores[score.id]
            assert result.value is not None
            assert result.maximum is not None
            assert result.value <= result.maximum


@pytest.mark.parametrize("name", ["several_choices", "not_knowing", "proposals"])
@given(data=st.data())
def test_worst_is_never_lower_than_any_other_answer(name: str, data: st.DataObject) -> None:
    plan = plan_of(name)
    answers = data.draw(any_answers(plan.matrix))
    outcome = plan.assess(answers)
    for question in plan.matrix.questions():
        worst = next((choice.id for choice in question.choices if choice.worst), None)
        if worst is not None and question.id in outcome.visible:
            unknown = plan.assess({**answers, question.id: (worst,) if question.kind == "many" else worst})
            for score in plan.matrix.scores:
                now, then = outcome.scores[score.id].value, unknown.scores[score.id].value
                assert now is not None
                assert then is not None
                assert then >= now


@every_plan
@given(data=st.data())
def test_answers_and_outcomes_survive_json(plan: Plan, data: st.DataObject) -> None:
    answers = data.draw(any_answers(plan.matrix))
    stored = json.loads(canonical_json(to_json(answers)))
    again, mistakes = read_answers(plan.matrix, stored)
    assert mistakes == ()
    assert again == answers
    outcome = plan.assess(answers)
    assert canonical_json(outcome_to_json(plan.assess(again))) == canonical_json(outcome_to_json(outcome))
    line = assess_line(plan, "case", stored)
    assert line["level"] == outcome.level
    assert json.loads(json.dumps(line, allow_nan=False)) == line


@given(st.integers(), st.integers(1, 10**6), st.integers(-(10**9), 10**9))
def test_a_percentage_is_compared_without_division(value: int, maximum: int, percent: int) -> None:
    left, right = percent_sides(value, maximum, Fraction(percent, 100))
    assert (left >= right) is (Fraction(value, maximum) >= Fraction(percent, 10_000))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6))
def test_half_is_rounded_up(number: Decimal) -> None:
    assert round_half_up(exact(number)) == number.to_integral_value(ROUND_HALF_UP)
    assert as_decimal(exact(number)) == number
