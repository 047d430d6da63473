"""Coming in by a link: looked at without being used, used once, and nothing said about who is known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.storage import people, sign_ins
from app.web import clock
from app.workflow.linking import Kind
from tests.links import CHOSEN, accept, forget, invite
from tests.people import NOW, World, address_of
from tests.web.client import StrictClient
from tests.web.visiting import sign_in, text_of, token_of, visit

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
OPENED = "/choose-password"


def choose(client: StrictClient, password: str = CHOSEN, **more: str) -> TestResponse:
    """Fill in the form behind a link."""
    form = client.get(OPENED)
    data = {"password": password, "language": "zh-Hans", "csrf_token": token_of(form), **more}
    return client.post(OPENED, data=data, headers={"User-Agent": FIREFOX})


def test_an_invitation_leads_to_a_password_and_in(app: Flask, world: World) -> None:
    key, token = invite(world)
    client = visit(app)
    answer = client.get(f"/invitation/{token}")
    assert (answer.status_code, answer.headers["Location"]) == (302, OPENED)
    assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == ("no-referrer", "no-store")
    form = client.get(OPENED)
    assert form.headers["Cache-Control"] == "no-store"
    assert "Welcome, Hana Horak" in text_of(form)
    assert "hana@example.org" in text_of(form)
    assert token not in text_of(form)
    assert choose(client).status_code == 302
    page = text_of(client.get("/"))
    assert "Hana Horak" in page
    assert '<html lang="zh-Hans"' in page
    with world.session() as session:
        (opened,) = sign_ins.live(session, key, NOW)
        assert opened.device == "Firefox / Windows"
        hana = people.person(session, key)
        assert hana is not None
        assert hana.language == "zh-Hans"


def test_a_scanner_that_fetches_links_uses_nothing_up(app: Flask, world: World) -> None:
    _, token = invite(world)
    for method in ("GET", "HEAD", "GET"):
        assert visit(app).open(f"/invitation/{token}", method=method).status_code == 302
    assert visit(app).post(f"/invitation/{token}").status_code == 405
    client = visit(app)
    client.get(f"/invitation/{token}")
    assert choose(client).status_code == 302


def test_a_link_that_is_dead_says_what_to_do(app: Flask, world: World) -> None:
    _, token = invite(world)
    late = visit(app)
    late.get(f"/invitation/{token}")
    accept(world, token)
    for client in (visit(app), late):
        answer = client.get(f"/invitation/{token}")
        assert answer.status_code == 410
        assert "This link can no longer be used" in text_of(answer)
        assert "Hana" not in text_of(answer)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert late.get(OPENED).status_code == 404  # the browser forgot it as well


def test_a_form_that_was_open_while_the_link_died_says_so(app: Flask, world: World) -> None:
    _, token = invite(world)
    client = visit(app)
    client.get(f"/invitation/{token}")
    form = token_of(client.get(OPENED))
    accept(world, token)
    answer = client.post(OPENED, data={"password": CHOSEN, "language": "en", "csrf_token": form})
    assert answer.status_code == 410
    assert "Hana" not in text_of(answer)


def test_an_expired_link_is_dead(app: Flask, world: World) -> None:
    _, token = invite(world)
    clock.set_clock(app, lambda: NOW + timedelta(days=7))
    assert visit(app).get(f"/invitation/{token}").status_code == 410


def test_what_is_no_link_and_what_is_another_are_not_found(app: Flask, world: World) -> None:
    _, token = invite(world)
    for address in ("/invitation/guess", f"/reset/{token}", "/reset/x", f"/invitation/{token[:-1]}", OPENED):
        answer = visit(app).get(address)
        assert answer.status_code == 404
        assert "This link leads nowhere" in text_of(answer)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Choose a password"),
        ("too short", "Choose a password of at least 12 characters"),
        ("x" * 1_001, "Choose a password of at most 1,000 characters"),
        ("password1234", "this one is among the first that anybody would try"),
        ("hana.horak.2026", "not made of your name"),
    ],
)
def test_a_password_that_cannot_be_chosen_is_refused_in_words(
    app: Flask, world: World, password: str, sentence: str
) -> None:
    _, token = invite(world)
    client = visit(app)
    client.get(f"/invitation/{token}")
    answer = choose(client, password)
    assert answer.status_code == 400
    assert sentence in text_of(answer)
    assert not password or f'value="{password}"' not in text_of(answer)
    assert choose(client).status_code == 302


def test_a_reset_goes_by_mail_and_ends_in_signing_in(app: Flask, world: World) -> None:
    before = visit(app, "alice")
    token = forget(world)
    client = visit(app)
    assert client.get(f"/reset/{token}").headers["Location"] == OPENED
    assert "Choose another password" in text_of(client.get(OPENED))
    assert choose(client).headers["Location"] == "/sign-in"
    assert "Alice Adler" not in text_of(before.get("/"))
    assert sign_in(client, "alice", CHOSEN).status_code == 302
    assert visit(app).get(f"/reset/{token}").status_code == 410


def ask(client: StrictClient, email: str) -> TestResponse:
    """Say that a password was forgotten."""
    return client.post("/forgotten", data={"email": email, "csrf_token": token_of(client.get("/forgotten"))})


def test_known_and_unknown_are_told_the_same(app: Flask, world: World) -> None:
    invite(world)
    said = []
    for email in (address_of("alice"), address_of("nobody"), "hana@example.org"):
        client = visit(app)
        answer = ask(client, email)
        page = client.get(answer.headers["Location"])
        said.append((answer.status_code, answer.headers["Location"], text_of(page)))
    assert said[0] == said[1] == said[2]
    assert "Look into your mail" in said[0][2]
    assert "alice" not in said[0][2]


def test_what_is_no_address_is_said(client: StrictClient) -> None:
    for email, sentence in (("", "Enter your email address"), ("alice", "such as name@example.org")):
        answer = ask(client, email)
        assert answer.status_code == 400
        assert sentence in text_of(answer)


def test_too_many_requests_wait_whoever_they_are_for(app: Flask) -> None:
    for name in ("alice", "nobody"):
        client = visit(app)
        answers = [ask(client, address_of(name)) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
        assert answers[-1].headers["Retry-After"] == "900"
        assert "Try again in 15 minutes." in text_of(answers[-1])


def test_the_sign_in_page_leads_there(client: StrictClient) -> None:
    assert 'href="/forgotten"' in text_of(client.get("/sign-in"))


def test_paths_are_those_the_command_prints(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    for kind in Kind:
        assert adapter.build(f"account.open_{kind}", {"token": "x"}) == f"/{kind}/x"
