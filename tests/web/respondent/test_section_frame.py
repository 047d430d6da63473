"""A section's page whose frame was drawn before looks as if it were drawn anew, and tells nothing of anybody else."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask

from app.web.respondent.section_frame import ANYBODY, Frame
from tests.people import World
from tests.web.client import StrictClient
from tests.web.respondent.filling import every_kind, send
from tests.web.visiting import text_of, visit

TOKEN = re.compile(r'(name="csrf_token" value=")[^"]+')


def page(client: StrictClient, draft: UUID, after: str = "") -> str:
    answer = client.get(f"/assessments/{draft}/kinds{after}")
    assert answer.status_code == 200
    return TOKEN.sub(r"\1", answer.get_data(as_text=True))


def drawn_anew(monkeypatch: pytest.MonkeyPatch, client: StrictClient, draft: UUID, after: str = "") -> str:
    with monkeypatch.context() as patched:
        patched.setattr(Frame, "around", Frame.draw)
        return page(client, draft, after)


def kept(app: Flask) -> str:
    frames = [value for key, value in app.extensions["fenji.constant_parts"].items() if key[0].endswith("section.html")]
    assert frames
    return " ".join(piece for _section, pieces in frames for piece in pieces)


def named(world: World, name: str, words: str) -> UUID:
    draft = every_kind(world, name)
    with world.session() as session:
        found = world.find(session, draft)
        found.system_name = words
        session.commit()
    return draft


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
@pytest.mark.parametrize("after", ["", "?back=check", "?back=elsewhere"])
def test_it_is_as_if_it_were_drawn_anew(
    world: World, app: Flask, monkeypatch: pytest.MonkeyPatch, language: str, after: str
) -> None:
    client = visit(app, "alice", language)
    for words in ("Deep Knight", "<b>\"bold\" & 'quoted'</b> {{ 1 }} %(x)s 多", "token"):
        draft = named(world, "alice", words)
        for _ in range(2):
            assert page(client, draft, after) == drawn_anew(monkeypatch, client, draft, after)
        send(client, draft, {"answer.name": words, "answer.people": "7"})
        for _ in range(2):
            assert page(client, draft, after) == drawn_anew(monkeypatch, client, draft, after)


def test_what_is_kept_holds_nothing_of_a_person(world: World, app: Flask) -> None:
    draft, client = named(world, "alice", "Deep Knight"), visit(app, "alice")
    send(client, draft, {"answer.name": "A word of mine"})
    shown = page(client, draft)
    person = re.search(r'class="who"><a href="/account"><span>([^<]+)', shown)
    assert person
    assert "Deep Knight" in shown
    held = kept(app)
    assert "What is it called?" not in held  # the questions are kept by themselves
    assert not any(words in held for words in ("Deep Knight", "A word of mine", person[1], str(draft), "Last saved"))
    assert str(ANYBODY) not in shown
    assert "\0" not in shown


def test_each_sees_their_own_name_and_token(world: World, app: Flask) -> None:
    alice, bob = visit(app, "alice"), visit(app, "bob")
    hers, his = named(world, "alice", "Hers"), named(world, "bob", "His")
    for _ in range(2):
        for client, draft, mine, other in ((alice, hers, "Hers", "His"), (bob, his, "His", "Hers")):
            shown = client.get(f"/assessments/{draft}/kinds").get_data(as_text=True)
            tokens = set(re.findall(r'name="csrf_token" value="([^"]+)', shown))
            assert len(tokens) == 1
            assert f"{mine}</a>" in shown
            assert f"{other}</a>" not in shown
            assert ("Waiting for you" in shown) is (client is bob)  # who reviews as well
            with client.session_transaction() as own:
                assert own["csrf_token"]


def test_each_reads_it_in_their_own_language(world: World, app: Flask) -> None:
    draft = every_kind(world)
    for _ in range(2):
        assert "Save and continue" in page(visit(app, "alice", "en"), draft)
        assert "Save and continue" not in page(visit(app, "alice", "zh-Hans"), draft)


def test_what_just_happened_is_said_once(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    page(client, draft)
    with client.session_transaction() as own:
        own["_flashes"] = [("success", "Something happened.")]
    assert "Something happened." in text_of(client.get(f"/assessments/{draft}/kinds"))
    assert "Something happened." not in page(client, draft)
    assert "Something happened." not in kept(app)
