"""The reference says what the program does: its tables, its pieces of YAML, its conditions and its commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.domain.checking import check
from app.domain.matrix_file import read_matrix
from app.domain.matrix_file.names import RESERVED
from app.domain.matrix_file.reference import WITHOUT, keys, rewritten, shapes
from app.domain.matrix_file.shapes import FILE
from app.domain.matrix_file.vocabulary import Shape
from tests.cli.page import DOCS, blocks, carried_out
from tests.domain.test_matrix_fixtures import offered, used

PAGE = (DOCS / "matrix-reference.md").read_text(encoding="utf-8")
WRITE_ANEW = "Run scripts/write_matrix_pages.py and read what it changed."
CONDITIONS = re.findall(r"^\| `(\{.+\})` \|", PAGE, re.MULTILINE)


def matrices() -> list[str]:
    """The matrix of the page, once for each way of writing its level."""
    pieces = {piece.partition(":")[0]: piece for piece in blocks(PAGE, "yaml")}
    levels = [piece for piece in blocks(PAGE, "yaml") if piece.startswith("level:")]
    return ["\n".join((pieces | {"level": level}).values()) for level in levels]


def test_the_tables_are_those_of_the_program() -> None:
    assert rewritten(PAGE) == PAGE, WRITE_ANEW


@pytest.mark.parametrize("shape", shapes(), ids=lambda shape: shape.name)
def test_every_shape_has_its_table(shape: Shape) -> None:
    assert PAGE.count(f"<!-- keys of the {shape.name} -->\n| key |") == 1


def test_a_key_whose_default_changes_changes_the_table() -> None:
    assert "| `review` | list of [review step](#review-step) | one reviewer |" in PAGE
    assert {(shape.name, key.name) for shape in shapes() for key in shape.keys} >= WITHOUT.keys()
    assert keys(FILE) in PAGE


def test_the_page_is_the_same_after_its_commands_were_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert carried_out(PAGE, tmp_path, "reference.yaml") == PAGE


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_pieces_are_one_matrix_with_each_method(number: int) -> None:
    text = matrices()[number]
    if number:  # its examples are worked out for the grid
        text = text.partition("\nexamples:")[0]
    reading = read_matrix(text, name="reference.yaml")
    assert reading.mistakes == ()
    assert reading.matrix is not None
    assert [finding for finding in check(reading.matrix) if finding.severity == "error"] == []


def test_the_pieces_show_every_key() -> None:
    shown = {part for text in matrices() for part in used(read_matrix(text).documents[""], FILE, "")}
    assert {part for part in offered(FILE) if ": " not in part} - shown == set()


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_of_the_page_can_be_written(condition: str) -> None:
    text = matrices()[0].replace("\ntests:\n", f"\ntests:\n  - {{id: tried, when: {condition}}}\n")
    assert "tried" in text
    assert read_matrix(text).mistakes == ()


def test_every_word_of_conditions_is_on_the_page() -> None:
    written = " ".join(CONDITIONS)
    assert [word for word in RESERVED if not re.search(rf"\b{word}:", written)] == []


def test_every_key_of_a_line_out_is_on_the_page() -> None:
    table = PAGE.partition("| key | holds |\n|---|---|\n")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", table.replace("`before`", "").replace("`after`", "")))
    assert named - {"value", "maximum", "band"} == {
        "id", "level", "scores", "rules", "categories", "tests", "missing", "errors",
    }  # fmt: skip
