"""One planted fault of each kind: each is found on its line, nothing else is, and the answers that show it do."""

from __future__ import annotations

from time import perf_counter

import pytest

from app.domain.answers import read_answers, to_json
from app.domain.checking import Finding, check
from app.domain.checking.frame import Frame
from app.domain.checking.search import explore
from app.domain.matrix_file import Reading, read_matrix
from app.domain.scoring import compile as compile_plan
from tests.domain.impact_method import impact_method
from tests.domain.tiny import MATRICES

ROOT = MATRICES.parents[1]
FAULTS = sorted((MATRICES / "faults").glob("*.yaml"))
MARK = "# finds: "
each_file = pytest.mark.parametrize("name", [path.stem for path in FAULTS])


def read(name: str) -> Reading:
    reading = read_matrix((MATRICES / "faults" / f"{name}.yaml").read_bytes(), name=f"{name}.yaml")
    assert reading.mistakes == ()
    return reading


def findings(reading: Reading) -> tuple[Finding, ...]:
    assert reading.matrix is not None
    return check(reading.matrix)


@each_file
def test_each_planted_fault_is_found_on_its_line_and_nothing_else(name: str) -> None:
    reading = read(name)
    lines = (MATRICES / "faults" / f"{name}.yaml").read_text().splitlines()
    planted = [
        (number, sentence)
        for number, line in enumerate(lines, start=1)
        if MARK in line
        for sentence in line.partition(MARK)[2].split("; ")
    ]
    found = [(reading.at(finding.path, "").line, finding.message) for finding in findings(reading)]
    assert planted
    missed = [fault for fault in planted if not any(fault[0] == line and fault[1] in text for line, text in found)]
    unasked = [
        (line, text) for line, text in found if not any(line == number and part in text for number, part in planted)
    ]
    assert (missed, unasked) == ([], [])
    assert {finding.severity for finding in findings(reading)} == {"warning"}


@each_file
def test_the_answers_that_show_it_can_be_submitted(name: str) -> None:
    reading = read(name)
    assert reading.matrix is not None
    plan = compile_plan(reading.matrix)
    for finding in findings(reading):
        for witness in finding.witnesses:
            answers, mistakes = read_answers(reading.matrix, to_json(witness))
            outcome = plan.assess(answers)
            assert (mistakes, outcome.missing) == ((), ())
            assert set(answers) <= set(outcome.visible)


def witnesses(name: str, part: str) -> list[dict[str, object]]:
    [finding] = [finding for finding in findings(read(name)) if part in finding.message]
    return [to_json(witness) for witness in finding.witnesses]


def test_the_answers_show_what_is_said() -> None:
    assert witnesses("hidden_by_its_section", "players")[0]["purpose"] == "games"
    assert witnesses("idle_rules", "“hiring”")[0]["purpose"] == "hiring"
    assert witnesses("idle_rules", "banned_again") == [{"purpose": "scoring", "crowds": "yes"}]
    assert witnesses("bands", "below 1")[0]["purpose"] == "games"
    assert witnesses("grids", "neighbour guided × all")[0]["alone"] == "yes"
    high, low = witnesses("fewer_points", "“slow”")
    assert (high.pop("stop"), low.pop("stop")) == ("slow", "cannot")
    assert high == low


def test_a_line_can_be_given_to_assess_as_it_stands() -> None:
    [finding] = findings(read("hidden_by_its_section"))
    shown = 'its section is hidden. Answers that show it: {"purpose": "games"}'
    assert (
        finding.line() == f"warning: The question “players” can never be shown: whenever its show_when holds, {shown}"
    )


def test_a_search_that_runs_out_of_steps_says_so_and_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.domain.checking.search.STEPS_FOR_ALL", 0)
    found = findings(read("never_holds"))
    assert {finding.severity for finding in found} == {"note"}
    assert found[0].message.startswith("Not decided within the steps of the search: whether ")
    reading = read("never_holds")
    assert all(reading.at(finding.path, "").line > 1 for finding in found)
    assert reading.matrix is not None
    assert explore(Frame(compile_plan(reading.matrix))).undecided


def test_the_default_matrix_has_no_finding_at_all_and_everything_in_it_is_decided() -> None:
    texts = {"zh-Hans": (ROOT / "risk_matrix.zh-Hans.yaml").read_bytes()}
    reading = read_matrix((ROOT / "risk_matrix.yaml").read_bytes(), texts)
    start = perf_counter()
    assert findings(reading) == ()
    assert perf_counter() - start < 10  # about one second where nothing else runs


def test_an_additive_matrix_of_300_questions_is_decided_whole() -> None:
    reading = read_matrix(impact_method())
    assert reading.matrix is not None
    assert len(reading.matrix.questions()) == 300
    assert findings(reading) == ()
