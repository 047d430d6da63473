"""Second factors reset on the page of a person, by an administrator, and never one's own."""

from __future__ import annotations

from flask import Flask

from tests.people import World
from tests.web.factors import FACTORS, sent, with_app
from tests.web.visiting import text_of, token_of, visit


def test_an_administrator_resets_the_factors_of_somebody_who_lost_them(world: World, app: Flask) -> None:
    alice = visit(app, "alice")
    with_app(alice)
    adam, page = visit(app, "adam"), f"/people/{world.keys['alice']}"
    assert "Take off all second factors" in text_of(adam.get(page))
    token = token_of(adam.get(page))
    done = adam.post(f"{page}/reset-factors", data={"csrf_token": token}, follow_redirects=True)
    assert "Alice Adler now signs in with the password alone, and every session has ended." in text_of(done)
    assert "Take off all second factors" not in text_of(adam.get(page))
    assert alice.get(FACTORS).headers["Location"].startswith("/sign-in?")
    assert visit(app, "alice").get("/assessments").status_code == 200


def test_nobody_resets_their_own(world: World, app: Flask) -> None:
    adam, page = visit(app, "adam"), f"/people/{world.keys['adam']}"
    with_app(adam)
    assert "Take off all second factors" not in text_of(adam.get(page))
    refused = adam.post(f"{page}/reset-factors", data={"csrf_token": token_of(adam.get(page))})
    assert refused.status_code == 409
    assert "Nobody resets their own second factors." in text_of(refused)
    assert sent(adam, f"{FACTORS}/codes", "0").status_code == 200, "the factor is still there"
