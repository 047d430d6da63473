"""Why an outcome is what it is, in the words of the matrix."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import scoring
from app.domain.explanation import Explanation, explain
from app.domain.matrix_file import read_matrix
from tests.domain.any_answers import any_answers
from tests.domain.tiny import MATRICES, answers_to, plan_of


def why(name: str, **raw: object) -> Explanation:
    answers = answers_to(name, **raw)
    return explain(plan_of(name), answers, plan_of(name).assess(answers), "en")


def test_the_reasons_in_order() -> None:
    found = why("proposals", purpose="hiring", losses=["dont_know"], autonomy="watched", people=2500, stop="no")
    assert [(r.score, r.ask, r.choice, r.answer, r.value, r.total, r.counted) for r in found.reasons] == [
        ("severity", "What is it used for?", "Hiring", "hiring", 3, 3, "answer"),
        ("severity", "What could people lose?", "I don't know", ("dont_know",), 3, 3, "worst"),
        ("likelihood", "Who decides?", "It does, watched", "watched", 1, 1, "answer"),
        ("likelihood", "How many people?", None, Decimal(2500), 2, 3, "answer"),
    ]
    severity, likelihood = found.scores
    assert (severity.label, severity.combine, severity.value, severity.band) == ("Severity", "highest", 3, "Grave")
    assert (likelihood.value, likelihood.maximum, likelihood.band) == (3, 4, "Rare")


def test_the_cell_in_words() -> None:
    cell = why("proposals", purpose="hiring", people=0).cell
    assert cell is not None
    assert (cell.rows, cell.row, cell.columns, cell.column) == ("Severity", "Grave", "Likelihood", "Rare")
    assert cell.result == "Medium risk"
    chained, own = why("chained_grids", alone="yes", people=1000, hurts="no").cells
    assert (chained.grid, chained.row, chained.column, chained.result) == ("exposure", "Full", "Many", "Large")
    assert (own.rows, own.columns, own.column) == ("Harm", "Exposure", "Large")


def test_rules_with_before_and_after() -> None:
    found = why("rules", flags=["floor", "grave"])
    assert [(r.id, r.because, r.source, r.before.label, r.after.label) for r in found.rules] == [
        ("floor", "At least medium", "The law", "High risk", "High risk"),
        ("again", None, None, "High risk", "High risk"),
    ]
    assert (found.method_level.id, found.level.id) == ("high", "high")


def test_the_steps_and_the_bound_that_decided() -> None:
    found = why("rounding", impact=50, mitigation="much")
    residual = found.scores[2]
    assert (residual.label, residual.combine, residual.value) == ("Residual impact", None, 43)
    assert [(step.id, step.before, step.after) for step in residual.steps] == [("good_mitigation", 50, 43)]
    assert found.up_to is not None
    assert (found.up_to.value, found.up_to.percent, found.cell) == (50, True, None)


def test_what_follows() -> None:
    found = why("what_follows", risk="low", techniques=["generative"])
    assert [category.label for category in found.categories] == ["Generative AI"]
    assert [test.id for test in found.tests] == ["accuracy", "red_team"]
    assert [duty.text for duty in found.obligations] == ["Name an overseer", "Mark what it makes"]


def test_what_is_missing() -> None:
    assert [question.id for question in why("proposals", stop="yes", purpose="games").missing] == [
        "losses",
        "autonomy",
        "people",
        "tried",
    ]


def test_the_words_are_those_of_the_language() -> None:
    texts = {"zh-Hans": "levels:\n  - {id: low, label: 低风险}\nsections:\n  - id: use\n    questions:\n"
             "      - id: purpose\n        choices: [{id: hiring, label: 招聘}]\n"}  # fmt: skip
    source = (MATRICES / "smallest.yaml").read_text(encoding="utf-8").replace("[en]", "[en, zh-Hans]")
    reading = read_matrix(source, texts)
    assert reading.matrix is not None, reading.mistakes
    plan = scoring.compile(reading.matrix)
    found = explain(plan, {"purpose": "hiring"}, plan.assess({"purpose": "hiring"}), "zh-Hans")
    (reason,) = found.reasons
    assert reason.choice is not None
    assert (reason.choice, reason.choice.language) == ("招聘", "zh-Hans")
    assert (reason.ask, reason.ask.language) == ("What is the system used for?", "en")
    games = explain(plan, {"purpose": "games"}, plan.assess({"purpose": "games"}), "zh-Hans")
    assert games.level.label == "低风险"
    assert explain(plan, {}, plan.assess({}), "fr").level.label == "Low risk"


@pytest.mark.parametrize("name", ["adding_up", "average", "chained_grids", "conditions", "proposals", "what_follows"])
@given(data=st.data())
def test_everything_can_be_explained(name: str, data: st.DataObject) -> None:
    plan = plan_of(name)
    answers = data.draw(any_answers(plan.matrix))
    outcome = plan.assess(answers)
    found = explain(plan, answers, outcome, "en")
    assert sum(len(score.reasons) for score in found.scores) == len(outcome.contributions)
    assert tuple(question.id for question in found.missing) == outcome.missing
    assert found.level.id == outcome.level
