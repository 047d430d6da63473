"""Second factors on pages: codes as people type them, factors set up and taken away."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask

from app.domain.lifecycle import Role
from app.storage import second_factors
from tests.pages.forms import forms_of
from tests.people import World
from tests.software_authenticator import Authenticator
from tests.web.factors import FACTORS, STEP, code_at, sent, set_clock, with_app
from tests.web.visiting import application_of, text_of, token_of, visit

WRONG = "This code is not right, or it was used already."


@pytest.fixture
def app(world: World) -> Flask:
    """A demonstration in which reviewers need a second factor."""
    return application_of(world, second_factor_roles=frozenset({Role.REVIEWER}))


@pytest.mark.parametrize("typed", ["{} {}", "{}-{}", " {}{} ", "full"])
def test_a_code_may_be_pasted_with_spaces_and_typed_in_full_width(app: Flask, typed: str) -> None:
    secret, _codes = with_app(visit(app, "dora"))
    set_clock(app, 2)
    client, code = visit(app, "dora"), code_at(secret, 2)
    if typed == "full":
        typed = code.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
    assert sent(client, STEP, code=typed.format(code[:3], code[3:])).status_code == 302
    assert client.get("/queue").status_code == 200


def test_every_wrong_code_gets_the_same_words_and_the_field_keeps_the_focus(app: Flask) -> None:
    secret, codes = with_app(visit(app, "dora"))
    client = visit(app, "dora")
    for wrong in ("000000", "12", "abc", "0" * 16, "x" * 2000, code_at(secret, 0), code_at(secret, 9)):
        answer = sent(client, STEP, code=wrong)
        page = text_of(answer)
        assert answer.status_code == 400
        assert page.count(WRONG) == 2, "once in the summary and once beside the field"
        field = re.search(r'<input[^>]*id="code"[^>]*>', page)
        assert field
        assert 'autocomplete="one-time-code"' in field[0]
        assert 'inputmode="numeric"' in field[0]
        assert len(re.findall(r"<[^>]*\bautofocus\b", page)) == 1
        assert "autofocus" in field[0]
        assert 'value=""' in field[0]
    assert "Enter the code" in text_of(sent(client, STEP, code=" "))
    assert sent(client, STEP, code=codes[0]).status_code == 302


def test_too_many_codes_wait_and_say_how_long(app: Flask) -> None:
    with_app(visit(app, "dora"))
    client = visit(app, "dora")
    answers = [sent(client, STEP, code="000000") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [400] * 10 + [429]
    assert "Try again in 15 minutes." in text_of(answers[-1])
    assert answers[-1].headers["Retry-After"] == "900"


def test_the_last_recovery_codes_say_that_few_are_left(app: Flask) -> None:
    client = visit(app, "dora")
    _secret, codes = with_app(client)
    for used, code in enumerate(codes[:7], 1):
        client = visit(app, "dora")
        page = text_of(client.get(sent(client, STEP, code=code).headers["Location"]))
        assert f"{10 - used} are left." in page
        assert ("Make new recovery codes soon" in page) == (used == 7)
    assert "Few are left." in text_of(client.get(FACTORS))


def factor_of(world: World, name: str) -> UUID:
    with world.session() as session:
        return second_factors.factors_of(session, world.keys[name])[0].id


def test_the_last_factor_of_a_role_that_needs_one_stays(world: World, app: Flask) -> None:
    client = visit(app, "dora")
    with_app(client)
    address = f"{FACTORS}/{factor_of(world, 'dora')}/remove"
    assert "this is your last one" in text_of(client.get(address))
    refused = client.post(address, data={"csrf_token": token_of(client.get(FACTORS))})
    assert refused.status_code == 409
    assert "this is your last one" in text_of(refused)


def test_a_factor_is_removed_after_a_question_and_not_by_others(world: World, app: Flask) -> None:
    alice, charlie = visit(app, "alice"), visit(app, "charlie")
    with_app(alice)
    address = f"{FACTORS}/{factor_of(world, 'alice')}/remove"
    assert charlie.get(address).status_code == 404
    assert charlie.post(address, data={"csrf_token": token_of(charlie.get(FACTORS))}).status_code == 404
    assert sent(alice, address, "0").headers["Location"] == FACTORS
    assert "Removed: Authenticator app." in text_of(alice.get(FACTORS))


def test_a_browser_left_open_confirms_before_it_changes_anything(world: World, app: Flask) -> None:
    client = visit(app, "alice")
    secret, _codes = with_app(client)
    set_clock(app, 40)
    for address in (f"{FACTORS}/codes", f"{FACTORS}/app", f"{FACTORS}/passkey"):
        assert client.get(address).headers["Location"] == f"{STEP}?next={address}"
        token = token_of(client.get("/assessments"))
        assert client.post(address, data={"csrf_token": token}).headers["Location"] == f"{STEP}?next={address}"
    assert sent(client, f"{STEP}?next={FACTORS}/codes", code=code_at(secret, 40)).headers["Location"].endswith("/codes")
    assert "Keep these recovery codes" in text_of(sent(client, f"{FACTORS}/codes", "0"))


def test_codes_are_downloaded_and_nothing_else_is(app: Flask) -> None:
    client = visit(app, "alice")
    token = token_of(client.get("/assessments"))
    sent_codes = {"csrf_token": token, "code": ["1234567890123456", "<script>", "١" * 16, "12"]}
    answer = client.post(f"{FACTORS}/codes/text", data=sent_codes)
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "1234 5678 9012 3456" in answer.get_data(as_text=True)
    assert "script" not in answer.get_data(as_text=True)


def test_a_passkey_is_added_and_signs_in_by_itself(app: Flask) -> None:
    client, device = visit(app, "dora"), Authenticator()
    options = client.get(f"{FACTORS}/passkey/options").get_data(as_text=True)
    assert "Keep these recovery codes" in text_of(
        sent(client, f"{FACTORS}/passkey", name="Laptop", answer=device.make(options))
    )
    assert "Laptop" in text_of(client.get(FACTORS))
    set_clock(app, 2)
    client = visit(app)
    token = token_of(client.get("/sign-in"))
    options = client.get("/sign-in/passkey/options").get_data(as_text=True)
    typed = {"csrf_token": token, "answer": device.sign(options), "next": "/queue"}
    assert client.post("/sign-in/passkey", data=typed).headers["Location"] == "/queue"
    assert client.get("/queue").status_code == 200
    other = visit(app)
    typed["csrf_token"] = token_of(other.get("/sign-in"))
    refused = other.post("/sign-in/passkey", data=typed)
    assert refused.status_code == 400
    assert "Nobody can be signed in with this passkey." in text_of(refused)


def test_a_passkey_is_the_second_step(app: Flask) -> None:
    client, device = visit(app, "alice"), Authenticator(verifies=False)
    options = client.get(f"{FACTORS}/passkey/options").get_data(as_text=True)
    sent(client, f"{FACTORS}/passkey", name="Blue key", answer=device.make(options))
    set_clock(app, 2)
    client = visit(app, "alice")
    assert "Recovery code" in text_of(client.get(STEP))
    options = client.get(f"{STEP}/passkey").get_data(as_text=True)
    refused = sent(client, STEP, answer=Authenticator().sign(options))
    assert "The passkey did not confirm that it is you." in text_of(refused)
    assert sent(client, STEP, answer=device.sign(options)).status_code == 302
    assert client.get("/assessments").status_code == 200


def test_the_second_step_in_another_language_keeps_what_is_typed(app: Flask) -> None:
    alice = visit(app, "alice")
    with_app(alice)
    again = visit(app, "alice")
    shown = sent(again, STEP, code="12", switch_language="zh-Hans")
    assert shown.status_code == 200
    assert '<html lang="zh-Hans"' in shown.get_data(as_text=True)
    assert ("code", "12") in forms_of(shown)["form"].fields
    assert again.get("/assessments").status_code in (302, 303), "the second step is still to be done"
