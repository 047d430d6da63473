"""What the check proves beyond spelling: each planted fault is found where it is, and a sound matrix has none."""

from __future__ import annotations

import pytest

from app.domain.checking import check, contrast
from app.domain.matrix_file import read_matrix
from tests.domain.tiny import MATRICES

EVERY_KEY = (MATRICES / "every_key.yaml").read_text()
CHINESE = (MATRICES / "every_key.zh-Hans.yaml").read_text()

PLANTED = [
    (
        "level: low, rules",
        "level: high, rules",
        "error: Example “Games are harmless”: level “high” was expected, “low” came",
    ),
    ("rules: [ceiling]", "rules: []", "error: Example “Games are harmless”: rules none were expected, “ceiling” came"),
    ("tests: [red_team, accuracy]", "tests: [accuracy]", "tests “accuracy” were expected, “red_team”, “accuracy” came"),
    ("scores: {severity: 2, m", "scores: {severity: 2.5, m", "severity 2.5 was expected, 2 came"),
    (
        "data: [none], users: 5",
        "data: [none, health], users: 5",
        "error: Example “Games are harmless”: data: “none” cannot be",
    ),
    (
        "data: [none], users: 5",
        "data: [none], users: 5.5",
        "error: Example “Games are harmless”: users: a whole number",
    ),
    ('"#a2540a"', '"#f2c10a"', "warning: The colour #f2c10a is too pale: white letters on it have a contrast of 1.6:1"),
    (
        "id: minor, from: 0",
        "id: minor, from: 1",
        "warning: Values below 1 have no band of their own; they count as “minor”",
    ),
    (
        "wide: [low, high]",
        "wide: [high, low]",
        "warning: wide × often gives “low”, lower than “high” of its safer neighbour",
    ),
    (
        "minor: [slight, slight], m",
        "minor: [wide, slight], m",
        "warning: minor × large gives “slight”, lower than “wide”",
    ),
    (
        "at_least: high}\n  - {id: ceiling",
        "at_least: low}\n  - {id: ceiling",
        "warning: The rule “floor” can never change",
    ),
    (
        "  - {id: unacceptable, label: U",
        "  - {id: odd, label: Odd}\n  - {id: unacceptable, label: U",
        "the level “odd”: neither the grid nor",
    ),
]


def findings(text: str, chinese: str | None = CHINESE) -> list[str]:
    reading = read_matrix(text, {"zh-Hans": chinese} if chinese else {}, name="m.yaml")
    if reading.matrix is None:
        return []
    return [f"{reading.at(finding.path, '')}{finding.severity}: {finding.message}" for finding in check(reading.matrix)]


def test_a_sound_matrix_has_no_findings() -> None:
    assert findings(EVERY_KEY) == []


@pytest.mark.parametrize(
    ("was", "planted", "sentence"), PLANTED, ids=[f"fault {place}" for place in range(len(PLANTED))]
)
def test_a_planted_fault_is_found_on_its_line(was: str, planted: str, sentence: str) -> None:
    assert was in EVERY_KEY
    line = EVERY_KEY[: EVERY_KEY.index(was)].count("\n") + 1
    found = [finding for finding in findings(EVERY_KEY.replace(was, planted, 1)) if sentence in finding]
    assert found, findings(EVERY_KEY.replace(was, planted, 1))
    assert abs(int(found[0].split(":")[1]) - line) <= 5


def test_missing_texts_are_listed_one_by_one_and_a_missing_file_once() -> None:
    assert findings(EVERY_KEY, CHINESE.replace(", label: 低风险", "")) == [
        "m.yaml:16: warning: “levels.low.label” has no text in zh-Hans"
    ]
    assert findings(EVERY_KEY, None) == [
        "m.yaml:9: warning: There are no texts in zh-Hans; people will read those in en"
    ]


def test_errors_come_first() -> None:
    text = EVERY_KEY.replace('"#a2540a"', '"#f2c10a"').replace("level: low, rules", "level: high, rules")
    assert [finding.split(": ")[1] for finding in findings(text)] == ["error", "warning"]


def test_contrast_is_that_of_the_accessibility_guidelines() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("name", sorted(path.stem for path in MATRICES.glob("*.yaml") if "." not in path.stem))
def test_the_examples_of_every_tiny_matrix_hold(name: str) -> None:
    reading = read_matrix((MATRICES / f"{name}.yaml").read_bytes(), name=f"{name}.yaml")
    assert reading.mistakes == ()
    assert reading.matrix is not None
    assert [finding.message for finding in check(reading.matrix) if finding.severity == "error"] == []
