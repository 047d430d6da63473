"""Signing in and out: one answer for every wrong pair, a session made new, ways back that stay in the house."""

from __future__ import annotations

from datetime import timedelta

import html5lib
import pytest
from flask import Flask

from app.storage import sign_ins
from app.web import clock
from app.workflow.inviting import deactivate
from tests.people import NOW, World
from tests.web.client import StrictClient
from tests.web.visiting import SECRET, application_of, sign_in, text_of, token_of, visit

WRONG = "Email address and password do not go together."


def test_someone_signs_in_is_named_and_signs_out(app: Flask) -> None:
    client = visit(app, "alice")
    page = client.get("/")
    assert "Alice Adler" in text_of(page)
    left = client.post("/sign-out", data={"csrf_token": token_of(page)}, follow_redirects=True)
    assert "You are signed out." in text_of(left)
    assert left.history[0].headers["Clear-Site-Data"] == '"storage"', "a tab may keep what was not saved yet"
    assert "Alice Adler" not in text_of(left)


@pytest.mark.parametrize(("name", "password"), [("alice", "wrong horse battery"), ("nobody", "wrong horse battery")])
def test_a_wrong_password_and_an_unknown_name_get_the_same_words(
    client: StrictClient, name: str, password: str
) -> None:
    answer = sign_in(client, name, password)
    assert answer.status_code == 400
    assert WRONG in text_of(answer)
    assert f'value="{name}@example.org"' in text_of(answer)  # what was typed stays, but not the password
    assert password not in text_of(answer)


def test_an_empty_form_names_both_fields_and_says_error_first(client: StrictClient) -> None:
    answer = client.post("/sign-in", data={"csrf_token": token_of(client.get("/sign-in"))})
    page = text_of(answer)
    assert answer.status_code == 400
    assert "<title>Error: Sign in" in page
    assert '<a href="#email">Enter your email address</a>' in page
    assert '<a href="#password">Enter your password</a>' in page


def test_too_many_attempts_wait_and_say_how_long(app: Flask, client: StrictClient) -> None:
    answers = [sign_in(client, "alice", "wrong horse battery") for _ in range(12)]
    assert [answer.status_code for answer in answers] == [400] * 10 + [429] * 2
    assert "Try again in 15 minutes." in text_of(answers[-1])
    assert int(answers[-1].headers["Retry-After"]) <= 15 * 60
    assert sign_in(client, "alice").status_code == 429  # the right password does not open the lock either
    clock.set_clock(app, lambda: NOW + timedelta(minutes=16))
    assert sign_in(client, "alice").status_code == 302


def test_the_session_is_new_after_signing_in(app: Flask) -> None:
    client = visit(app)
    before = token_of(client.get("/sign-in"))
    sign_in(client, "alice")
    first = client.get_cookie("fenji")
    assert client.post("/sign-out", data={"csrf_token": before}).status_code == 400  # it belongs to the old session
    sign_in_again = client.post(
        "/sign-in",
        data={"email": "bob@example.org", "password": "correct horse battery", "csrf_token": token_of(client.get("/"))},
    )
    assert sign_in_again.status_code == 302
    assert first is not None
    client.set_cookie("fenji", first.value)
    assert "Alice Adler" not in text_of(client.get("/"))  # Bob's sign-in ended Alice's session on this browser


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(app: Flask) -> None:
    client = visit(app, "alice")
    stolen = client.get_cookie("fenji")
    assert stolen is not None
    client.post("/sign-out", data={"csrf_token": token_of(client.get("/"))})
    thief = visit(app)
    thief.set_cookie("fenji", stolen.value)
    assert "Alice Adler" not in text_of(thief.get("/"))


def test_the_database_holds_no_token(app: Flask, world: World) -> None:
    visit(app, "alice")
    with world.session() as session:
        opened = sign_ins.open_of(session, world.keys["alice"])
        assert len(opened) == 1
        assert len(opened[0].token_hash) == 64


def test_a_deactivated_person_is_out_at_once(app: Flask, world: World) -> None:
    client = visit(app, "alice")
    with world.session() as session:
        deactivate(session, actor=world.actor("adam"), person_id=world.keys["alice"], now=NOW)
    assert "Alice Adler" not in text_of(client.get("/"))


def test_a_session_ends_by_itself(app: Flask) -> None:
    client = visit(app, "alice")
    clock.set_clock(app, lambda: NOW + timedelta(days=2))
    assert "Alice Adler" not in text_of(client.get("/"))


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "////evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "evil",
        "",
        "/\t/evil.example",
        "/ /evil.example",
        "javascript:alert(1)",
        "/%0d%0aX: y\r\nX: y",
    ],
)
def test_next_leads_nowhere_else(client: StrictClient, target: str) -> None:
    answer = sign_in(client, "alice", next=target)
    assert (answer.status_code, answer.headers.get("Location")) in {(302, "/"), (400, None)}
    answer = client.get("/language/en", query_string={"next": target})
    assert (answer.status_code, answer.headers.get("Location")) in {(302, "/"), (400, None)}


def test_next_leads_back_to_the_page_that_was_asked_for(client: StrictClient) -> None:
    answer = client.get("/sign-in?next=/assessments?page=2")
    assert 'value="/assessments?page=2"' in text_of(answer)
    assert sign_in(client, "alice", next="/assessments?page=2").headers["Location"] == "/assessments?page=2"


def test_a_demonstration_offers_its_people_and_one_click_is_enough(client: StrictClient) -> None:
    page = client.get("/sign-in")
    assert "People of this demonstration" in text_of(page)
    assert "Dora Diallo" in text_of(page)
    answer = client.post("/sign-in", data={"demonstration": "dora@example.org", "csrf_token": token_of(page)})
    assert answer.status_code == 302
    assert "Dora Diallo" in text_of(client.get("/"))


def test_outside_a_demonstration_nobody_is_offered_and_a_name_is_not_enough(world: World) -> None:
    app = application_of(world, demonstration=False, address="https://localhost", secret_key=SECRET)
    client = visit(app)
    page = client.get("/sign-in", base_url="https://localhost")
    assert "Dora Diallo" not in text_of(page)
    assert "demonstration" not in text_of(page)
    answer = client.post(
        "/sign-in",
        data={"demonstration": "dora@example.org", "csrf_token": token_of(page)},
        base_url="https://localhost",
    )
    assert answer.status_code == 400


def typed_after_the_end(app: Flask, world: World) -> tuple[StrictClient, str]:
    """Alice types into her form after her session has ended; gives what she is shown."""
    client = visit(app, "alice")
    key = world.draft()
    form = {"csrf_token": token_of(client.get("/")), "system_name": "Ampeln <neu>\n\nzwei & drei"}
    clock.set_clock(app, lambda: NOW + timedelta(days=2))
    path = f"/assessments/{key}/use"
    answer = client.post(path, data=form, headers={"Origin": "http://localhost", "Referer": f"http://localhost{path}"})
    assert answer.status_code == 403
    assert "Your session has ended" in text_of(answer)
    return client, answer.get_data(as_text=True)


def test_what_was_typed_when_the_session_ended_is_offered_again(app: Flask, world: World) -> None:
    client, page = typed_after_the_end(app, world)
    fields = hidden_fields(page)
    assert "csrf_token" not in fields["kept"]
    page = client.post("/sign-in", data=fields).get_data(as_text=True)
    assert "There is a problem" not in page
    fields = {**hidden_fields(page), "email": "alice@example.org", "password": "correct horse battery"}
    page = client.post("/sign-in", data=fields).get_data(as_text=True)
    assert "You are signed in again" in page
    fields = hidden_fields(page)
    assert fields["system_name"] == "Ampeln <neu>\n\nzwei & drei"
    answer = client.post("/sign-out", data=fields)  # the new token is good
    assert answer.status_code == 302


def test_a_kept_form_goes_nowhere_else(client: StrictClient) -> None:
    for kept in ('["https://evil.example/", [["a", "b"]]]', '["//evil.example", []]', "[1, 2]", "[", "[" * 9999, '"x"'):
        visitor = visit(client.application)
        assert sign_in(visitor, "alice", kept=kept).status_code == 302


def test_a_form_too_old_for_somebody_signed_in_is_offered_again(app: Flask) -> None:
    client = visit(app, "alice")
    form = {"csrf_token": "old", "system_name": "Traffic lights", "password": "secret"}
    page = client.post("/sign-out", data=form, headers={"Origin": "http://localhost"}).get_data(as_text=True)
    assert hidden_fields(page)["system_name"] == "Traffic lights"
    assert "secret" not in page
    page = client.post("/sign-out", data=form).get_data(as_text=True)
    assert "Traffic lights" not in page  # nobody knows who filled in a form without an origin


def hidden_fields(page: str) -> dict[str, str]:
    """The fields of the form in the page's main part, as a browser would send them back."""
    main = html5lib.parse(page, namespaceHTMLElements=False).find(".//main")
    assert main is not None
    form = main.find(".//form")
    assert form is not None
    fields = {part.get("name", ""): part.get("value", "") for part in form.iter("input")}
    fields |= {part.get("name", ""): part.text or "" for part in form.iter("textarea")}
    return fields | {part.get("name", ""): part.get("value", "") for part in form.iter("button") if part.get("name")}
