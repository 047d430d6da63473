"""What the result of a test is worth: computed from the figure and the bar of the matrix, never typed by anybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from app.domain.amount import exact
from app.domain.matrix import Matrix, Measure, Test
from app.domain.recorded_test import RecordedTest, read_result

Lack = Literal["figure", "passed", "evidence", "independent"]


class Verdict(StrEnum):
    """How a test of the plan stands."""

    PASSED = "passed"
    FAILED = "failed"
    INCOMPLETE = "incomplete"
    NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True)
class Judged:
    """A test with what was recorded and what that comes to.

    `lacking` names what an incomplete result still needs; `meets` says whether the figure (or the statement) alone
    is good enough, None where there is none.
    """

    test: Test
    result: RecordedTest | None
    verdict: Verdict
    lacking: tuple[Lack, ...] = ()
    meets: bool | None = None

    @property
    def stops_certificate(self) -> bool:
        """Whether no certificate can be issued while the test stands like this."""
        return self.test.on_fail == "block" and self.verdict is not Verdict.PASSED


def meets(measure: Measure, figure: Decimal) -> bool:
    """Whether the figure keeps within the bars, which are included; with no bar any figure does."""
    value = exact(figure)
    if measure.at_least is not None and value < exact(measure.at_least):
        return False
    return measure.at_most is None or value <= exact(measure.at_most)


def judge(test: Test, result: RecordedTest | None) -> Judged:
    """What a result comes to for this test, None being no result."""
    if result is None:
        return Judged(test, None, Verdict.NOT_RECORDED)
    good = _good(test, result)
    if lacking := tuple(_lacking(test, result)):
        return Judged(test, result, Verdict.INCOMPLETE, lacking, good)
    return Judged(test, result, Verdict.PASSED if good else Verdict.FAILED, (), good)


def judge_plan(matrix: Matrix, tests: Collection[str], results: Mapping[str, object]) -> tuple[Judged, ...]:
    """Every test of a plan (its ids) with what was recorded (JSON by test), in the file's order.

    Results of tests that the plan does not call for say nothing.
    """
    return tuple(judge(test, read_result(results.get(test.id))) for test in matrix.tests if test.id in tests)


def incomplete(plan: Iterable[Judged]) -> tuple[str, ...]:
    """The tests whose result still lacks something."""
    return tuple(each.test.id for each in plan if each.verdict is Verdict.INCOMPLETE)


def blocking(plan: Iterable[Judged]) -> tuple[str, ...]:
    """The tests that must be passed before a certificate is issued, and are not."""
    return tuple(each.test.id for each in plan if each.stops_certificate)


def _good(test: Test, result: RecordedTest) -> bool | None:
    if test.measure is None:
        return result.passed
    return None if result.figure is None else meets(test.measure, result.figure)


def _lacking(test: Test, result: RecordedTest) -> Iterable[Lack]:
    # The first two happen where a result was copied from a matrix whose test reported something else.
    if test.measure is not None and result.figure is None:
        yield "figure"
    if test.measure is None and result.passed is None:
        yield "passed"
    if test.evidence == "required" and not result.evidence:
        yield "evidence"
    if test.tester == "independent" and not result.independent:
        yield "independent"
