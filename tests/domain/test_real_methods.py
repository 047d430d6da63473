"""Methods that offices use today can be written in the format, and come out exactly."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest

from app.domain import scoring
from app.domain.answers import read_answers
from app.domain.checking import check
from app.domain.matrix import Table
from app.domain.matrix_file import read_matrix
from app.domain.outcome import Outcome
from app.domain.scoring import Plan
from tests.domain.impact_method import answers_worth, impact_method
from tests.domain.tiny import assess, matrix_of, plan_of

FIVE = ("1", "2", "3", "4", "5")
# Severity downwards from the worst, likelihood to the right from the rarest; the letters begin the names of levels.
PICTURE = ("mhhee", "mmhhe", "lmmhh", "llmmm", "lllll")


@pytest.mark.parametrize("harm", FIVE)
@pytest.mark.parametrize("chance", FIVE)
def test_a_plain_grid(harm: str, chance: str) -> None:
    outcome = assess("five_by_five", harm=harm, chance=chance)
    assert outcome.level[0] == PICTURE[5 - int(harm)][int(chance) - 1]
    assert (outcome.scores["severity"].value, outcome.scores["likelihood"].value) == (int(harm), int(chance))


@pytest.mark.parametrize(
    ("alone", "hurts", "people", "exposure", "level"),
    [
        ("no", "no", 0, "small", "low"),
        ("no", "no", 1000, "small", "low"),
        ("yes", "no", 999, "small", "low"),
        ("yes", "no", 1000, "large", "medium"),
        ("no", "yes", 0, "small", "medium"),
        ("no", "yes", 1000, "small", "medium"),
        ("yes", "yes", 999, "small", "medium"),
        ("yes", "yes", 1000, "large", "high"),
    ],
)
def test_three_axes_by_chained_grids(alone: str, hurts: str, people: int, exposure: str, level: str) -> None:
    outcome = assess("chained_grids", alone=alone, hurts=hurts, people=people)
    assert (outcome.scores["exposure"].band, outcome.level) == (exposure, level)
    assert [cell.grid for cell in outcome.cells] == ["exposure", "level"]


def test_a_legal_decision_tree_reaches_each_of_its_fifty_conclusions() -> None:
    matrix, plan = matrix_of("decision_tree"), plan_of("decision_tree")
    assert len(matrix.questions()) == 22
    assert isinstance(matrix.method, Table)
    assert len(matrix.method.rows) == len(matrix.examples) == 50
    outcomes = [plan.assess(read_answers(matrix, example.answers)[0]) for example in matrix.examples]
    assert [outcome.threshold for outcome in outcomes] == list(range(50))
    assert [outcome.level for outcome in outcomes] == [example.level for example in matrix.examples]
    assert [outcome.missing for outcome in outcomes] == [()] * 50


def test_every_question_of_the_decision_tree_matters() -> None:
    matrix, plan = matrix_of("decision_tree"), plan_of("decision_tree")
    asked = {question for e in matrix.examples for question in plan.visible(read_answers(matrix, e.answers)[0])}
    assert asked == {question.id for question in matrix.questions()}


def test_labels_are_collected_on_the_way() -> None:
    example = matrix_of("decision_tree").examples[22]
    outcome = assess("decision_tree", **example.answers)
    assert example.name == "Changed for a product"
    assert outcome.categories == ("provider", "high_product", "high_risk")
    assert outcome.level == "high"


@cache
def impact_plan() -> Plan:
    reading = read_matrix(impact_method(), name="impact.yaml")
    assert reading.mistakes == ()
    assert reading.matrix is not None
    return scoring.compile(reading.matrix)


def assessed(impact: int, mitigation: int, phase: str = "design") -> Outcome:
    answers, mistakes = read_answers(impact_plan().matrix, answers_worth(impact, mitigation, phase))
    assert mistakes == ()
    outcome = impact_plan().assess(answers)
    assert (outcome.scores["impact"].value, outcome.scores["mitigation"].value) == (impact, mitigation)
    return outcome


def test_the_impact_assessment_has_the_size_of_a_real_one() -> None:
    questions = impact_plan().matrix.questions()
    choices = [choice for question in questions for choice in question.choices]
    assert len(questions) == 300
    assert sum(bool(choice.points) for choice in choices) == 160
    assert [finding for finding in check(impact_plan().matrix) if finding.severity == "error"] == []


@pytest.mark.parametrize("phase", ["design", "in_use"])
def test_half_of_all_mitigation_is_the_whole_of_either_phase(phase: str) -> None:
    scores = assessed(120, 40, phase).scores
    assert (scores["mitigation"].maximum, scores["impact"].maximum, scores["residual"].maximum) == (40, 120, 120)


@pytest.mark.parametrize(
    ("impact", "mitigation", "residual", "level"),
    [
        (0, 0, 0, "i"),
        (30, 0, 30, "i"),  # exactly 25 %
        (31, 0, 31, "ii"),
        (60, 0, 60, "ii"),  # exactly 50 %
        (61, 0, 61, "iii"),
        (90, 0, 90, "iii"),  # exactly 75 %
        (91, 0, 91, "iv"),
        (120, 0, 120, "iv"),
        (91, 31, 91, "iv"),  # mitigation at 77.5 %
        (91, 32, 77, "iii"),  # exactly 80 %: 77.35
        (91, 40, 77, "iii"),  # and no more for the rest
        (90, 32, 77, "iii"),  # 76.5 rounds up
        (50, 32, 43, "ii"),  # 42.5 rounds up, not to the even 42
        (70, 32, 60, "ii"),  # 59.5 rounds up to exactly 50 %
        (71, 32, 60, "ii"),  # 60.35 rounds down to it
        (72, 32, 61, "iii"),  # 61.2
        (106, 32, 90, "iii"),  # 90.1 rounds down to exactly 75 %
        (107, 32, 91, "iv"),  # 90.95
        (35, 32, 30, "i"),  # 29.75 rounds up to exactly 25 %
        (36, 32, 31, "ii"),  # 30.6
    ],
)
def test_additive_impact_scoring(impact: int, mitigation: int, residual: int, level: str) -> None:
    outcome = assessed(impact, mitigation)
    assert (outcome.scores["residual"].value, outcome.level) == (residual, level)
    taken_off = [(step.before, step.after) for step in outcome.steps]
    assert taken_off == ([] if mitigation < 32 else [(Decimal(impact), Decimal(residual))])


def test_the_trace_of_the_impact_assessment_adds_up() -> None:
    outcome = assessed(91, 32)
    for score in ("impact", "mitigation"):
        assert sum(part.value for part in outcome.contributions if part.score == score) == outcome.scores[score].value
    assert outcome.missing == ()
