"""What a test's result comes to: exact at the bar, the better the figure the better the verdict, and never typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answer
from app.domain.calling import what_calls
from app.domain.canonical import canonical_json
from app.domain.matrix import Matrix, Measure, Test
from app.domain.recorded_test import RecordedTest, problems_of, read_result
from app.domain.text import Text
from app.domain.verdict import Verdict, blocking, incomplete, judge, judge_plan, meets
from tests.domain.tiny import plan_of

LABEL = Text("Attacks that succeeded")
RESULT = RecordedTest("Forty attacks by hand.", "Ines Iyer", "Red team", independent=True, day="2026-11-20")
FIGURES = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=6)


def measured(**bars: str) -> Measure:
    return Measure(LABEL, **{name: Decimal(bar) for name, bar in bars.items()})  # type: ignore[arg-type]


def asked(measure: Measure | None = None, **more: object) -> Test:
    return Test("t", Text("A test"), measure=measure, **more)  # type: ignore[arg-type]


def matrix() -> Matrix:
    return plan_of("test_plan").matrix


@pytest.mark.parametrize(
    ("figure", "at_most", "at_least"),
    [
        ("5", True, True),
        ("5.000001", False, True),
        ("4.999999", True, False),
        ("5.000", True, True),
        ("-5", True, False),
    ],
)
def test_the_bar_itself_passes_and_the_next_figure_does_not(figure: str, at_most: bool, at_least: bool) -> None:
    assert meets(measured(at_most="5"), Decimal(figure)) is at_most
    assert meets(measured(at_least="5"), Decimal(figure)) is at_least


def test_figures_that_floats_cannot_tell_apart_are_told_apart() -> None:
    assert not meets(measured(at_most="0.3"), Decimal("0.300000000000000001"))
    assert meets(measured(at_least="100000000000000000"), Decimal("100000000000000000.000001"))
    assert not meets(measured(at_least="100000000000000000.000001"), Decimal(100_000_000_000_000_000))


@given(FIGURES, FIGURES, FIGURES)
def test_a_better_figure_is_never_judged_worse(bar: Decimal, one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))
    assert meets(Measure(LABEL, at_least=bar), low) <= meets(Measure(LABEL, at_least=bar), high)
    assert meets(Measure(LABEL, at_most=bar), low) >= meets(Measure(LABEL, at_most=bar), high)


@given(FIGURES, FIGURES, FIGURES)
def test_between_two_bars_both_count(low: Decimal, high: Decimal, figure: Decimal) -> None:
    both = Measure(LABEL, at_least=low, at_most=high)
    assert meets(both, figure) == (low <= figure <= high)


def test_without_a_bar_any_figure_passes() -> None:
    assert meets(Measure(LABEL), Decimal(-7))


def test_verdicts() -> None:
    bar, figure = measured(at_most="5"), replace(RESULT, figure=Decimal(6))
    assert judge(asked(bar), None).verdict is Verdict.NOT_RECORDED
    assert judge(asked(bar), figure).verdict is Verdict.FAILED
    assert judge(asked(bar), replace(figure, figure=Decimal(5))).verdict is Verdict.PASSED
    assert judge(asked(), replace(RESULT, passed=True)).verdict is Verdict.PASSED
    assert judge(asked(), replace(RESULT, passed=False)).verdict is Verdict.FAILED


def test_a_good_figure_passes_nothing_without_the_proof_and_the_tester_that_are_asked_for() -> None:
    strict = asked(measured(at_most="5"), evidence="required", tester="independent", on_fail="block")
    good = replace(RESULT, figure=Decimal(1), independent=False)
    judged = judge(strict, good)
    assert (judged.verdict, judged.lacking) == (Verdict.INCOMPLETE, ("evidence", "independent"))
    assert judged.meets
    assert judged.stops_certificate
    assert judge(strict, replace(good, independent=True)).lacking == ("evidence",)
    whole = judge(strict, replace(good, independent=True, evidence=("file",)))
    assert (whole.verdict, whole.stops_certificate) == (Verdict.PASSED, False)


def test_a_result_of_the_other_kind_is_incomplete() -> None:
    assert judge(asked(measured(at_most="5")), replace(RESULT, passed=True)).lacking == ("figure",)
    assert judge(asked(), replace(RESULT, figure=Decimal(1))).lacking == ("passed",)


def test_the_plan_is_judged_in_order_and_only_for_its_own_tests() -> None:
    results = {
        "red_team": replace(RESULT, figure=Decimal(6)).to_json(),
        "works": replace(RESULT, passed=True).to_json(),
    }
    plan = judge_plan(matrix(), ["red_team", "right", "works"], results)
    assert [(each.test.id, str(each.verdict)) for each in plan] == [
        ("works", "passed"),
        ("right", "not_recorded"),
        ("red_team", "failed"),
    ]
    assert blocking(plan) == ("red_team",)
    assert blocking(judge_plan(matrix(), ["works"], results)) == ()
    right = {"right": replace(RESULT, figure=Decimal(99)).to_json()}
    assert incomplete(judge_plan(matrix(), ["right"], right)) == ("right",)


@given(
    st.builds(
        RecordedTest,
        method=st.text(),
        tester=st.text(),
        organisation=st.text(),
        independent=st.booleans(),
        day=st.dates().map(date.isoformat),
        figure=st.none() | FIGURES,
        passed=st.none() | st.booleans(),
        note=st.text(),
        evidence=st.lists(st.text()).map(tuple),
        by=st.text(),
        at=st.text(),
    )
)
def test_a_result_survives_its_json(result: RecordedTest) -> None:
    assert read_result(result.to_json()) == result
    if "\ud800" not in repr(result):
        assert canonical_json(result.to_json())


@pytest.mark.parametrize("raw", [None, {}, [], "x", {"by": "Alice", "at": "2026-11-23", "version": 3}])
def test_what_is_no_result_is_none(raw: object) -> None:
    assert read_result(raw) is None


@pytest.mark.parametrize("figure", [True, 1.5, "1e9", "NaN", "9" * 30, "", [], None])
def test_a_strange_figure_is_no_figure(figure: object) -> None:
    result = read_result(RESULT.to_json() | {"figure": figure, "passed": "yes", "evidence": [1, "a"]})
    assert result is not None
    assert (result.figure, result.passed, result.evidence) == (None, None, ("a",))


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, {}),
        ({"method": "  "}, {"method": "missing"}),
        ({"method": "x" * 5001}, {"method": "long"}),
        ({"note": "bell \x07"}, {"note": "unfit"}),
        ({"tester": ""}, {"tester": "missing"}),
        ({"organisation": "x" * 201}, {"organisation": "long"}),
        ({"day": "2026-11-24"}, {}),
        ({"day": "2026-11-25"}, {"day": "future"}),
        ({"day": ""}, {"day": "missing"}),
        ({"day": "24 November"}, {"day": "unfit"}),
        ({"figure": None}, {"figure": "missing"}),
        ({"passed": True}, {"passed": "unasked"}),
    ],
)
def test_what_keeps_a_result_from_being_recorded(changes: dict[str, object], problems: dict[str, str]) -> None:
    result = replace(replace(RESULT, figure=Decimal(1)), **changes)  # type: ignore[arg-type]
    assert problems_of(asked(measured(at_most="5")), result, date(2026, 11, 24)) == problems


def test_a_test_without_a_measure_takes_no_figure() -> None:
    assert problems_of(asked(), RESULT, date(2026, 11, 24)) == {"passed": "missing"}
    wrong = replace(RESULT, passed=True, figure=Decimal(1))
    assert problems_of(asked(), wrong, date(2026, 11, 24)) == {"figure": "unasked"}


def test_why_a_test_is_called_for() -> None:
    plan = plan_of("test_plan")
    answers = {"decides": "yes", "writes": "yes"}
    outcome = plan.assess(answers)
    calling = {test.id: what_calls(plan.matrix, test, answers, outcome) for test in plan.matrix.tests}
    assert calling["works"].everybody
    assert calling["right"].questions == ("decides",)
    red_team = calling["red_team"]
    assert (red_team.level, red_team.categories, red_team.questions) == (True, ("generative",), ())
    assert not red_team.everybody


def test_of_alternatives_only_those_that_hold_are_named() -> None:
    plan = plan_of("calling")
    answers: dict[str, Answer] = {"decides": "yes", "writes": "no", "people": Decimal(10)}
    outcome = plan.assess(answers)
    assert outcome.tests == ("either", "whenever")
    either, whenever = (what_calls(plan.matrix, test, answers, outcome) for test in plan.matrix.tests)
    assert (either.level, either.categories, either.questions, either.scores) == (False, (), ("decides",), ())
    assert (whenever.level, whenever.scores) == (True, ("size",))
