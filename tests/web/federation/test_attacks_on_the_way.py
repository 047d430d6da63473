"""What somebody could try between Fenji and the provider: each ends on a page that says so, and nobody is signed in."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.storage.ledger import LedgerEntry
from app.storage.sign_in_tables import FederatedIdentity
from app.web import clock
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider, open_id_provider
from tests.people import World
from tests.web.client import StrictClient
from tests.web.federation.journeys import BEGIN, asked_of, come_by, leave
from tests.web.visiting import text_of, visit

Told = Callable[[OpenIdProvider], object]
REFUSED = "It was not what Fenji had asked for, so nobody was signed in."
NOT_BEGUN = "This sign-in cannot be finished"


def assert_nobody_came_in(client: StrictClient, world: World) -> None:
    """No session, no link, no entry of the ledger."""
    assert "Alice Adler" not in text_of(client.get("/"))
    with world.session() as session:
        assert session.scalars(select(FederatedIdentity)).all() == []
        actions = set(session.scalars(select(LedgerEntry.action)).all())
    assert not actions & {"link", "sign_in", "sign_in_begun"}


def changed(address: str, **parameters: str) -> str:
    """The address with other parameters."""
    parts = urlsplit(address)
    values = {name: each[0] for name, each in parse_qs(parts.query).items()} | parameters
    return f"{parts.path}?{urlencode(values)}"


def test_an_answer_is_good_once(app: Flask, provider: OpenIdProvider, world: World) -> None:
    client = visit(app)
    there = leave(client)
    cookie = client.get_cookie("fenji")
    back = provider.answer_of(there, "s-alice")
    assert client.get(back).status_code == 302
    assert NOT_BEGUN in text_of(client.get(back)), "the back button"
    thief = visit(app)  # with the cookie of before, which still remembers the beginning
    assert cookie is not None
    thief.set_cookie("fenji", cookie.value)
    code = dict(provider.codes)
    answer = thief.get(back)
    assert answer.status_code == 400
    assert NOT_BEGUN in text_of(answer)
    assert provider.codes == code
    assert len(provider.forms) == 1, "the provider was not even asked"
    assert "Alice Adler" not in text_of(thief.get("/"))


def test_a_code_that_was_used_before_is_refused(app: Flask, provider: OpenIdProvider, world: World) -> None:
    first, second = visit(app), visit(app)
    stolen = asked_of(provider.answer_of(leave(first), "s-alice"))["code"]
    used = provider.codes.pop(stolen)
    answer = second.get(changed(provider.answer_of(leave(second), "s-bob"), code=stolen))
    assert answer.status_code == 400
    assert REFUSED in text_of(answer)
    provider.codes[stolen] = used  # and one that was not: it does not fit the verifier of this browser
    answer = second.get(changed(provider.answer_of(leave(second), "s-bob"), code=stolen))
    assert REFUSED in text_of(answer)
    assert_nobody_came_in(second, world)


def test_the_answer_to_another_browser_is_refused(app: Flask, provider: OpenIdProvider, world: World) -> None:
    attacker, victim = visit(app), visit(app)
    leave(victim)
    answer = victim.get(provider.answer_of(leave(attacker), "s-alice"))
    assert answer.status_code == 400
    assert NOT_BEGUN in text_of(answer)
    assert provider.forms == []
    assert_nobody_came_in(victim, world)


@pytest.mark.parametrize("state", ["", "x", "ü", "x" * 5000])
def test_a_state_nobody_gave_is_refused(app: Flask, world: World, state: str) -> None:
    client = visit(app)
    leave(client)
    answer = client.get(f"{BEGIN}/return", query_string={"state": state, "code": "x"})
    assert answer.status_code == 400
    assert NOT_BEGUN in text_of(answer)
    assert NOT_BEGUN in text_of(client.get(f"{BEGIN}/return"))
    assert_nobody_came_in(client, world)


def test_a_sign_in_that_took_too_long_is_refused(app: Flask, provider: OpenIdProvider, world: World) -> None:
    client = visit(app)
    back = provider.answer_of(leave(client, "/help"), "s-alice")
    clock.set_clock(app, lambda: datetime.now(UTC) + timedelta(minutes=11))
    answer = client.get(back)
    assert answer.status_code == 400
    assert "This sign-in took too long" in text_of(answer)
    assert_nobody_came_in(client, world)


MINUTES = 60
FALSE: dict[str, Told] = {
    "signed by another key": lambda told: setattr(told, "signs_with", RSAKey.generate_key(2048)),
    "not signed": lambda told: setattr(told, "algorithm", "none"),
    "signed with what everybody knows": lambda told: setattr(told, "algorithm", "HS256"),
    "another nonce": lambda told: told.claims.update(nonce="another"),
    "no nonce": lambda told: told.claims.update(nonce=None),
    "another audience": lambda told: told.claims.update(aud="another"),
    "another audience, for us": lambda told: told.claims.update(aud=["another"], azp=CLIENT_ID),
    "no audience": lambda told: told.claims.update(aud=None),
    "issued to another": lambda told: told.claims.update(aud=[CLIENT_ID, "another"], azp="another"),
    "another issuer": lambda told: told.claims.update(iss="https://login.example"),
    "no issuer": lambda told: told.claims.update(iss=None),
    "expired": lambda told: told.claims.update(exp=int(time.time()) - 2 * MINUTES, iat=int(time.time()) - 9 * MINUTES),
    "never expires": lambda told: told.claims.update(exp=None),
    "not yet": lambda told: told.claims.update(iat=int(time.time()) + 9 * MINUTES),
    "no subject": lambda told: told.claims.update(sub=None),
    "an empty subject": lambda told: told.claims.update(sub=""),
    "a subject that is a list": lambda told: told.claims.update(sub=["s-alice"]),
    "a subject without end": lambda told: told.claims.update(sub="x" * 256),
    "another access token": lambda told: told.claims.update(at_hash="another"),
    "methods that are no list": lambda told: told.claims.update(amr="otp"),
}


@pytest.mark.parametrize("lie", FALSE, ids=str)
def test_a_token_that_is_not_true_is_refused(app: Flask, provider: OpenIdProvider, world: World, lie: str) -> None:
    FALSE[lie](provider)
    client = visit(app)
    answer = come_by(client, provider, "s-alice")
    assert provider.forms, "the provider did give a token"
    assert answer.status_code == 400
    assert REFUSED in text_of(answer)
    assert_nobody_came_in(client, world)


def test_an_answer_that_names_another_issuer_is_refused(app: Flask, provider: OpenIdProvider, world: World) -> None:
    with open_id_provider() as other:
        client = visit(app)
        back = provider.answer_of(leave(client), "s-alice")
        answer = client.get(changed(back, iss=other.issuer))
        assert answer.status_code == 400
        assert REFUSED in text_of(answer)
        assert provider.forms == other.forms == []
    client = visit(app)
    assert client.get(changed(provider.answer_of(leave(client), "s-bob"), iss=provider.issuer)).status_code == 302


def test_an_answer_that_should_name_its_issuer_and_does_not_is_refused(
    app: Flask, provider: OpenIdProvider, world: World
) -> None:
    provider.metadata["authorization_response_iss_parameter_supported"] = True
    client = visit(app)
    assert REFUSED in text_of(come_by(client, provider, "s-alice"))
    assert_nobody_came_in(client, world)


@pytest.mark.parametrize(
    "next_page",
    ["//evil.example", "https://evil.example", "/\\evil.example", "////evil.example", "javascript:alert(1)"],
)
def test_next_leads_nowhere_else(app: Flask, provider: OpenIdProvider, next_page: str) -> None:
    assert come_by(visit(app), provider, "s-alice", next=next_page).headers["Location"] == "/"
    assert visit(app, "bob").get(BEGIN, query_string={"next": next_page}).headers["Location"] == "/"


def test_a_page_with_a_long_address_is_forgotten_and_the_cookie_stays_small(
    app: Flask, provider: OpenIdProvider
) -> None:
    client = visit(app)
    for _ in range(5):
        leave(client, "/assessments?x=" + "x" * 400)
    cookie = client.get_cookie("fenji")
    assert cookie is not None
    assert len(cookie.value) < 3500
    assert come_by(client, provider, "s-alice", next="/assessments?x=" + "x" * 600).headers["Location"] == "/"


def test_the_session_before_is_ended_and_its_token_is_worth_nothing(app: Flask, provider: OpenIdProvider) -> None:
    client = visit(app)
    back = provider.answer_of(leave(client), "s-alice")
    begun = client.get_cookie("fenji")
    client.get(back)
    after = client.get_cookie("fenji")
    assert begun is not None
    assert after is not None
    assert begun.value != after.value
    client.set_cookie("fenji", begun.value)
    assert "Alice Adler" not in text_of(client.get("/")), "a cookie that somebody planted before is not signed in now"


def test_too_many_answers_wait(app: Flask, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.workflow.limiting_attempts.BY_ADDRESS", 3)
    answers: list[TestResponse] = [come_by(visit(app), provider, "s-nora") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 429]
    assert int(answers[-1].headers["Retry-After"]) <= 15 * 60
    assert len(provider.forms) == 3


def test_who_comes_in_counts_against_nobody(
    app: Flask, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.workflow.limiting_attempts.BY_ADDRESS", 3)
    assert {come_by(visit(app), provider, "s-alice").status_code for _ in range(5)} == {302}


def test_no_secret_is_written_into_a_log(
    app: Flask, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = visit(app)
    there = leave(client)
    cookie = client.get_cookie("fenji")
    back = provider.answer_of(there, "s-alice")
    caplog.clear()  # what the person's browser, which is part of this test, wrote down
    provider.claims["nonce"] = "another"
    client.get(back)
    come_by(client, provider, "s-nora")
    written = [record.getMessage() for record in caplog.records if record.name not in ("werkzeug", *of_the_provider())]
    assert any("invalid_claim" in line for line in written), "it is told that something was refused, and what"
    secrets = [CLIENT_SECRET, asked_of(back)["code"], provider.forms[0]["code_verifier"], *provider.tokens, "nora@"]
    assert cookie is not None
    assert [secret for secret in secrets if any(secret in line for line in written)] == []


def of_the_provider() -> tuple[str, ...]:
    """The loggers of the provider and of the browser, which run in this process as well."""
    return ("authlib.oauth2.rfc6749.grants.authorization_code", "authlib.oidc.core.grants.code")
