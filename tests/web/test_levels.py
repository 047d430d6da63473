"""The colours of levels can be read on every paper, and the order of discs is seen without colour."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.web.levels import DARK_PAPER, LIGHT_PAPER, colour_of, contrast_of, disc_path, level_styles
from tests.people import World
from tests.web.visiting import visit

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
RULE = re.compile(r"\.level-(\d+) \{ --level: (#\w{6}); --level-wash: (#\w{6});")


@given(st.lists(COLOURS, min_size=2, max_size=9))
def test_any_colour_becomes_one_that_can_be_read(colours: list[str]) -> None:
    light, dark = level_styles(colours).split("@media (prefers-color-scheme: dark)")
    for rules, paper in ((light, LIGHT_PAPER), (dark, DARK_PAPER)):
        found = RULE.findall(rules)
        assert [int(place) for place, _, _ in found] == list(range(1, len(colours) + 1))
        for _place, ink, wash in found:
            assert contrast_of(colour_of(ink), paper) >= 7
            assert contrast_of(colour_of(ink), colour_of(wash)) >= 4.5


def test_a_colour_that_can_be_read_stays_as_the_office_chose_it() -> None:
    assert "--level: #4b0f1d" in level_styles(["#fff", "#4b0f1d"])


@pytest.mark.parametrize(("place", "end"), [(1, "26.41"), (2, "22.05")])
def test_a_disc_fills_with_the_place(place: int, end: str) -> None:
    assert f" 1 {end} " in disc_path(place, 5)


def test_the_style_sheet_of_a_matrix_is_kept_for_ever(app: Flask, world: World) -> None:
    client = visit(app)
    answer = client.get(f"/matrices/{world.matrix}/levels.css")
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert ".level-2 {" in answer.get_data(as_text=True)
    assert client.get("/matrices/00000000-0000-0000-0000-000000000000/levels.css").status_code == 404
