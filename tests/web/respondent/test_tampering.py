"""The form is what the pinned matrix says: anything else is refused, and nothing of it is saved."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.workflow import assessing
from tests.people import NOW, World
from tests.web.respondent.filling import errors_of, every_kind, hidden_fields, saved, send
from tests.web.visiting import text_of, visit

FILLED = {"answer.name": "Deep Knight"}


@pytest.mark.parametrize("name", ["answer.level", "answer.refusals", "level", "comment.purpose.x", "answer.people.day"])
def test_a_field_that_the_section_does_not_have_is_refused(world: World, app: Flask, name: str) -> None:
    draft = every_kind(world)
    page = send(visit(app, "alice"), draft, {**FILLED, name: "1"})
    assert page.status_code == 400
    assert errors_of(page) == [f"Nothing was saved: this section has no field called “{name}”"]
    assert 'value="Deep Knight"' in page.get_data(as_text=True)
    assert saved(world, draft) == {}


def test_an_answer_to_a_hidden_question_is_refused(world: World, app: Flask) -> None:
    draft = every_kind(world)
    page = send(visit(app, "alice"), draft, {**FILLED, "answer.jobs": "Nurses"})
    assert page.status_code == 400
    assert errors_of(page) == ["Nothing was saved: “Which jobs?” is not asked at present"]
    assert saved(world, draft) == {}


def test_an_empty_field_of_a_hidden_question_does_no_harm(world: World, app: Flask) -> None:
    draft = every_kind(world)
    assert send(visit(app, "alice"), draft, {**FILLED, "answer.jobs": ""}).status_code == 302
    assert saved(world, draft) == {"name": "Deep Knight"}


def test_a_question_that_the_same_post_opens_may_be_answered_at_once(world: World, app: Flask) -> None:
    draft = every_kind(world)
    send(visit(app, "alice"), draft, {"answer.purpose": "hiring", "answer.jobs": "Nurses", "answer.pay": "yes"})
    assert saved(world, draft) == {"purpose": "hiring", "jobs": "Nurses", "pay": "yes"}


def test_a_section_that_is_hidden_takes_nothing(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    assert client.get(f"/assessments/{draft}/hiring").headers["Location"] == f"/assessments/{draft}"
    assert "“Hiring” is not asked with your present answers." in text_of(client.get(f"/assessments/{draft}"))
    fields = hidden_fields(client.get(f"/assessments/{draft}/kinds"))
    own = {name: value for name, value in fields.items() if not name.startswith("seen.")}
    page = client.post(f"/assessments/{draft}/hiring", data={**own, "answer.refusals": "3"})
    assert errors_of(page) == ["Nothing was saved: “How many refusals?” is not asked at present"]
    assert saved(world, draft) == {}


@pytest.mark.parametrize("matrix", ["", "0" * 64])
def test_a_page_of_another_matrix_is_refused(world: World, app: Flask, matrix: str) -> None:
    draft = every_kind(world)
    page = send(visit(app, "alice"), draft, {**FILLED, "matrix": matrix})
    assert page.status_code == 409
    assert "belongs to another edition of the questions" in errors_of(page)[0]
    assert 'value="Deep Knight"' in page.get_data(as_text=True)
    assert saved(world, draft) == {}


def test_a_section_that_does_not_exist_is_not_found(world: World, app: Flask) -> None:
    assert visit(app, "alice").get(f"/assessments/{world.draft()}/nowhere").status_code == 404


def test_a_form_without_its_token_saves_nothing(world: World, app: Flask) -> None:
    draft = every_kind(world)
    page = send(visit(app, "alice"), draft, {**FILLED, "csrf_token": "forged"})
    assert page.status_code == 400
    assert saved(world, draft) == {}


def test_an_answer_is_text_never_markup(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.name": "<script>alert(1)</script>", "answer.story": "{{ 7 * 7 }}</textarea><b>"})
    for page in (client.get(f"/assessments/{draft}/kinds"), client.get(f"/assessments/{draft}/check")):
        assert not re.search(r"<script>alert|</textarea><b>|>\s*49\s*<", page.get_data(as_text=True))


def test_what_was_submitted_cannot_be_saved_again(world: World, app: Flask) -> None:
    draft, client = world.draft(), visit(app, "alice")
    fields = hidden_fields(client.get(f"/assessments/{draft}/use"))
    with world.session() as session:
        version = world.find(session, draft).version
        assessing.submit(session, actor=world.actor("alice"), assessment_id=draft, version=version, now=NOW)
    page = client.post(f"/assessments/{draft}/use", data={**fields, "answer.harm": "serious"})
    assert page.status_code == 409
    assert "the assessment has moved on" in text_of(page)
    assert saved(world, draft) == {"harm": "none"}
