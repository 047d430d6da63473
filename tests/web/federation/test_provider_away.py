"""A provider that is away, slow, endless or confused: a page that says so, and the password still opens the door."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, Response

from app.web.account import bounded_answers
from app.web.account import provider as speaking
from tests.openid_provider import OpenIdProvider
from tests.people import World
from tests.web.federation.journeys import BEGIN, come_by, leave
from tests.web.visiting import sign_in, text_of, visit

AWAY = "Office Login cannot be reached"
DISCOVERY = "/.well-known/openid-configuration"


def drips() -> Iterator[bytes]:
    """A byte now and then, for ever."""
    while True:
        yield b" "
        time.sleep(0.05)


WRONG: dict[str, Callable[[], Response]] = {
    "fails": lambda: Response("{}", 500),
    "is not there": lambda: Response("nothing", 404),
    "is no JSON": lambda: Response("<html>"),
    "is a list": lambda: Response("[1, 2]"),
    "is deep": lambda: Response("[" * 100_000),
    "is endless": lambda: Response(b" " * 1024 for _ in range(10_000)),
    "drips": lambda: Response(drips()),
    "leads elsewhere": lambda: Response("", 302, {"Location": "http://127.0.0.1:9/"}),
    "is packed": lambda: Response(b"\x1f\x8b", 200, {"Content-Encoding": "gzip"}),
}


@pytest.fixture(autouse=True)
def _impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_answers, "LONGEST", 0.5)


@pytest.mark.parametrize("wrong", WRONG, ids=str)
@pytest.mark.parametrize("path", [DISCOVERY, "/keys", "/token"])
def test_whatever_it_answers_the_page_says_that_it_cannot_be_reached(
    app: Flask, provider: OpenIdProvider, path: str, wrong: str
) -> None:
    provider.answers[path] = WRONG[wrong]
    client = visit(app)
    begun = time.monotonic()
    answer = client.get(BEGIN) if path == DISCOVERY else come_by(client, provider, "s-alice")
    assert time.monotonic() - begun < 5
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert AWAY in text_of(answer)
    assert "Sign in with your password instead" in text_of(answer)
    assert sign_in(client, "alice").status_code == 302


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://login.example"},
        {"issuer": None},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "http://login.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": "http://login.example/token"},
        {"token_endpoint": 1},
        {"jwks_uri": "https://[x"},
    ],
    ids=str,
)
def test_a_provider_that_says_something_unfit_of_itself_is_not_used(
    app: Flask, provider: OpenIdProvider, metadata: dict[str, object]
) -> None:
    provider.metadata = metadata
    answer = visit(app).get(BEGIN)
    assert answer.status_code == 503
    assert AWAY in text_of(answer)


@pytest.mark.parametrize("keys", ['{"keys": 1}', '{"keys": [{"kty": "RSA"}]}', '{"keys": []}', "{}"])
def test_keys_that_are_none_open_nothing(app: Flask, provider: OpenIdProvider, keys: str) -> None:
    provider.answers["/keys"] = lambda: Response(keys)
    client = visit(app)
    assert come_by(client, provider, "s-alice").status_code in (400, 503)
    assert "Alice Adler" not in text_of(client.get("/"))


def test_a_provider_that_was_away_is_not_asked_by_everybody_and_comes_back(
    app: Flask, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.answers[DISCOVERY] = WRONG["fails"]
    assert [visit(app).get(BEGIN).status_code for _ in range(3)] == [503] * 3
    assert provider.asked.count(DISCOVERY) == 1
    provider.answers.clear()
    monkeypatch.setattr(speaking, "AWAY", 0.0)
    assert come_by(visit(app), provider, "s-alice").status_code == 302


def test_a_client_it_does_not_know_is_the_operators_affair(
    app: Flask, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.answers["/token"] = lambda: Response('{"error": "invalid_client"}', 401)
    assert come_by(visit(app), provider, "s-alice").status_code == 503
    assert "it refuses us: invalid_client" in caplog.text


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        ("access_denied", 403, "You were not signed in with Office Login"),
        ("temporarily_unavailable", 503, AWAY),
        ("server_error", 503, AWAY),
        ("login_required", 400, "was not accepted"),
        ("<script>", 400, "was not accepted"),
        ("", 400, "was not accepted"),
    ],
)
def test_what_it_sends_somebody_back_with(
    app: Flask, provider: OpenIdProvider, world: World, error: str, status: int, words: str
) -> None:
    client = visit(app)
    there = leave(client, "/assessments")
    back = provider.answer_of(there, "s-alice", says="no")
    assert "error=access_denied" in back
    answer = client.get(back.replace("access_denied", error))
    assert answer.status_code == status
    assert words in text_of(answer)
    assert "next=/assessments" in text_of(answer), "the way goes on from there"
    assert "&lt;script" not in text_of(answer)
    assert provider.forms == []
