"""The files of the demonstration are taken as evidence, and the answers that must be proved have one of their own."""

from __future__ import annotations

import csv
import re
from datetime import date

import pytest

from app.cli._demonstration_evidence import NOTE, PAPERS, Paper
from app.domain.evidence_file import recognise
from tests.journeys.examples import default_matrix

FIRST_SIX = ("testing", "attack_tests", "security", "group_tests", "privacy_assessment", "ethics_opinion")
ALL = [*PAPERS.values(), NOTE]


def written(paper: Paper) -> bytes:
    return paper.content(system="Traffic lights {old} town", day=date(2026, 11, 3), ask="Was it {reviewed}?")


def test_each_strong_answer_of_the_default_matrix_has_a_paper_of_its_own() -> None:
    needed = {question.id for question in default_matrix().questions() if question.evidence.required_for}
    assert set(PAPERS) == set(FIRST_SIX)
    assert set(PAPERS) <= needed


@pytest.mark.parametrize("paper", ALL, ids=lambda paper: paper.english)
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_each_is_taken_under_its_name_and_written_in_both_languages(paper: Paper, language: str) -> None:
    name, _kind = recognise(paper.name(language), written(paper))
    assert name == paper.name(language)
    text = written(paper).decode("utf-8-sig")
    assert re.search("[\u4e00-\u9fff]", text)
    assert re.search("[A-Za-z]{4}", text)


@pytest.mark.parametrize(
    "paper", [each for each in ALL if each.english.endswith(".csv")], ids=lambda each: each.english
)
def test_each_table_has_as_many_cells_in_every_row_and_opens_in_a_spreadsheet(paper: Paper) -> None:
    assert written(paper).startswith("\ufeff".encode())
    rows = list(csv.reader(written(paper).decode("utf-8-sig").splitlines()))
    assert len({len(row) for row in rows}) == 1
    assert len(rows) > 3
