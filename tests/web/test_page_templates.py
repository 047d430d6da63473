"""Parts of pages that are drawn once tell the same to everybody, and cannot tell anything of whoever asks."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from jinja2 import DictLoader

from app.domain.lifecycle import Role
from app.web.page_templates import MOST, OF_THE_REQUEST, address, drawn_once, once
from tests.web.visiting import text_of, visit


def test_only_templates_of_their_folder_are_drawn_once(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(ValueError, match=r"layout/header\.html"):
        drawn_once("layout/header.html")


@pytest.mark.parametrize("name", OF_THE_REQUEST)
def test_what_belongs_to_the_request_is_kept_from_them(app: Flask, name: str) -> None:
    app.jinja_loader = DictLoader({"constant/curious.html": f"{{{{ {name}.path }}}}{{{{ {name}() }}}}"})
    with app.test_request_context(), pytest.raises((TypeError, AttributeError)):
        drawn_once("constant/curious.html")


def test_they_are_told_apart_by_language_and_values(app: Flask) -> None:
    ways = "constant/ways.html"
    for tag, words in (("en", "Waiting for you"), ("zh-Hans", "待我处理"), ("en", "Waiting for you")):
        with app.test_request_context(headers={"Accept-Language": tag}):
            assert words in drawn_once(ways, roles=frozenset({Role.REVIEWER}), here=None)
            assert words not in drawn_once(ways, roles=frozenset({Role.RESPONDENT}), here=None)
            assert "aria-current" not in drawn_once(ways, roles=None, here=None)
            assert "aria-current" in drawn_once(ways, roles=None, here="welcome.help_page")


def test_each_sees_their_own_ways(app: Flask) -> None:
    reviewer, respondent = visit(app, "dora", "en"), visit(app, "alice", "en")
    for _ in range(2):
        assert "Waiting for you" in text_of(reviewer.get("/help"))
        assert "Waiting for you" not in text_of(respondent.get("/help"))


def test_addresses_are_made_for_the_place_where_the_application_stands(app: Flask) -> None:
    for root in ("", "/fenji", ""):
        with app.test_request_context(base_url=f"http://localhost{root}/"):
            assert address("welcome.help_page") == f"{root}/help"


def test_only_so_many_are_kept(app: Flask) -> None:
    with app.test_request_context():
        for number in range(MOST + 50):
            assert once(("number", number), lambda number=number: str(number)) == str(number)  # type: ignore[misc]
        made = app.extensions["fenji.constant_parts"]
        assert len(made) == MOST


def test_the_folder_asks_for_nothing_else() -> None:
    folder = Path(__file__).parents[2] / "templates" / "constant"
    told = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}
    assert told
    assert [name for name, text in told.items() if any(word in text for word in ("signed_in_actor", "csrf"))] == []
