"""One's own account: what it says, changing the password, and the sessions of other devices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.storage import sign_ins
from app.storage.ledger import entries_of
from app.web import clock, database
from app.workflow.noticing import EVERY
from tests.links import CHOSEN
from tests.people import NOW, PASSWORD, World
from tests.web.client import StrictClient
from tests.web.visiting import sign_in, text_of, token_of, visit

CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"


def post(client: StrictClient, address: str, **data: str) -> TestResponse:
    """Send a form of the account page."""
    return client.post(address, data={**data, "csrf_token": token_of(client.get("/account"))})


def phone(app: Flask, name: str) -> StrictClient:
    """A second device of somebody."""
    client = visit(app)
    client.environ_base["HTTP_USER_AGENT"] = CHROME
    assert sign_in(client, name).status_code == 302
    return client


def test_everybody_has_an_account_and_finds_it_by_their_name(app: Flask) -> None:
    for name, role in (("alice", "Respondent"), ("adam", "Administrator"), ("grace", "Ethics reviewer, Reviewer")):
        client = visit(app, name)
        assert 'href="/account"' in text_of(client.get("/"))
        page = text_of(client.get("/account"))
        assert role in page
        assert f"{name}@example.org" in page
        assert "This session" in page
        assert "Unknown browser" in page


def test_another_device_is_named_and_ended(app: Flask, world: World) -> None:
    client, other = visit(app, "alice"), phone(app, "alice")
    page = text_of(client.get("/account"))
    assert "Chrome on Android" in page
    assert page.count("This session") == 1
    address = page.split('action="/account/sessions/')[1].split('"')[0]
    assert post(client, f"/account/sessions/{address}").status_code == 302
    assert "Alice Adler" not in text_of(other.get("/"))
    assert "Alice Adler" in text_of(client.get("/"))
    assert post(client, f"/account/sessions/{address}").status_code == 404  # it is over
    with world.session() as session:
        assert entries_of(session, "person", world.keys["alice"])[-1].action == "end_session"


def test_all_others_end_together(app: Flask) -> None:
    client, others = visit(app, "alice"), [phone(app, "alice") for _ in range(2)]
    post(client, "/account/sessions/end-others")
    assert all("Alice Adler" not in text_of(other.get("/")) for other in others)
    assert "End all others" not in text_of(client.get("/account"))


def test_nobody_ends_the_session_of_somebody_else(app: Flask, world: World) -> None:
    alice = visit(app, "alice")
    with world.session() as session:
        (hers,) = sign_ins.live(session, world.keys["alice"], NOW)
    assert post(visit(app, "bob"), f"/account/sessions/{hers.id}/end").status_code == 404
    post(visit(app, "bob"), "/account/sessions/end-others")
    assert "Alice Adler" in text_of(alice.get("/"))


def change(client: StrictClient, present: str, chosen: str) -> TestResponse:
    """Fill in the form for another password."""
    token = token_of(client.get("/account/password"))
    data = {"password": present, "new_password": chosen, "csrf_token": token}
    return client.post("/account/password", data=data)


def test_another_password_needs_the_present_one_and_ends_other_sessions(app: Flask) -> None:
    client, other = visit(app, "alice"), phone(app, "alice")
    for present, chosen, sentence in (
        ("wrong horse battery", CHOSEN, "This is not your present password"),
        ("", CHOSEN, "Enter your present password"),
        (PASSWORD, "short", "at least 12 characters"),
        (PASSWORD, PASSWORD, "differs from the present one"),
        (PASSWORD, "alice adler 2026", "not made of your name"),
    ):
        answer = change(client, present, chosen)
        assert answer.status_code == 400
        assert sentence in text_of(answer)
    assert "Alice Adler" in text_of(other.get("/"))
    assert change(client, PASSWORD, CHOSEN).status_code == 302
    assert "Alice Adler" not in text_of(other.get("/"))
    assert "Your password is changed" in text_of(client.get("/account"))
    assert sign_in(visit(app), "alice").status_code == 400
    assert sign_in(visit(app), "alice", CHOSEN).status_code == 302


def test_the_present_password_is_not_guessed_for_ever(app: Flask) -> None:
    client = visit(app, "alice")
    answers = [change(client, f"wrong horse {number}", CHOSEN).status_code for number in range(11)]
    assert answers == [400] * 10 + [429]
    assert change(client, PASSWORD, CHOSEN).status_code == 429


def test_no_password_is_carried_along_when_a_session_ends(app: Flask) -> None:
    client = visit(app, "alice")
    token = token_of(client.get("/account/password"))
    clock.set_clock(app, lambda: NOW + timedelta(days=2))
    data = {"password": PASSWORD, "new_password": CHOSEN, "csrf_token": token, "language": "en"}
    answer = client.post("/account/password", data=data, headers={"Origin": "http://localhost"})
    assert answer.status_code == 403
    assert PASSWORD not in text_of(answer)
    assert CHOSEN not in text_of(answer)


def test_the_language_of_pages_and_mails_is_changed(app: Flask, world: World) -> None:
    client = visit(app, "alice")
    assert post(client, "/account/language", language="xx").status_code == 400
    post(client, "/account/language", language="zh-Hans")
    assert '<html lang="zh-Hans"' in text_of(client.get("/account"))
    assert '<html lang="zh-Hans"' in text_of(visit(app, "alice").get("/account"))
    with world.session() as session:
        entry = entries_of(session, "person", world.keys["alice"])[-2]
        assert entry.action == "language"


def test_the_last_use_is_noted_now_and_then_and_not_with_each_page(app: Flask, world: World) -> None:
    client = visit(app, "alice")
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("UPDATE sign_ins"):
            written.append(statement)

    engine = app.extensions[database.EXTENSION].kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    for minutes in (1, 2, 4, 4.9):
        moment = NOW + timedelta(minutes=minutes)
        clock.set_clock(app, lambda moment=moment: moment)  # type: ignore[misc]
        client.get("/account")
    assert written == []
    later = NOW + EVERY + timedelta(minutes=1)
    clock.set_clock(app, lambda: later)
    for _ in range(3):
        client.get("/account")
        client.get("/assessments")
    assert len(written) == 1
    with world.session() as session:
        assert [row.seen_at for row in sign_ins.live(session, world.keys["alice"], later)] == [later]


@pytest.mark.parametrize("address", ["/account", "/account/password"])
def test_nobody_has_no_account(client: StrictClient, address: str) -> None:
    assert client.get(address).headers["Location"].startswith("/sign-in")
