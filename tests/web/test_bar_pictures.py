"""The pictures of a result: each has words and a table that says the same, in both languages, few bars or many."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from app.domain import scoring
from app.domain.answers import read_answers
from app.domain.matrix_file import read_matrix
from app.domain.scoring import Plan
from app.web.bar_pictures import MOST_BARS
from app.web.explained import Explained, explained
from app.web.localisation import number_in_words

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


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_picture_has_words_of_its_own(app: Flask, language: str) -> None:
    _found, page = shown(app, language, heaviest())
    pictures = re.findall(r"<svg class=\"bars .*?</svg>", page, re.DOTALL)
    assert len(pictures) == 8  # three scores and the principles, for wide pages and for phones
    for picture in pictures:
        name, words = re.findall(r'role="img" aria-labelledby="(\S+) (\S+)"', picture)[0]
        assert re.search(rf'<title id="{name}">[^<]+</title>', picture)
        assert re.search(rf'<desc id="{words}">[^<]+</desc>', picture)
    ids = Counter(re.findall(r' id="([^"]+)"', page))
    assert [name for name, times in ids.items() if times > 1] == []
    assert page.count("<details>") == len(pictures) / 2
    assert "style=" not in page


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
        for layout in (picture.wide, picture.narrow):
            texts = [line.text for line in layout.lines]
            figures = [line.text for line in layout.lines if line.strong and re.fullmatch(r"[+≤−]? ?\d+", line.text)]
            assert len(figures) == min(len(given), MOST_BARS) + 1
            assert figures[-1] == number_in_words(score.value or 0)
            assert score.band is not None
            assert str(score.band) in texts
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
