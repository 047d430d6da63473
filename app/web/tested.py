"""A test plan with what was recorded, in the words of the page; for every room that shows tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from flask import Flask

from app.domain.answers import Answers
from app.domain.calling import Calling, what_calls
from app.domain.matrix import Matrix, Measure, Test
from app.domain.outcome import Outcome
from app.domain.recorded_test import RecordedTest, read_result
from app.domain.scoring import Plan
from app.domain.text import Text
from app.domain.translation import in_language
from app.domain.verdict import Judged, Verdict, judge_plan
from app.web.answer_words import with_unit
from app.web.evidence_shown import FileShown
from app.web.localisation import gettext as _
from app.web.localisation import language, moment_in_words, number_in_words, teach


@dataclass(frozen=True, slots=True)
class TestShown:
    """A test with its verdict and, as short texts, what calls for it."""

    __test__ = False  # not a test of pytest's

    judged: Judged
    reasons: tuple[str, ...]
    files: tuple[FileShown, ...] = ()

    @property
    def test(self) -> Test:
        """The test in the words of the page."""
        return self.judged.test

    @property
    def result(self) -> RecordedTest | None:
        """What was recorded."""
        return self.judged.result


@dataclass(frozen=True, slots=True)
class TestGroup:
    """The tests that serve one principle; None for those that name no principle."""

    __test__ = False

    principle: Text | None
    tests: tuple[TestShown, ...]


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A test plan; `certificate` says whether the level allows one, `kept` names results that it does not call for."""

    tests: tuple[TestShown, ...]
    groups: tuple[TestGroup, ...]
    certificate: bool
    kept: tuple[Text, ...]

    @property
    def recorded(self) -> int:
        """How many tests have a result, complete or not."""
        return sum(1 for each in self.tests if each.result is not None)

    @property
    def stopping(self) -> tuple[TestShown, ...]:
        """The tests that keep a certificate from being issued."""
        return tuple(each for each in self.tests if self.certificate and each.judged.stops_certificate)

    @property
    def incomplete(self) -> tuple[TestShown, ...]:
        """The tests that keep the draft from being submitted."""
        return tuple(each for each in self.tests if each.judged.verdict is Verdict.INCOMPLETE)

    @property
    def failed(self) -> tuple[TestShown, ...]:
        """The tests that failed without stopping anything; those that do stop are told first."""
        stopping = self.stopping
        return tuple(each for each in self.tests if each.judged.verdict is Verdict.FAILED and each not in stopping)

    @property
    def status(self) -> str:
        """How far the plan is, as a task: not_started, in_progress, complete or attention."""
        if self.incomplete or any(each.judged.verdict is Verdict.FAILED for each in self.tests):
            return "attention"
        if self.recorded == len(self.tests):
            return "complete"
        return "in_progress" if self.recorded else "not_started"


def plan_shown(
    plan: Plan,
    answers: Answers,
    results: Mapping[str, object],
    outcome: Outcome | None = None,
    files: Mapping[str, tuple[FileShown, ...]] = MappingProxyType({}),
) -> PlanShown:
    """The plan that these answers call for, with what was recorded (JSON by test), in the language of the page."""
    outcome = outcome or plan.assess(answers)
    words = in_language(plan.matrix, language())
    tests = tuple(
        TestShown(
            judged,
            _reasons(words, what_calls(plan.matrix, _found(plan.matrix, judged), answers, outcome), outcome),
            files.get(judged.test.id, ()),
        )
        for judged in judge_plan(words, outcome.tests, results)
    )
    kept = (test.title for test in words.tests if test.id not in outcome.tests and read_result(results.get(test.id)))
    return PlanShown(tests, _groups(words, tests), words.level(outcome.level).certificate, tuple(kept))


def _found(matrix: Matrix, judged: Judged) -> Test:
    return next(test for test in matrix.tests if test.id == judged.test.id)


def _groups(words: Matrix, tests: Sequence[TestShown]) -> tuple[TestGroup, ...]:
    named = [(principle.id, principle.label) for principle in words.principles]
    groups = [
        TestGroup(label, tuple(each for each in tests if each.test.principle == principle))
        for principle, label in [*named, (None, None)]
    ]
    return tuple(group for group in groups if group.tests)


def _reasons(words: Matrix, calling: Calling, outcome: Outcome) -> tuple[str, ...]:
    """What calls for a test, each as a few words; empty where it belongs to every plan."""
    labels = {category.id: category.label for category in words.categories}
    scores = {score.id: score.label for score in words.scores} | {each.id: each.label for each in words.computed}
    told = [_("the level “%(label)s”", label=words.level(outcome.level).label)] if calling.level else []
    told += [_("the category “%(label)s”", label=labels[name]) for name in calling.categories]
    told += [_("the score “%(label)s”", label=scores[name]) for name in calling.scores]
    told += [_("the answer to “%(ask)s”", ask=words.question(name).ask) for name in calling.questions]
    return tuple(told)


def bar_in_words(measure: Measure) -> str:
    """The bar of a measure: at most 5%, between 5 and 200; empty where the figure is only reported."""
    least, most = measure.at_least, measure.at_most
    if least is not None and most is not None:
        top = with_unit(number_in_words(most), measure.unit)
        return _("between %(least)s and %(most)s", least=number_in_words(least), most=top)
    if most is not None:
        return _("at most %(bar)s", bar=with_unit(number_in_words(most), measure.unit))
    if least is not None:
        return _("at least %(bar)s", bar=with_unit(number_in_words(least), measure.unit))
    return ""


def figure_in_words(shown: TestShown) -> str:
    """The figure that was recorded, with its unit; empty where there is none."""
    result, measure = shown.result, shown.test.measure
    if result is None or result.figure is None or measure is None:
        return ""
    return with_unit(number_in_words(result.figure), measure.unit)


def lack_in_words(lack: str) -> str:
    """What an incomplete result still needs."""
    return {
        "figure": _("The figure is missing."),
        "passed": _("Whether it was passed is missing."),
        "evidence": _("An evidence file is missing."),
        "independent": _("The tester is not independent of the project."),
    }[lack]


def recorded_at(written: str) -> str:
    """The moment that a result says it was recorded at, in words."""
    return moment_in_words(datetime.fromisoformat(written))


def install(app: Flask) -> None:
    """Offer the words to templates."""
    teach(app, "bar", bar_in_words)
    teach(app, "figure", figure_in_words)
    teach(app, "lack", lack_in_words)
    teach(app, "recorded_at", recorded_at)
