"""What is told before every question is answered must hold whatever is answered next."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import scoring
from app.domain.matrix_file import read_matrix
from app.domain.reach import Reach, reach
from app.domain.scoring import Plan
from tests.domain.any_answers import all_answers
from tests.domain.test_scoring_properties import TINY
from tests.domain.tiny import answers_to, plan_of

DEFAULT = Path(__file__).parents[2] / "risk_matrix.yaml"

every_plan = pytest.mark.parametrize("name", [*TINY, "rules", "reach", "default"])


@cache
def default_plan() -> Plan:
    matrix = read_matrix(DEFAULT.read_bytes()).matrix
    assert matrix is not None
    return scoring.compile(matrix)


def plan_named(name: str) -> Plan:
    return default_plan() if name == "default" else plan_of(name)


@every_plan
@settings(max_examples=settings().max_examples // 2)
@given(data=st.data())
def test_the_final_level_lies_within_what_was_told(name: str, data: st.DataObject) -> None:
    plan = plan_named(name)
    final = data.draw(all_answers(plan.matrix))
    given_so_far = {question for question in final if data.draw(st.booleans())}
    told = reach(plan, {question: answer for question, answer in final.items() if question in given_so_far})
    optional = {question.id for question in plan.matrix.questions() if not question.required}
    left_out = {question for question in optional - given_so_far if data.draw(st.booleans())}
    outcome = plan.assess({question: answer for question, answer in final.items() if question not in left_out})
    lowest, highest = plan.matrix.place(told.lowest), plan.matrix.place(told.highest)
    assert lowest <= plan.matrix.place(outcome.level) <= highest


@every_plan
@settings(max_examples=settings().max_examples // 3)
@given(data=st.data())
def test_with_everything_answered_one_level_is_left(name: str, data: st.DataObject) -> None:
    plan = plan_named(name)
    final = data.draw(all_answers(plan.matrix))
    level = plan.assess(final).level
    assert reach(plan, final) == Reach(level, level)


def test_an_answer_that_is_given_raises_the_lowest_level() -> None:
    plan = plan_of("adding_up")
    assert reach(plan, {}) == Reach("low", "high")
    assert reach(plan, answers_to("adding_up", purpose="hiring", data=["health", "location"])).lowest == "medium"


def test_a_rule_that_fires_already_raises_the_lowest_level() -> None:
    plan = default_plan()
    assert reach(plan, {}).lowest == plan.matrix.levels[0].id
    red_line = plan.matrix.question("red_lines").choices[0].id
    assert reach(plan, {"red_lines": (red_line,)}) == Reach("unacceptable", "unacceptable")


def test_an_answer_whose_question_may_be_hidden_settles_nothing() -> None:
    plan = plan_of("reach")
    assert reach(plan, answers_to("reach", faces="yes")) == Reach("low", "high")
    assert reach(plan, answers_to("reach", faces="yes", pictures="yes")) == Reach("high", "high")
    assert reach(plan, answers_to("reach", faces="yes", pictures="no")) == Reach("low", "low")
