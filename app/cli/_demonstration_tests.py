"""What the tests of the demonstration came to: everything passes, but where an episode wants a failure."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.matrix import Measure, Test
from app.domain.recorded_test import RecordedTest
from app.domain.translation import in_language
from app.storage import assessments
from app.storage.matrices import plan_of
from app.workflow.actor import Actor
from app.workflow.adding_evidence import keep_file
from app.workflow.proving_tests import add_test_evidence
from app.workflow.standing import draft_tests
from app.workflow.testing import record_result

# Who tests, from where, and how it is told; independent tests are the first one's.
TESTERS = (
    (
        "Ines Iyer",
        "Northgate Assurance",
        "Sixty prepared cases and two days of free trials on the version named above.",
    ),
    ("魏明远", "质量与测试组", "在上线版本上按测试大纲执行，原始记录存于项目档案。"),
)


def record_tests(
    session: Session,
    actor: Actor,
    assessment_id: UUID,
    version: int,
    now: datetime,
    *,
    system: str,
    language: str,
    data_directory: Path,
    failing: bool = False,
) -> int:
    """Record every test of a draft's plan, with a report where evidence is required; gives the draft's new version.

    `system` and `language` are for the reports. With `failing`, the first test that must be passed fails, or else the
    first one with a bar.
    """
    found = assessments.assessment(session, assessment_id)
    if found is None:
        return version
    tests = [judged.test for judged in draft_tests(found)]
    chinese = {test.id: test for test in in_language(plan_of(found.published_matrix).matrix, "zh-Hans").tests}
    victim = _victim(tests) if failing else None
    for place, test in enumerate(tests):
        result = _result(test, place, now, good=test is not victim)
        version = record_result(
            session,
            actor=actor,
            assessment_id=assessment_id,
            test_id=test.id,
            result=result,
            version=version,
            now=now,
        )
        if test.evidence == "required":
            report = _report(test, chinese[test.id], result, system, good=test is not victim)
            kept = keep_file(data_directory, name=_name(test, language), data=report)
            add_test_evidence(session, actor=actor, assessment_id=assessment_id, test_id=test.id, files=[kept], now=now)
            version += 1
    return version


def _name(test: Test, language: str) -> str:
    return f"测试报告 {test.id}.txt" if language.startswith("zh") else f"{test.id}-report.txt"


def _report(test: Test, chinese: Test, result: RecordedTest, system: str, *, good: bool) -> bytes:
    """What the tester hands over: the same figures as recorded, in both languages."""
    lines = [
        "Test report / 测试报告",
        f"System / 系统: {system}",
        f"Test / 测试: {_both(test.title, chinese.title)}",
        f"Day / 日期: {result.day}",
        f"Tester / 测试人: {result.tester}, {result.organisation}",
        "",
        "Sixty prepared cases and two days of free trials.",
        "按大纲执行 60 个案例，另自由测试两天。",
        "",
    ]
    if test.measure is not None and chinese.measure is not None:
        unit = _both(test.measure.unit, chinese.measure.unit)
        lines += [f"{_both(test.measure.label, chinese.measure.label)}: {result.figure} {unit}", ""]
    lines.append("Passed / 通过" if good else "Not passed / 未通过")
    return ("\r\n".join(lines) + "\r\n").encode()


def _both(english: str | None, chinese: str | None) -> str:
    return " / ".join(dict.fromkeys(each for each in (english, chinese) if each))


def _victim(tests: list[Test]) -> Test | None:
    blocking = [test for test in tests if test.on_fail == "block"]
    return next(iter([*blocking, *(test for test in tests if test.measure)]), None)


def _result(test: Test, place: int, now: datetime, *, good: bool) -> RecordedTest:
    independent = test.tester == "independent"
    tester, organisation, method = TESTERS[0 if independent else place % 2]
    return RecordedTest(
        method=method,
        tester=tester,
        organisation=organisation,
        independent=independent,
        day=(now - timedelta(days=3 + place)).date().isoformat(),
        figure=None if test.measure is None else _figure(test.measure, good=good),
        passed=good if test.measure is None else None,
    )


def _figure(measure: Measure, *, good: bool) -> Decimal:
    """A figure on the right or on the wrong side of the bar."""
    if measure.at_most is not None:
        return measure.at_most if good else measure.at_most + 4
    if measure.at_least is not None:
        return measure.at_least if good else measure.at_least - 4
    return Decimal(1)
