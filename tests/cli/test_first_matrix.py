"""The guide to a first matrix can be followed: its files, mistakes and commands, and the demonstration at its end."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.storage.engine import make_engine, session_factory
from app.storage.matrices import in_force, plan_of
from tests.cli.page import DOCS, carried_out, change
from tests.cli.test_demo import running, status_of

PAGE = (DOCS / "your-first-matrix.md").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_following_the_guide_prints_what_it_says(folder: Path) -> None:
    assert carried_out(PAGE, folder) == PAGE


def test_the_guide_ends_without_a_warning(folder: Path) -> None:
    carried_out(PAGE, folder)
    checks = re.findall(r"matrix check my_matrix\.yaml\n(.*?)^(?:\$|```)", PAGE, re.MULTILINE | re.DOTALL)
    assert checks[-1] == "no mistakes, no warnings; 1 section, 2 questions, 2 levels, 1 rule, 3 examples\n"


def test_the_matrix_of_the_guide_is_published_in_a_demonstration(folder: Path) -> None:
    carried_out(PAGE, folder)
    assert "flask --app app demo --matrix my_matrix.yaml --empty" in PAGE
    data = folder / "data"
    with running(data, "--matrix", str(folder / "my_matrix.yaml"), "--empty") as (address, _):
        assert status_of(address) == 200
    engine = make_engine(f"sqlite:///{data / 'fenji.db'}")
    with session_factory(engine)() as session:
        published = in_force(session, datetime.now(UTC).date())
        assert published is not None
        matrix = plan_of(published).matrix
        assert (matrix.title, matrix.languages) == ("Our first matrix", ("en", "zh-Hans"))
        assert matrix.translations["zh-Hans"]["levels.high.label"] == "高风险"
    engine.dispose()


def test_a_guide_that_says_something_else_is_found(folder: Path) -> None:
    wrong = PAGE.replace("Did you mean “hiring”?", "Did you mean “firing”?")
    assert wrong != PAGE
    assert carried_out(wrong, folder) == PAGE


def test_a_change_that_fits_nowhere_is_found(folder: Path) -> None:
    (folder / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="0 times"):
        change(folder / "a.yaml", "-b: 1\n+b: 2\n")
