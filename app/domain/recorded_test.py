"""What somebody recorded about one test: who tested, how, when, and the figure; never whether that is enough."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.answers import number_to_json
from app.domain.matrix import Test
from app.domain.names import LONGEST_NAME, fit_text

LONGEST_METHOD = 5_000
LONGEST_NOTE = 5_000
_FIGURE = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,12})?")
_WHEN_SAID = frozenset({"by", "at"})  # left out where nobody has said it yet


@dataclass(frozen=True, slots=True)
class RecordedTest:
    """The result of one test as a person stated it.

    `figure` is what a test with a measure came to, `passed` what one without came to; `day` is an ISO date,
    `evidence` holds the keys of files; `by` and `at` say who recorded it and when.
    """

    method: str
    tester: str
    organisation: str
    independent: bool
    day: str
    figure: Decimal | None = None
    passed: bool | None = None
    note: str = ""
    evidence: tuple[str, ...] = ()
    by: str = ""
    at: str = ""

    def to_json(self) -> dict[str, object]:
        """The result as JSON without floats: what `read_result` reads."""
        said: dict[str, object] = {
            "method": self.method,
            "tester": self.tester,
            "organisation": self.organisation,
            "independent": self.independent,
            "day": self.day,
            "note": self.note,
            "evidence": list(self.evidence),
        }
        if self.figure is not None:
            said["figure"] = number_to_json(self.figure)
        if self.passed is not None:
            said["passed"] = self.passed
        return said | {name: getattr(self, name) for name in sorted(_WHEN_SAID) if getattr(self, name)}


def read_result(raw: object) -> RecordedTest | None:
    """The result that `to_json` wrote; None for nothing, for one that was taken back, and for what is no result."""
    if not isinstance(raw, Mapping) or "method" not in raw:
        return None
    evidence = raw.get("evidence")
    return RecordedTest(
        method=_words(raw, "method"),
        tester=_words(raw, "tester"),
        organisation=_words(raw, "organisation"),
        independent=raw.get("independent") is True,
        day=_words(raw, "day"),
        figure=_figure(raw.get("figure")),
        passed=passed if isinstance(passed := raw.get("passed"), bool) else None,
        note=_words(raw, "note"),
        evidence=tuple(each for each in evidence if isinstance(each, str)) if isinstance(evidence, list) else (),
        by=_words(raw, "by"),
        at=_words(raw, "at"),
    )


def problems_of(test: Test, result: RecordedTest, latest: date) -> dict[str, str]:
    """What keeps a result from being recorded for this test, by the name of the field; empty when nothing does.

    A problem is `missing`, `long`, `unfit`, `future` or `unasked`. `latest` is the last day that has begun anywhere.
    """
    found = {
        "method": _problem(result.method, LONGEST_METHOD, needed=True),
        "tester": _problem(result.tester, LONGEST_NAME, needed=True),
        "organisation": _problem(result.organisation, LONGEST_NAME, needed=True),
        "note": _problem(result.note, LONGEST_NOTE, needed=False),
        "day": _problem_of_day(result.day, latest),
        "figure": _problem_of(result.figure, asked=test.measure is not None),
        "passed": _problem_of(result.passed, asked=test.measure is None),
    }
    return {field: problem for field, problem in found.items() if problem}


def _problem(words: str, longest: int, *, needed: bool) -> str | None:
    if needed and not words.strip():
        return "missing"
    if len(words) > longest:
        return "long"
    return None if fit_text(words) else "unfit"


def _problem_of_day(day: str, latest: date) -> str | None:
    try:
        told = date.fromisoformat(day)
    except ValueError:
        return "missing" if not day else "unfit"
    return "future" if told > latest else None


def _problem_of(value: object, *, asked: bool) -> str | None:
    if asked:
        return "missing" if value is None else None
    return None if value is None else "unasked"


def _words(raw: Mapping[str, object], name: str) -> str:
    words = raw.get(name)
    return words if isinstance(words, str) else ""


def _figure(raw: object) -> Decimal | None:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Decimal(raw)
    return Decimal(raw) if isinstance(raw, str) and _FIGURE.fullmatch(raw) else None
