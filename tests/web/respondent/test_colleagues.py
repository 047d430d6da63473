"""The page of those who work on an assessment, and who answered what."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.storage.assessments import is_member
from tests.people import World
from tests.web.client import StrictClient
from tests.web.respondent.filling import errors_of, send
from tests.web.visiting import text_of, token_of, visit


def change(client: StrictClient, key: UUID, action: str = "", **typed: str) -> TestResponse:
    """Send a form of the page of colleagues."""
    page = f"/assessments/{key}/colleagues"
    return client.post(page + action, data={"csrf_token": token_of(client.get(page)), **typed})


def invite(world: World, app: Flask, key: UUID, name: str = "bob") -> StrictClient:
    """Let Alice invite somebody; gives Alice's client."""
    alice = visit(app, "alice")
    assert change(alice, key, colleague=str(world.keys[name])).status_code == 302
    return alice


def test_the_owner_invites_a_colleague_who_then_answers(world: World, app: Flask) -> None:
    key = world.draft()
    bob = visit(app, "bob")
    assert bob.get(f"/assessments/{key}").status_code == 404
    alice = invite(world, app, key)
    page = text_of(alice.get(f"/assessments/{key}/colleagues"))
    assert "Bob Bauer can now read and answer this assessment." in page
    assert "by Alice Adler, 23 November 2026" in page
    assert "Traffic lights" in text_of(bob.get("/assessments"))
    assert send(bob, key, {"answer.harm": "untested"}, "use").status_code == 302
    author = '<p class="author">Bob Bauer, 23 November 2026</p>'
    assert author in text_of(alice.get(f"/assessments/{key}/use"))
    assert author not in text_of(bob.get(f"/assessments/{key}/use"))
    tasks = text_of(alice.get(f"/assessments/{key}"))
    assert "Bob Bauer, 23 November 2026" in tasks
    assert f'href="/assessments/{key}/colleagues"' in tasks
    assert author in text_of(alice.get(f"/assessments/{key}/check"))


def test_nobody_chosen_is_a_mistake_in_words(world: World, app: Flask) -> None:
    key = world.draft()
    alice = visit(app, "alice")
    for chosen in ("", "nonsense", str(world.keys["charlie"]), str(world.keys["alice"])):
        answer = change(alice, key, colleague=chosen)
        assert answer.status_code == 400
        assert errors_of(answer) == ["Choose a colleague to invite"]


def test_the_list_of_colleagues_shows_nobody_of_another_organisation(world: World, app: Flask) -> None:
    page = visit(app, "alice").get(f"/assessments/{world.draft()}/colleagues").get_data(as_text=True)
    assert "bob@example.org" in page
    assert "charlie" not in page
    assert "dora" not in page


def test_a_colleague_sees_the_list_and_cannot_change_it(world: World, app: Flask) -> None:
    key = world.draft()
    invite(world, app, key)
    bob = visit(app, "bob")
    page = bob.get(f"/assessments/{key}/colleagues")
    text = text_of(page)
    assert "Alice Adler owns this assessment and invites others." in text
    assert "<select" not in text
    assert "hand-over" not in text
    assert change(bob, key, colleague=str(world.keys["bob"])).status_code == 409
    assert change(bob, key, f"/{world.keys['alice']}/take-off").status_code == 409
    assert change(bob, key, f"/{world.keys['bob']}/hand-over").status_code == 409
    left = change(bob, key, f"/{world.keys['bob']}/take-off")
    assert left.headers["Location"] == "/assessments"
    assert bob.get(f"/assessments/{key}").status_code == 404


@pytest.mark.parametrize("address", ["", "/use", "/check", "/colleagues", "/withdraw"])
def test_who_was_taken_off_finds_nothing_at_once(world: World, app: Flask, address: str) -> None:
    key = world.draft()
    alice = invite(world, app, key)
    bob = visit(app, "bob")
    assert bob.get(f"/assessments/{key}{address}").status_code == 200
    change(alice, key, f"/{world.keys['bob']}/take-off")
    assert "Bob Bauer no longer works on this assessment." in text_of(alice.get(f"/assessments/{key}/colleagues"))
    assert bob.get(f"/assessments/{key}{address}").status_code == 404


def test_handing_over_is_asked_for_once_more(world: World, app: Flask) -> None:
    key = world.draft()
    alice = invite(world, app, key)
    address = f"/assessments/{key}/colleagues/{world.keys['bob']}/hand-over"
    assert "Bob Bauer becomes the owner" in text_of(alice.get(address))
    assert alice.get(address.replace(str(world.keys["bob"]), str(world.keys["charlie"]))).status_code == 404
    answer = alice.post(address, data={"csrf_token": token_of(alice.get(address))})
    assert answer.status_code == 302
    assert "Bob Bauer now owns this assessment." in text_of(alice.get(f"/assessments/{key}/colleagues"))
    with world.session() as session:
        assert world.find(session, key).owner_id == world.keys["bob"]
        assert is_member(session, key, world.keys["alice"])
