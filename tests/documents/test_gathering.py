"""The facts of a certificate as they are gathered from a matrix and an outcome."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.documents.facts import Approval, CertificateFacts
from app.documents.gathering import gather
from app.documents.speaking import speaker
from app.documents.tests_gathering import gather_tests
from app.domain.answers import read_answers
from app.domain.canonical import canonical_json, logic_digest, text_digests
from app.domain.matrix_file import read_matrix
from app.domain.scoring import compile as compiled
from tests.tested import PASSED, figure

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def facts() -> CertificateFacts:
    """The first example of the default matrix that reaches more than the lowest level by the grid."""
    reading = read_matrix(
        (ROOT / "risk_matrix.yaml").read_bytes(), {"zh-Hans": (ROOT / "risk_matrix.zh-Hans.yaml").read_bytes()}
    )
    matrix = reading.matrix
    assert matrix is not None
    plan = compiled(matrix)
    outcomes = [plan.assess(read_answers(matrix, example.answers)[0]) for example in matrix.examples]
    outcome = next(found for found in outcomes if matrix.place(found.level) > 1 and found.rules and found.obligations)
    return gather(
        matrix,
        outcome,
        number="FJ-2026-0000-0001",
        system_name="System",
        organisation="Organisation",
        office={"en": "Office"},
        owners=["Owner"],
        approvals=[Approval("Reviewer", "reviewer", "2026-11-23")],
        revision=1,
        submission_digest="0" * 64,
        logic_digest=logic_digest(matrix),
        text_digests=text_digests(matrix),
        submitted_on=date(2026, 11, 20),
        issued_on=date(2026, 11, 23),
        valid_until=None,
    )


def test_every_text_is_there_in_both_languages(facts: CertificateFacts) -> None:
    said = [facts.level.label, facts.level.summary, facts.method_level, facts.matrix.title, *facts.categories]
    said += [item.text for item in facts.obligations] + [test.title for test in facts.tests]
    said += [rule.because for rule in facts.rules]
    for words in said:
        assert list(words) == ["en", "zh-Hans"]
        assert words["en"] != words["zh-Hans"]


def test_the_marked_cell_is_where_the_method_led(facts: CertificateFacts) -> None:
    grid = facts.grid
    assert grid is not None
    assert len(grid.cells) == len(grid.rows)
    assert {len(row) for row in grid.cells} == {len(grid.columns)}
    reached = grid.levels[grid.cells[grid.row][grid.column]]
    assert reached.label == facts.method_level
    assert [level.place for level in grid.levels] == list(range(facts.level.count))


def test_rules_tell_the_way_from_one_level_to_the_other(facts: CertificateFacts) -> None:
    assert facts.rules[0].before == facts.method_level
    assert facts.rules[-1].after == facts.level.label


def test_the_facts_are_canonical_and_survive(facts: CertificateFacts) -> None:
    plain = facts.to_json()
    assert canonical_json(plain)
    assert CertificateFacts.from_json(plain) == facts
    assert plain["issued_on"] == "2026-11-23"
    assert plain["valid_until"] is None


def test_the_sections_add_up_to_each_score(facts: CertificateFacts) -> None:
    assert [score.way for score in facts.scores][:2] == ["highest", "sum"]
    for score in facts.scores:
        values = [Decimal(bar.value) for bar in score.bars]
        assert Decimal(score.value) == (max(values) if score.way == "highest" else sum(values))
        assert all(bar.kind == "section" and bar.label["en"] != bar.label["zh-Hans"] for bar in score.bars)
        assert score.band in [band.label for band in score.bands]
    assert facts.principles
    assert all(Decimal(share.value) <= Decimal(share.possible) for each in facts.principles for share in each.shares)


def test_no_single_answer_leaves_with_a_certificate(facts: CertificateFacts) -> None:
    reading = read_matrix((ROOT / "risk_matrix.yaml").read_bytes(), {})
    assert reading.matrix is not None
    written = str(facts.to_json()["scores"])
    for question in reading.matrix.questions():
        assert str(question.ask) not in written


def test_results_are_judged_and_told_beside_their_bars() -> None:
    matrix = read_matrix((ROOT / "tests/matrices/test_plan.yaml").read_bytes(), {}).matrix
    assert matrix is not None
    outcome = compiled(matrix).assess({"decides": "yes", "writes": "yes"})
    results = {"red_team": figure("7.50").to_json(), "works": PASSED.to_json()}
    told = {test.title["en"]: test for test in gather_tests(matrix, outcome, results, speaker(matrix))}
    attacks = told["Attacks by outsiders"]
    assert (attacks.verdict, attacks.figure, attacks.bar, attacks.value) == ("failed", "7.5", "at_most", "5")
    assert (attacks.tester, attacks.tester_independent) == ("Ines Iyer", True)
    length = told["Its answers are neither too short nor too long"]
    assert (length.verdict, length.bar, length.lowest, length.value) == ("not_recorded", "between", "5", "200.5")
    assert told["It does what it should"].verdict == "passed"
    before = gather_tests(matrix, outcome, None, speaker(matrix))
    assert {test.verdict for test in before} == {""}
