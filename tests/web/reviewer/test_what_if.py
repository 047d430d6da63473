"""What if: the level of another answer is shown, and nothing is stored."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.storage.every_table import Table
from tests.people import World
from tests.tested import draft_to_test, take_up
from tests.web.visiting import text_of, visit


def rows(world: World) -> dict[str, int]:
    """How many rows every table holds."""
    with world.session() as session:
        tables = Table.metadata.tables.values()
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def ask(app: Flask, key: UUID, language: str = "en", **values: str) -> TestResponse:
    return visit(app, "dora", language=language).get(f"/reviews/{key}/what-if?{urlencode(values)}")


def test_another_answer_shows_another_level_and_the_present_one(world: World, app: Flask) -> None:
    key = world.in_review("none")
    text = text_of(ask(app, key, question="harm", **{"answer.harm": "serious"}))
    before, after = text.split("As submitted")[1].split("Would be")
    assert "Low risk" in before
    assert "level-1" in before
    assert "Low risk" not in after.split("</div>")[0]
    assert "ethics reviewer approves" in after  # a step of the level that it would be
    assert "would be asked as well and have no answer yet" in after  # how many people it reaches
    assert "The level stays the same." not in text


def test_the_same_answer_changes_nothing(world: World, app: Flask) -> None:
    text = text_of(ask(app, world.in_review("none"), question="harm", **{"answer.harm": "none"}))
    assert "The level stays the same." in text
    assert "Rules, categories, tests and steps of the review stay the same." in text


def test_tests_that_come_and_go_are_named(world: World, app: Flask) -> None:
    key = draft_to_test(world)
    take_up(world, key)
    text = text_of(ask(app, key, question="decides", **{"answer.decides": "no"}))
    assert "Tests that are called for" in text
    assert "No longer:" in text


def test_nothing_is_stored(world: World, app: Flask) -> None:
    key = world.in_review("serious")
    dora = visit(app, "dora")
    before, state, digest = rows(world), world.state(key), world.digest(key)
    for query in (
        "",
        "?question=harm",
        "?question=harm&answer.harm=none",
        "?question=harm&try=yes",
        "?question=people&answer.people=many",
    ):
        assert dora.get(f"/reviews/{key}/what-if{query}").status_code in (200, 400)
    assert dora.post(f"/reviews/{key}/what-if").status_code in (400, 405)
    assert (rows(world), world.state(key), world.digest(key)) == (before, state, digest)


def test_a_mistake_is_told_beside_the_field(world: World, app: Flask) -> None:
    key = world.in_review("serious")
    page = ask(app, key, question="people", **{"answer.people": "many"})
    assert page.status_code == 400
    assert "<title>Error:" in text_of(page)
    assert 'value="many"' in page.get_data(as_text=True)
    assert ask(app, key, question="harm", **{"answer.harm": "no-such-choice"}).status_code == 400


@pytest.mark.parametrize("question", ["", "nonsense", "harm.x", "9" * 300])
def test_without_a_question_that_was_asked_one_is_chosen(world: World, app: Flask, question: str) -> None:
    key = world.in_review("serious")
    text = text_of(ask(app, key, question=question))
    assert "Choose the question." in text
    assert f"/reviews/{key}/what-if?question=people" in text


def test_the_review_page_leads_there_from_each_answer(world: World, app: Flask) -> None:
    key = world.in_review("serious")
    page = visit(app, "dora").get(f"/reviews/{key}").get_data(as_text=True)
    for question in ("harm", "people"):
        assert f"/reviews/{key}/what-if?question={question}" in page


def test_it_is_complete_in_chinese(world: World, app: Flask) -> None:
    text = text_of(ask(app, world.in_review("none"), "zh-Hans", question="harm", **{"answer.harm": "serious"}))
    assert "假如这一题换一个答案" in text
    assert "Would be" not in text
