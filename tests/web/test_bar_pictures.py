"""The pictures of a result: each can be read and has a table that says the same, in both languages."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import cache
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from app.domain import scoring
from app.domain.answers import read_answers
from app.domain.matrix_file import read_matrix
from app.domain.scoring import Plan
from app.web.bar_pictures import MOST_BARS
from app.web.explained import Explained, explained
from app.web.localisation import number_in_words
from tests.pages.forms import parse

ROOT = Path(__file__).parents[2]
TEMPLATE = (
    '{% from "components/explanation.html" import scores_by_principle, what_led_here %}'
    "{{ what_led_here(explained) }}{{ scores_by_principle(explained) }}"
)


@cache
def plan() -> Plan:
    """The default matrix."""
    texts = {"zh-Hans": (ROOT / "risk_matrix.zh-Hans.yaml").read_bytes()}
    matrix = read_matrix((ROOT / "risk_matrix.yaml").read_bytes(), texts).matrix
    assert matrix is not None
    return scoring.compile(matrix)


def shown(app: Flask, language: str, example: int) -> tuple[Explained, str]:
    """What is explained of an example of the default matrix, and the page's part that shows it."""
    answers, _mistakes = read_answers(plan().matrix, plan().matrix.examples[example].answers)
    with app.test_request_context(headers={"Accept-Language": language}):
        found = explained(plan(), answers)
        return found, app.jinja_env.from_string(TEMPLATE).render(explained=found)


def heaviest() -> int:
    """The example to which most answers gave points."""
    matrix = plan().matrix
    outcomes = [plan().assess(read_answers(matrix, example.answers)[0]) for example in matrix.examples]
    return max(range(len(outcomes)), key=lambda place: sum(1 for part in outcomes[place].contributions if part.value))


def pictures(page: str) -> list[Element]:
    """The lists of bars on a page."""
    return [each for each in parse(page).iter("ol") if each.get("role") == "list"]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_picture_can_be_read_and_has_a_name_of_its_own(app: Flask, language: str) -> None:
    found, page = shown(app, language, heaviest())
    lists = pictures(page)
    assert len(lists) == 4  # three scores and the principles
    assert len({each.get("aria-label") for each in lists}) == 4
    for each in lists:
        drawn = [(part, row) for row in each.iter("li") for part in row if part.tag.endswith("svg")]
        assert drawn
        assert all("true" in (part.get("aria-hidden"), row.get("aria-hidden")) for part, row in drawn)
    assert found.principles is not None
    for picture in (*found.waterfalls.values(), found.principles.picture):
        assert all(escape(label.text) in page for row in picture.rows for label in row.labels)  # none is cut
    ids = Counter(re.findall(r' id="([^"]+)"', page))
    assert [name for name, times in ids.items() if times > 1] == []
    assert set(re.findall(r'<use href="#([^"]+)"', page)) == set(ids)
    assert page.count("<details>") == len(lists)
    assert "style=" not in page


@pytest.mark.parametrize("example", [0, heaviest()])
def test_bars_are_as_long_as_their_figures_say_and_follow_each_other(app: Flask, example: int) -> None:
    found, _page = shown(app, "en", example)
    summed = [score for score in found.explanation.scores if score.combine == "sum" and score.id in found.waterfalls]
    assert summed
    for score in summed:
        *parts, total = found.waterfalls[score.id].rows
        a_point = share(total.width) / float(score.value or 0)
        ends = 0.0
        for row in parts:
            assert share(row.width) == pytest.approx(max(a_point * int(row.figure), 0.5), abs=0.11)
            assert share(row.x) == pytest.approx(ends, abs=0.11)
            assert share(row.before) == share(row.x)
            ends = share(row.x) + share(row.width)
            assert share(row.after) == pytest.approx(ends, abs=0.01)
        assert ends == pytest.approx(share(total.width), abs=0.11)


def share(written: str) -> float:
    """How much of the width is meant."""
    return float(written.removesuffix("%") or 0)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("example", [0, heaviest()])
def test_the_table_says_what_the_picture_says(app: Flask, language: str, example: int) -> None:
    found, page = shown(app, language, example)
    tables = re.findall(r"<table class=\"reasons\">.*?</table>", page, re.DOTALL)
    scores = [score for score in found.explanation.scores if any(reason.value for reason in score.reasons)]
    assert len(tables) == len(scores)
    for table, score in zip(tables, scores, strict=True):
        rows = re.findall(r"<td class=\"number\">\+?([^<]*)", re.split("<tfoot>", table)[0])
        given = sorted((reason.value for reason in score.reasons if reason.value), reverse=True)
        assert [Decimal(row) for row in rows] == given
        picture = found.waterfalls[score.id]
        figures = [row.figure for row in picture.rows]
        assert len(figures) == min(len(given), MOST_BARS) + 1
        assert figures[-1] == number_in_words(score.value or 0)
        assert score.band is not None
        assert str(score.band) in [line.text for line in picture.names]
        assert [label.text for label in picture.rows[-1].labels] == [str(score.band)]
        if score.combine == "sum":
            assert sum(int(figure) for figure in figures[:-1]) == score.value
    assert found.principles is not None
    for principle, cells in found.principles.rows:
        assert str(principle) in page
        assert all(f'<td class="number">{cell or "–"}</td>' in page for cell in cells)


def test_principles_without_questions_are_named_and_not_drawn(app: Flask) -> None:
    found, page = shown(app, "en", 0)
    assert found.principles is not None
    drawn = {principle for principle, _figures in found.principles.rows}
    named = {principle.label for principle in plan().matrix.principles}
    assert drawn | set(found.principles.silent) == named
    assert drawn.isdisjoint(found.principles.silent)
    assert "No question with points was asked under: " in page
