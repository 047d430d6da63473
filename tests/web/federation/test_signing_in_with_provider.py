"""Signing in with a provider of OpenID Connect: who comes in, as whom, and where they end."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from joserfc.jwk import ECKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.lifecycle import Role
from app.storage import federation, people, sign_ins
from app.storage.ledger import LedgerEntry
from app.workflow.federating import unlink
from app.workflow.inviting import deactivate
from tests.openid_provider import CLIENT_SECRET, OpenIdProvider
from tests.people import NOW, World
from tests.web.federation.conftest import federated
from tests.web.federation.journeys import BEGIN, asked_of, come_by, leave
from tests.web.visiting import application_of, sign_in, text_of, token_of, visit


def actions(world: World) -> list[str]:
    """What the ledger says happened to Alice or others since the world began."""
    with world.session() as session:
        entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.sequence)).all()
        return [entry.action for entry in entries if entry.action in ("link", "sign_in", "unlink", "add")][10:]


def linked(session: Session, world: World, name: str) -> list[str]:
    return [each.subject for each in federation.identities_of(session, world.keys[name])]


def test_someone_known_is_linked_by_a_verified_address_and_ends_at_the_page_asked_for(
    app: Flask, provider: OpenIdProvider, world: World
) -> None:
    client = visit(app)
    answer = come_by(client, provider, "s-alice", next="/assessments?page=2")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/assessments?page=2")
    assert "Alice Adler" in text_of(client.get("/")), "the name is that of the person here"
    assert actions(world) == ["link", "sign_in"]
    with world.session() as session:
        assert linked(session, world, "alice") == ["s-alice"]
        assert not sign_ins.open_of(session, world.keys["alice"])[0].second_factor


def test_what_is_asked_of_the_provider(app: Flask, provider: OpenIdProvider) -> None:
    client = visit(app, language="zh-Hans")
    first, second = asked_of(leave(client)), asked_of(leave(client))
    assert first["redirect_uri"] == "http://localhost/sign-in/provider/return"
    assert (first["response_type"], first["code_challenge_method"]) == ("code", "S256")
    assert set(first["scope"].split()) == {"openid", "email", "profile"}
    assert first["ui_locales"].startswith("zh-Hans")
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 32
        assert first[name] != second[name]
    assert provider.asked.count("/.well-known/openid-configuration") == 1, "what it says of itself is kept"


def test_the_second_time_the_subject_alone_counts(app: Flask, provider: OpenIdProvider, world: World) -> None:
    come_by(visit(app), provider, "s-alice")
    provider.add("s-alice", "bob@example.org", verified=False, name="Someone Else")
    client = visit(app)
    come_by(client, provider, "s-alice")
    assert "Alice Adler" in text_of(client.get("/"))
    with world.session() as session:
        alice = people.person(session, world.keys["alice"])
        assert alice is not None
        assert (alice.email, alice.name) == ("alice@example.org", "Alice Adler")
    assert actions(world) == ["link", "sign_in", "sign_in"]


def test_two_tabs_may_sign_in_at_the_same_time(app: Flask, provider: OpenIdProvider) -> None:
    client = visit(app)
    first, second = leave(client, "/assessments"), leave(client, "/help")
    assert client.get(provider.answer_of(second, "s-alice")).headers["Location"] == "/help"
    late = client.get(provider.answer_of(first, "s-alice"))
    assert late.status_code == 400, "the session is a new one, and what was begun in the old one is forgotten"
    assert "This sign-in cannot be finished" in text_of(late)
    assert "Alice Adler" in text_of(late)


@pytest.mark.parametrize("subject", ["s-alice", "s-nora"])
@pytest.mark.parametrize("linked_before", [True, False])
def test_a_deactivated_person_gets_the_words_of_an_unknown_one(
    app: Flask, provider: OpenIdProvider, world: World, subject: str, linked_before: bool
) -> None:
    if linked_before:
        come_by(visit(app), provider, "s-alice")
    with world.session() as session:
        deactivate(session, actor=world.actor("adam"), person_id=world.keys["alice"], now=NOW)
    client = visit(app)
    answer = come_by(client, provider, subject)
    assert answer.status_code == 403
    assert "no account of Fenji goes with it" in text_of(answer)
    assert "Alice Adler" not in text_of(client.get("/"))


def test_an_address_nobody_vouches_for_links_nobody(app: Flask, provider: OpenIdProvider, world: World) -> None:
    for verified in (False, None, "true", 1):
        provider.add("s-alice", "alice@example.org", verified=verified)
        answer = come_by(visit(app), provider, "s-alice")
        assert answer.status_code == 403
        assert "does not vouch for your email address" in text_of(answer)
    assert actions(world) == []


def test_the_same_address_with_another_subject_is_refused(app: Flask, provider: OpenIdProvider, world: World) -> None:
    come_by(visit(app), provider, "s-alice")
    provider.add("s-other", "alice@example.org")
    client = visit(app)
    answer = come_by(client, provider, "s-other")
    assert answer.status_code == 403
    assert "This account belongs to another sign-in" in text_of(answer)
    assert "Alice Adler" not in text_of(client.get("/"))
    assert actions(world) == ["link", "sign_in"]


def test_after_unlinking_every_session_is_over_and_another_subject_may_come(
    app: Flask, provider: OpenIdProvider, world: World
) -> None:
    client = visit(app)
    come_by(client, provider, "s-alice")
    with world.session() as session:
        unlink(session, actor=world.actor("adam"), person_id=world.keys["alice"], now=NOW)
    assert "Alice Adler" not in text_of(client.get("/"))
    provider.add("s-other", "alice@example.org")
    come_by(client, provider, "s-other")
    assert "Alice Adler" in text_of(client.get("/"))
    assert actions(world) == ["link", "sign_in", "unlink", "link", "sign_in"]


def test_an_address_that_is_only_told_elsewhere_is_read_there(
    app: Flask, provider: OpenIdProvider, world: World
) -> None:
    provider.claims = {"email": None, "email_verified": None}
    assert come_by(visit(app), provider, "s-alice").headers["Location"] == "/"
    assert "/userinfo" in provider.asked
    provider.userinfo = {"sub": "s-alice", "email": "bob@example.org", "email_verified": True}
    answer = come_by(visit(app), provider, "s-bob")
    assert answer.status_code == 400, "what is said of Alice is not believed of Bob"
    with world.session() as session:
        assert linked(session, world, "bob") == []


def test_nobody_is_created_unless_the_operator_says_so(app: Flask, provider: OpenIdProvider, world: World) -> None:
    answer = come_by(visit(app), provider, "s-nora")
    assert answer.status_code == 403
    assert "There is no account here for you" in text_of(answer)
    with world.session() as session:
        assert people.person_by_email(session, "nora@example.org") is None


@pytest.mark.parametrize(
    "settings", [{"organisation": "Harbour Laboratory"}, {"organisation_claim": "department"}], ids=str
)
def test_a_newcomer_becomes_a_respondent_and_nothing_else(
    world: World, provider: OpenIdProvider, settings: dict[str, str]
) -> None:
    provider.people["s-nora"]["roles"] = ["administrator"]
    client = visit(federated(world, provider, creates_people=True, **settings))
    assert come_by(client, provider, "s-nora").status_code == 302
    with world.session() as session:
        nora = people.person_by_email(session, "nora@example.org")
        assert nora is not None
        assert (nora.name, nora.organisation.name, nora.password_hash) == ("Nora Newcomer", "Harbour Laboratory", None)
        assert nora.role_names() == {Role.RESPONDENT}
    assert actions(world) == ["add", "link", "sign_in"]


def test_a_newcomer_of_whom_too_little_is_said_is_not_created(world: World, provider: OpenIdProvider) -> None:
    app = federated(world, provider, creates_people=True, organisation_claim="section")
    answer = come_by(visit(app), provider, "s-nora")
    assert answer.status_code == 403
    assert "says too little about you" in text_of(answer)
    provider.add("s-ugly", "ugly@example.org", verified=False, name="Ugly", section="x")
    assert "does not vouch" in text_of(come_by(visit(app), provider, "s-ugly"))
    assert actions(world) == []


@pytest.mark.parametrize(
    ("said", "settings", "confirmed"),
    [
        ({"amr": ["pwd", "otp"]}, {"second_factor_amr": frozenset({"otp", "mfa"})}, "federated"),
        ({"amr": ["pwd"]}, {"second_factor_amr": frozenset({"otp", "mfa"})}, None),
        ({"amr": ["pwd", "otp"]}, {}, None),
        ({"acr": "2"}, {"second_factor_acr": ("2", "3")}, "federated"),
        ({"acr": "1"}, {"second_factor_acr": ("2", "3")}, None),
        ({"acr": "2"}, {}, None),
    ],
)
def test_a_second_factor_counts_only_when_the_provider_and_the_operator_say_so(
    world: World, provider: OpenIdProvider, said: dict[str, object], settings: dict[str, object], confirmed: str | None
) -> None:
    provider.people["s-alice"] |= said
    client = visit(federated(world, provider, **settings))
    come_by(client, provider, "s-alice")
    with world.session() as session:
        assert sign_ins.open_of(session, world.keys["alice"])[0].second_factor == confirmed


def test_a_level_that_counts_is_asked_for(world: World, provider: OpenIdProvider) -> None:
    client = visit(federated(world, provider, second_factor_acr=("2", "3")))
    assert asked_of(leave(client))["acr_values"] == "2 3"


def test_signing_out_ends_the_session_and_says_that_the_provider_was_not_told(
    app: Flask, provider: OpenIdProvider
) -> None:
    client = visit(app)
    come_by(client, provider, "s-alice")
    answer = client.post("/sign-out", data={"csrf_token": token_of(client.get("/"))})
    assert answer.headers["Location"] == "/signed-out"
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    page = text_of(client.get("/signed-out"))
    assert "You may still be signed in with Office Login." in page
    assert f'href="{provider.issuer}/logout?client_id=fenji"' in page
    assert "Alice Adler" not in text_of(client.get("/"))


def test_a_provider_without_a_way_out_offers_none(app: Flask, provider: OpenIdProvider) -> None:
    for address in (None, "http://elsewhere.example/logout", "javascript:alert(1)"):
        provider.metadata["end_session_endpoint"] = address
        page = text_of(visit(federated_again(app)).get("/signed-out"))
        assert "You may still be signed in" in page
        assert "Sign out of Office Login" not in page


def federated_again(app: Flask) -> Flask:
    """The application as if it had just started."""
    app.extensions.pop("fenji.provider", None)
    return app


def test_the_page_offers_the_provider_only_where_there_is_one(app: Flask, world: World) -> None:
    page = text_of(visit(app).get("/sign-in?next=/help"))
    assert 'href="/sign-in/provider?next=/help"' in page
    assert "Sign in with Office Login" in page
    without = application_of(world)
    assert "provider" not in text_of(visit(without).get("/sign-in"))
    for path in (BEGIN, f"{BEGIN}/return?state=x&code=y", "/signed-out"):
        assert visit(without).get(path).status_code == 404


def test_somebody_signed_in_is_not_sent_away(app: Flask) -> None:
    assert visit(app, "bob").get(f"{BEGIN}?next=/help").headers["Location"] == "/help"


def test_what_was_typed_when_the_session_ended_outlives_a_sign_in_in_another_tab(
    app: Flask, provider: OpenIdProvider
) -> None:
    client = visit(app)
    kept = json.dumps(["/assessments/new", [["system_name", "Traffic lights"]]])
    page = client.post("/sign-in", data={"csrf_token": token_of(client.get("/sign-in")), "kept": kept, "begin": "yes"})
    assert 'target="_blank"' in text_of(page)
    old = token_of(page)
    come_by(client, provider, "s-alice")  # in the other tab
    home = {"Origin": "http://localhost"}
    stale = client.post("/sign-in", data={"csrf_token": old, "kept": kept, "email": "", "password": ""}, headers=home)
    assert "What you typed is not lost" in text_of(stale)
    again = client.post("/sign-in", data={"csrf_token": token_of(stale), "kept": kept, "email": ""}, headers=home)
    assert "You are signed in again" in text_of(again)
    assert "Traffic lights" in text_of(again)


@pytest.mark.parametrize("names_keys", [True, False])
def test_keys_that_change_are_read_again_and_elliptic_ones_are_good(
    app: Flask, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch, names_keys: bool
) -> None:
    provider.names_keys = names_keys
    assert come_by(visit(app), provider, "s-alice").status_code == 302
    provider.keys = [*(provider.keys if names_keys else []), ECKey.generate_key("P-256", {"kid": "second"})]
    assert come_by(visit(app), provider, "s-alice").status_code == 400, "they were read a moment ago"
    monkeypatch.setattr("app.web.account.provider.NEW_KEYS", 0.0)
    assert come_by(visit(app), provider, "s-alice").status_code == 302
    assert provider.asked.count("/keys") == 2


def test_a_password_still_opens_the_door(app: Flask, provider: OpenIdProvider, world: World) -> None:
    come_by(visit(app), provider, "s-alice")
    assert sign_in(visit(app), "alice").status_code == 302


def test_the_client_secret_goes_where_the_provider_wants_it(app: Flask, provider: OpenIdProvider) -> None:
    come_by(visit(app), provider, "s-alice")
    assert "client_secret" not in provider.forms[-1], "in the header, as the standard wants it"
    assert "code_verifier" in provider.forms[-1]
    provider.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    assert come_by(visit(federated_again(app)), provider, "s-alice").status_code == 302
    assert provider.forms[-1]["client_secret"] == CLIENT_SECRET
