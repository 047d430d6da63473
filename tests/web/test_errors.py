"""Every mistake has a page with words, in both languages, and says nothing of the machine."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask import Flask, abort
from sqlalchemy import text

from app.domain.lifecycle import Refused
from app.storage.engine import make_engine, session_factory
from app.web import database
from app.web.access import EVERYONE, audience
from app.web.words import refusal_sentence
from tests.people import World
from tests.web.client import strict_client
from tests.web.visiting import application_of, text_of, visit

WORDS = {
    400: ("That could not be understood", "无法处理该请求"),
    403: ("This page is not open to you", "您无权打开此页"),
    404: ("This page was not found", "找不到该页面"),
    409: ("This cannot be done now", "目前无法进行此操作"),
    413: ("That is too much at once", "内容过大"),
    418: ("That could not be understood", "无法处理该请求"),
    429: ("Too many attempts", "尝试次数过多"),
    500: ("Something went wrong on our side", "系统出现问题"),
    503: ("Fenji is away for a moment", "系统暂时无法使用"),
}


def failing(app: Flask, fail: Callable[[], str]) -> None:
    """Let the application have a page that fails in this way."""
    app.add_url_rule("/fails", "fails", audience(EVERYONE)(fail))


@pytest.mark.parametrize("status", WORDS)
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_page_speaks_the_language_of_the_person(app: Flask, status: int, language: str) -> None:
    failing(app, lambda: abort(status))
    answer = visit(app, "alice", language).get("/fails")
    assert answer.status_code == status
    assert f'<html lang="{language}"' in text_of(answer)
    assert f"<h1>{WORDS[status][language != 'en']}</h1>" in text_of(answer)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_an_address_that_only_takes_forms_says_so(app: Flask, language: str) -> None:
    answer = visit(app, language=language).get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert ("This address only takes forms", "该网址只接收表单")[language != "en"] in text_of(answer)


def test_a_refused_move_says_why(app: Flask) -> None:
    def refuse() -> str:
        raise Refused("contributor")

    failing(app, refuse)
    answer = visit(app).get("/fails")
    assert answer.status_code == 409
    assert "You had a hand in this assessment" in text_of(answer)
    assert "您参与过该评估" in text_of(visit(app, language="zh-Hans").get("/fails"))


def test_an_unknown_reason_still_gets_a_sentence(app: Flask) -> None:
    with app.test_request_context("/"):
        assert refusal_sentence("something new") == "This cannot be done now."


def test_a_failure_shows_nothing_of_itself(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise RuntimeError("the secret of the machine")

    failing(app, fail)
    with caplog.at_level(logging.ERROR, app.logger.name):
        answer = visit(app).get("/fails")
    assert answer.status_code == 500
    assert "secret" not in text_of(answer)
    assert "Traceback" not in text_of(answer)
    assert "the secret of the machine" in caplog.text


def test_a_database_that_is_away_is_503_for_everyone_and_over_when_it_is_back(app: Flask) -> None:
    client = visit(app, "alice")
    sessions = app.extensions[database.EXTENSION]
    app.extensions[database.EXTENSION] = session_factory(make_engine("sqlite:////nowhere/at/all.db"))
    for path in ("/", "/sign-in", "/healthz"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "30"
        assert "Fenji is away for a moment" in text_of(answer)
    app.extensions[database.EXTENSION] = sessions
    assert "Alice Adler" in text_of(client.get("/"))
    assert client.get("/healthz").json == {"status": "ok"}


def test_a_broken_page_of_errors_still_answers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    app = application_of(world)

    def fail() -> str:
        raise RuntimeError("no words")

    monkeypatch.setitem(app.jinja_env.globals, "navigation", fail)
    answer = strict_client(app).get("/nothing")
    assert (answer.status_code, answer.get_data(as_text=True)) == (404, "404 Not Found\n")


def test_reading_leaves_the_database_as_it_was(app: Flask, world: World) -> None:
    visit(app, "alice").get("/")
    with world.session() as session:
        before = session.execute(text("SELECT max(sequence) FROM ledger_entries")).scalar()
        visit(app).get("/help")
        assert session.execute(text("SELECT max(sequence) FROM ledger_entries")).scalar() == before
