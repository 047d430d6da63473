"""The order of evaluation, one tiny matrix a feature: visibility, scores, maximum, rounding, grids."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest

from app.domain.amount import percent_sides
from tests.domain.tiny import answers_to, assess, plan_of


def test_points_times_weight_add_up() -> None:
    outcome = assess("adding_up", purpose="hiring", data=["health", "location", "open"], children="yes", people=10000)
    assert [(c.question, c.choice, c.points, c.weight, c.value, c.total) for c in outcome.contributions] == [
        ("purpose", "hiring", 3, 2, 6, 6),
        ("data", "health", 3, Decimal("0.5"), Decimal("1.5"), Decimal("7.5")),
        ("data", "location", 1, Decimal("0.5"), Decimal("0.5"), 8),
        ("data", "open", -1, Decimal("0.5"), Decimal("-0.5"), Decimal("7.5")),
        ("children", "yes", 2, 1, 2, Decimal("9.5")),
        ("people", None, 4, 1, 4, Decimal("13.5")),
    ]
    assert outcome.scores["impact"].value == Decimal("13.5")
    assert outcome.scores["impact"].maximum == 6 + 2 + 2 + 4
    assert outcome.scores["impact"].band == "large"
    assert (outcome.level, outcome.threshold) == ("high", 2)
    assert outcome.missing == ("name",)


@pytest.mark.parametrize(("people", "points"), [(0, 0), ("99.999", 0), (100, 1), (9999, 1), (10000, 4), (10**17, 4)])
def test_a_number_earns_the_points_of_its_range(people: object, points: int) -> None:
    assert assess("adding_up", people=people).contributions[0].points == points


def test_a_hidden_question_is_not_asked_and_not_required() -> None:
    outcome = assess("visibility", phase="design")
    assert outcome.visible == ("phase",)
    assert outcome.missing == ()
    assert plan_of("visibility").visible_sections(answers_to("visibility", phase="design")) == ("start",)


def test_hidden_answers_count_nothing_and_show_nothing() -> None:
    # In the best peer 74 points survived a change of phase.
    answers = answers_to("visibility", phase="in_use", incidents="yes", harm="yes", public="yes")
    shown = plan_of("visibility").assess(answers)
    assert (shown.scores["points"].value, shown.scores["points"].maximum, shown.level) == (9, 9, "high")
    hidden = plan_of("visibility").assess(answers | {"phase": "design"})
    assert hidden == plan_of("visibility").assess({"phase": "design"})
    assert (hidden.scores["points"].value, hidden.scores["points"].maximum, hidden.level) == (0, 0, "low")


def test_a_question_that_shows_another_stays_hidden_with_it() -> None:
    outcome = assess("visibility", phase="in_use", incidents="no", harm="yes", public="no")
    assert outcome.visible == ("phase", "incidents", "public")


def test_the_highest_counts_and_small_ones_never_add_up() -> None:
    small = assess("highest", health="lightly", losses=["money", "work", "time"])
    assert (small.scores["severity"].value, small.scores["severity"].maximum, small.level) == (3, 5, "low")
    assert [c.total for c in small.contributions] == [3, 3, 3, 3]
    assert assess("highest", health="badly").level == "high"


def test_an_average_takes_the_answered_questions_that_are_visible() -> None:
    outcome = assess("average", plan="yes", team="no")
    assert outcome.scores["maturity"].value == 2
    assert outcome.scores["maturity"].maximum == 3  # of 4, 2, 2 and 4
    assert assess("average", plan="no", team="no", audit="yes").scores["maturity"].value == 0
    assert assess("average").scores["maturity"].value == 0


def test_in_an_average_several_choices_of_one_question_count_once() -> None:
    outcome = assess("average", proofs=["papers", "trials"])
    assert [part.total for part in outcome.contributions] == [1, 3]
    assert outcome.scores["proof"].value == 3


def test_an_average_without_end_is_compared_exactly() -> None:
    value = assess("average", plan="yes", team="no", budget="no").scores["three"].value
    assert value == Decimal("0.3333333333333333333333333333")


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (["health", "money"], 5),
        (["health", "open"], 2),
        (["nothing"], 0),
        (["dont_know"], 5),
        (["open", "dont_know"], 5),
    ],
)
def test_several_choices_add_up(data: list[str], value: int) -> None:
    assert assess("several_choices", data=data).scores["impact"].value == value


def test_of_several_choices_only_the_highest_counts() -> None:
    outcome = assess("several_choices", areas=["school", "office"])
    assert outcome.scores["impact"].value == 4
    assert [c.choice for c in outcome.contributions] == ["school"]
    assert assess("several_choices", areas=["dont_know"]).scores["impact"].value == 4
    assert outcome.scores["impact"].maximum == 5 + 4 + 0  # what stands alone cannot add to the rest


def test_where_every_choice_helps_not_knowing_does_not() -> None:
    assert assess("several_choices", control="a_little").scores["impact"].value == -1
    assert assess("several_choices", control="dont_know").scores["impact"].value == 0


def test_not_knowing_counts_as_the_worst() -> None:
    unknown = assess("not_knowing", purpose="dont_know", users=0)
    assert unknown.scores["severity"].value == 4
    assert unknown.scores["likelihood"].value == 2
    assert [c.reason for c in unknown.contributions if c.question == "purpose"] == ["worst", "worst"]
    assert unknown.level == "high"


def test_an_empty_form_is_not_the_lowest_level_where_unanswered_is_worst() -> None:
    empty = assess("not_knowing")
    assert (empty.missing, empty.scores["likelihood"].value) == (("purpose",), 3)
    assert [(c.question, c.choice, c.points, c.reason) for c in empty.contributions] == [
        ("users", None, 3, "unanswered")
    ]
    assert assess("not_knowing", purpose="hiring").level == "high"
    assert assess("not_knowing", purpose="games", users=5).level == "low"


@pytest.mark.parametrize(
    ("score", "shown", "hidden"),
    [
        ("visible", 11, 6),
        ("all", 11, 11),
        ("number", 50, 50),
        ("tenth", 5, 5),
        ("half", "5.5", "5.5"),
        ("highest", 6, 6),
    ],
)
def test_the_maximum(score: str, shown: object, hidden: object) -> None:
    assert assess("maximum", open="yes", uses=["news"]).scores[score].maximum == Decimal(str(shown))
    assert assess("maximum", open="no").scores[score].maximum == Decimal(str(hidden))


def test_bounds_are_inclusive_and_bands_begin_at_their_start() -> None:
    assert assess("several_choices", data=["health", "money"]).level == "low"  # 5, up to 5
    assert assess("several_choices", data=["health", "money"], areas=["office"]).level == "high"
    half = assess("adding_up", purpose="hiring", people=100)
    assert (half.scores["impact"].value, half.scores["impact"].maximum, half.scores["impact"].band) == (7, 14, "large")


def test_a_value_below_the_first_band_belongs_to_it() -> None:
    outcome = assess("adding_up", data=["open"])
    assert (outcome.scores["impact"].value, outcome.scores["impact"].band) == (Decimal("-0.5"), "small")


def test_of_a_maximum_of_nothing_nothing_is_zero_percent() -> None:
    for percent, value, reached in ((0, 0, True), (1, 0, False), (100, 1, True), (1, -1, False)):
        left, right = percent_sides(value, 0, percent)
        assert (left >= right) is reached
    assert assess("maximum", open="no").scores["nothing"].band == "none"


@pytest.mark.parametrize(
    ("impact", "mitigation", "residual", "level"),
    [
        (25, "little", 25, "i"),
        (26, "little", 26, "ii"),
        (26, "much", 22, "i"),  # 22.1
        (30, "much", 26, "ii"),  # 25.5 goes up; Python's own round would say the same here
        (50, "much", 43, "ii"),  # 42.5 goes up; Python's own round would make it 42
        (50, "little", 50, "ii"),
        (59, "little", 59, "iii"),
        (59, "much", 50, "ii"),  # 50.15 is level II only because it is rounded before it is compared
        (70, "much", 60, "iii"),  # 59.5
        (90, "much", 77, "iv"),  # 76.5
        (10, "much", 9, "i"),  # 8.5
    ],
)
def test_reduction_and_rounding_half_up(impact: int, mitigation: str, residual: int, level: str) -> None:
    outcome = assess("rounding", impact=impact, mitigation=mitigation)
    assert (outcome.scores["residual"].value, outcome.level) == (residual, level)
    assert outcome.scores["residual"].maximum == 100
    assert [step.step for step in outcome.steps if step.computed == "residual"] == (
        ["good_mitigation"] if mitigation == "much" else []
    )


def test_steps_are_exact_and_only_those_that_apply_are_recorded() -> None:
    outcome = assess("rounding", impact=59, mitigation="little")
    assert outcome.scores["raised"].value == Decimal("65.15")
    assert [(s.step, s.before, s.after) for s in outcome.steps] == [
        ("more", 59, Decimal("64.9")),
        ("added", Decimal("64.9"), Decimal("65.15")),
    ]
    assert outcome.scores["residual"].band == "large"


@pytest.mark.parametrize(
    ("alone", "people", "hurts", "exposure", "method_level", "level"),
    [
        ("no", 5000, "yes", "small", "medium", "medium"),
        ("yes", 999, "no", "small", "low", "low"),
        ("yes", 1000, "no", "large", "medium", "medium"),
        ("yes", 1000, "yes", "large", "high", "high"),
    ],
)
def test_grids_chain(alone: str, people: int, hurts: str, exposure: str, method_level: str, level: str) -> None:
    outcome = assess("chained_grids", alone=alone, people=people, hurts=hurts)
    assert outcome.scores["exposure"].band == exposure
    assert outcome.scores["exposure"].value is None
    assert [cell.grid for cell in outcome.cells] == ["exposure", "level"]
    cell = outcome.cell()
    assert cell is not None
    assert (cell.column, cell.result) == (exposure, method_level)
    assert (outcome.method_level, outcome.level) == (method_level, level)


def test_scoring_loads_neither_flask_nor_sqlalchemy() -> None:
    code = "import app.domain.scoring, sys; print([m for m in ('flask', 'sqlalchemy') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
