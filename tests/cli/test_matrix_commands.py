"""`flask matrix …` as other programs use it: what it prints, how it ends, and that nothing makes it crash."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cli.matrix import command

MATRICES = Path(__file__).parents[1] / "matrices"
SMALLEST = str(MATRICES / "smallest.yaml")


def run(*arguments: str, stdin: str | bytes = b"") -> Result:
    return CliRunner().invoke(command, arguments, input=stdin)


def assess(*lines: str, matrix: str = SMALLEST) -> Result:
    return run("assess", matrix, "--answers", "-", stdin="\n".join(lines))


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A copy of the matrix with every key, and its Chinese texts, to be spoilt."""
    for name in ("every_key.yaml", "every_key.zh-Hans.yaml"):
        shutil.copy(MATRICES / name, tmp_path / name)
    return tmp_path / "every_key.yaml"


def spoil(file: Path, was: str, becomes: str) -> None:
    assert was in file.read_text()
    file.write_text(file.read_text().replace(was, becomes))


def test_check_of_a_sound_file_ends_well(office: Path) -> None:
    result = run("check", "--strict", str(office))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "no mistakes, no warnings; 2 sections, 8 questions, 3 levels, 3 rules, 2 examples\n"


def test_check_prints_every_mistake_with_file_and_line(office: Path) -> None:
    spoil(office, "kind: one", "kind: won")
    spoil(office.with_name("every_key.zh-Hans.yaml"), "id: low", "id: lwo")
    result = run("check", str(office))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{office}:112: “kind” must be")
    assert lines[1].startswith(f"{office.with_name('every_key.zh-Hans.yaml')}:6: ")


def test_check_runs_the_examples(office: Path) -> None:
    spoil(office, "level: low, rules", "level: high, rules")
    result = run("check", str(office))
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)
    assert "level “high” was expected, “low” came" in result.stdout


def test_warnings_end_well_unless_strict(office: Path) -> None:
    spoil(office, "#a2540a", "#f2c10a")
    assert run("check", str(office)).exit_code == 0
    strict = run("check", "--strict", str(office))
    assert strict.exit_code == 1
    assert strict.stdout.startswith(f"{office}:19: warning: The colour #f2c10a is too pale")


def test_a_file_that_cannot_be_read_is_a_mistake_like_any_other(tmp_path: Path) -> None:
    assert run("check", str(tmp_path / "none.yaml")).stdout.endswith(
        "The file cannot be read: No such file or directory\n"
    )
    assert run("check", str(tmp_path)).exit_code == 1
    assert run("check", "/dev/zero").stdout == "/dev/zero: The file is larger than 2 MB; no matrix is\n"


def test_assess_answers_each_line_in_order_and_goes_on_after_a_bad_one() -> None:
    result = assess(
        '{"id": "a", "answers": {"purpose": "hiring"}}',
        "not json",
        '{"id": 2, "answers": {}}',
    )
    assert result.exit_code == 1
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert lines[0] == {
        "id": "a",
        "level": "high",
        "scores": {"severity": {"value": 4, "maximum": 4, "band": "major"}},
        "rules": [],
        "categories": [],
        "tests": [],
        "missing": [],
        "errors": [],
    }
    assert lines[1]["errors"] == ["The line is not JSON: Expecting value at character 1."]
    assert (lines[2]["id"], lines[2]["missing"], lines[2]["errors"]) == (2, ["purpose"], [])


def test_good_lines_alone_end_well() -> None:
    assert assess('{"id": "a", "answers": {"purpose": "games"}}', "").exit_code == 0
    assert assess().exit_code == 0


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("[]", "The line must be an object"),
        (" \n", "The line is empty."),
        ("{}", "The line has no “answers”."),
        ('{"id": 1.5, "answers": {}}', "“id” must be a text or a whole number."),
        ('{"answers": {}, "answer": {}}', "A line has “id” and “answers”, not “answer”."),
        ('{"answers": {"purpose": "x", "purpose": "y"}}', "“purpose” stands twice."),
        ('{"answers": {"purpose": NaN}}', "purpose: "),
        ('{"answers": {"purpose": 1e999999999999999999999}}', "purpose: "),
        ('{"answers": {"purpose": ' + "9" * 5_000 + "}}", "purpose: "),
        ('{"answers": {"purpose": ["hiring"]}}', "purpose: "),
        ('{"answers": [1]}', "The answers must be an object"),
        ("[" * 100_000, "The line is nested too deep."),
        ('{"id": "\\ud800", "answers": {"\\ud800": 1}}', "There is no question"),
    ],
    ids=str,
)
def test_a_bad_line_says_why(line: str, error: str) -> None:
    result = assess(line)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["errors"][0].startswith(error)


def test_a_line_that_is_not_utf_8_says_so() -> None:
    result = run("assess", SMALLEST, "--answers", "-", stdin=b'{"id": "\xff"}\n')
    assert json.loads(result.stdout)["errors"] == ["The line is not UTF-8."]


def test_assess_does_not_use_a_file_with_mistakes(office: Path) -> None:
    spoil(office, "level: low, rules", "level: high, rules")
    result = assess('{"answers": {}}', matrix=str(office))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "level “high” was expected" in result.stderr


def test_schema_prints_json() -> None:
    assert json.loads(run("schema").stdout)["title"] == "Fenji risk matrix, format 1"


def test_show_draws_the_grid_and_the_levels(office: Path) -> None:
    result = run("show", str(office))
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "Every key 2.1"
    assert " ◑ High risk      12 months       1 reviewer + 2 ethics reviewers" in result.stdout
    assert "Wide       Low risk    High risk " in result.stdout
    assert "\x1b" not in result.stdout
    coloured = CliRunner().invoke(command, ["show", str(office)], color=True)
    assert "\x1b[38;2;255;255;255m\x1b[48;2;162;84;10m High risk " in coloured.stdout


def test_show_speaks_other_languages(office: Path) -> None:
    assert "广泛       低风险    高风险" in run("show", "--language", "zh-Hans", str(office)).stdout
    unknown = run("show", "--language", "fr", str(office))
    assert (unknown.exit_code, unknown.stdout) == (1, "")


@pytest.mark.parametrize("name", ["smallest", "conditions"])
def test_show_draws_the_other_methods(name: str) -> None:
    assert run("show", str(MATRICES / f"{name}.yaml")).exit_code == 0


@given(st.binary(max_size=60))
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_as_answers_give_one_line_each(content: bytes) -> None:
    result = run("assess", SMALLEST, "--answers", "-", stdin=content)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    lines = content.split(b"\n")
    assert len(result.stdout.splitlines()) == len(lines) - (lines[-1] == b"")
