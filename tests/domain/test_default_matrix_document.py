"""docs/the-default-matrix.md tells of the default matrix as it is: every question, point, rule, test and bar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

import pytest

from app.domain.matrix import Matrix, Rule, Test
from app.domain.matrix_file import read_matrix
from app.domain.questions import Question
from tests.domain.test_default_matrix import FILE, matrix

DOCUMENT = FILE.parent / "docs" / "the-default-matrix.md"
OPEN = "as the worst"


@cache
def rows(heading: str) -> dict[str, list[str]]:
    """The cells of each table row under the heading, by the id that it begins with."""
    text = DOCUMENT.read_text(encoding="utf-8")
    part = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    found = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| `")]
    by_id = {re.findall("`(.*?)`", cells[0])[0]: cells for cells in found}
    assert len(by_id) == len(found)
    return by_id


def said(points: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{score} {number}" for score, number in points.items() if number) or "0"


def expected(question: Question) -> dict[str, str]:
    """What each choice, or each range of a number, is worth."""
    if question.ranges:
        [(score, parts)] = question.ranges.items()
        return {f"from {part.start:,}": said({score: part.points}) for part in parts}
    return {choice.id: OPEN if choice.worst else said(choice.points) for choice in question.choices}


def told(cell: str) -> dict[str, str]:
    """What the cell says: for each choice or range its points, and words that give the reason."""
    found = {}
    for entry in cell.split("<br>"):
        if entry.endswith(OPEN):
            front, points, reason = entry.removesuffix(f" {OPEN}"), OPEN, "of all of them"
        elif entry.startswith("from "):
            front, points, reason = entry.split(": ", 2)
        else:
            front, points, reason = re.fullmatch("(.*`) (.*?): (.*)", entry).groups()  # type: ignore[union-attr]
        assert len(reason.split()) > 2, entry
        found.update(dict.fromkeys(re.findall("`(.*?)`", front) or [front], points))
    return found


def test_the_document_has_every_question_and_no_other() -> None:
    assert list(rows("Questions")) == [question.id for question in matrix().questions()]


@pytest.mark.parametrize("question", matrix().questions(), ids=lambda question: question.id)
def test_each_question_stands_there_with_its_points_reasons_and_source(question: Question) -> None:
    ask, why, points, source = rows("Questions")[question.id]
    assert ask == f"`{question.id}` {question.ask}"
    assert why == (question.why or "–")
    assert source.startswith(question.source or "")
    if question.choices or question.ranges:
        assert told(points) == expected(question)
    else:
        assert points.startswith("No points")


@pytest.mark.parametrize("rule", matrix().rules, ids=lambda rule: rule.id)
def test_each_rule_stands_there(rule: Rule) -> None:
    label = str(matrix().level(rule.level).label).lower()
    effect = {"set": "sets", "at_least": "at least"}[rule.effect]
    assert rows("Rules")[rule.id][1:] == [f"{effect} {label}", rule.because, rule.source or "–"]
    assert list(rows("Rules")) == [each.id for each in matrix().rules]


@pytest.mark.parametrize("test", matrix().tests, ids=lambda test: test.id)
def test_each_test_stands_there_with_its_bar(test: Test) -> None:
    title, bar, tester, reason = rows("Tests")[test.id]
    assert title == f"`{test.id}` {test.title}"
    assert bar == _bar(test)
    assert tester.startswith("an independent tester" if test.tester == "independent" else "anyone")
    assert ("**blocks**" in tester) == (test.on_fail == "block")
    assert ("**with a file**" in tester) == (test.evidence == "required")
    assert len(reason.split()) > 3


def _bar(test: Test) -> str:
    measure = test.measure
    if measure is None:
        return "passed or failed"
    low = measure.at_least is not None
    words = f"at least {measure.at_least}" if low else f"at most {measure.at_most}"
    return f"{measure.label}: {words} {measure.unit}"


def test_each_answer_that_needs_a_file_stands_there() -> None:
    needed = [question for question in matrix().questions() if question.evidence.required_for]
    assert {f"{each.id}.{choice}" for each in needed for choice in each.evidence.required_for} == set(
        rows("What must be proved")
    )
    assert len(rows("What must be proved")) == 8, "the document says the number in words"
    assert all(question.evidence.mode != "required" for question in matrix().questions())


def test_whoever_has_no_file_loses_one_point_to_the_first_six_questions() -> None:
    for answer in list(rows("What must be proved"))[:6]:
        question = next(each for each in matrix().questions() if answer.startswith(f"{each.id}."))
        best, next_best = question.choices[:2]
        assert question.evidence.required_for == (best.id,)
        assert (dict(best.points), dict(next_best.points)) == ({}, {"gaps": 1})


def test_the_grid_and_the_bands_stand_there() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    method = matrix().method
    severities = next(score for score in matrix().scores if score.id == "severity").bands
    for band in severities:
        levels = [matrix().level(level).label for level in method.cells[band.id]]  # type: ignore[union-attr]
        row = " | ".join(str(label).lower().removesuffix(" risk") for label in levels)
        assert band.start is not None
        assert f"| {str(band.label).lower()} ({band.start.value}) | {row} |" in text
    for band in next(score for score in matrix().scores if score.id == "likelihood").bands:
        assert band.start is not None
        assert f"| {str(band.label).lower()} | {band.start.value} |" in text


def test_the_numbers_of_the_first_page_are_counted() -> None:
    file: Matrix = matrix()
    obligations = sum(len(level.obligations) for level in file.levels)
    sentence = (
        f"It has {len(file.sections)} sections, {len(file.questions())} questions, {len(file.rules)} rules, "
        f"{len(file.categories)} categories, {len(file.tests)} tests, {obligations} obligations and "
        f"{len(file.examples)} examples."
    )
    assert sentence in DOCUMENT.read_text(encoding="utf-8").replace("\n", " ")


def test_other_pages_lead_here() -> None:
    for page in ("README.md", "docs/matrix-reference.md", "docs/your-first-matrix.md"):
        assert "the-default-matrix.md" in (FILE.parent / page).read_text(encoding="utf-8"), page


def test_the_chinese_texts_are_complete() -> None:
    chinese = FILE.with_suffix(".zh-Hans.yaml").read_bytes()
    reading = read_matrix(FILE.read_bytes(), {"zh-Hans": chinese})
    assert reading.mistakes == ()
    assert reading.warnings == ()
