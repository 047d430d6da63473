"""Nothing opens before a sign-in is finished, and what was typed survives the second step."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.domain.lifecycle import Role
from app.domain.sign_in_stages import Stage
from app.workflow.inviting import give_roles
from app.workflow.second_factors import reset_factors
from tests.architecture.endpoints import BEFORE, ENDPOINTS
from tests.pages.forms import forms_of
from tests.people import NOW, World
from tests.web.client import StrictClient
from tests.web.factors import FACTORS, ORIGIN, STEP, code_at, sent, set_clock, with_app
from tests.web.test_every_endpoint import addresses, told_of
from tests.web.visiting import application_of, sign_in, text_of, token_of, visit


@pytest.fixture
def app(world: World) -> Flask:
    """A demonstration in which reviewers need a second factor."""
    return application_of(world, second_factor_roles=frozenset({Role.REVIEWER}))


def in_stage(app: Flask, stage: Stage) -> StrictClient:
    """Dora, as far as this stage."""
    client = visit(app, "dora")
    if stage is Stage.SECOND_FACTOR:
        with_app(client)
        client = visit(app, "dora")
    return client


@pytest.mark.parametrize("stage", [Stage.SECOND_FACTOR, Stage.ENROLMENT])
def test_nothing_opens_before_a_sign_in_is_finished(world: World, app: Flask, stage: Stage) -> None:
    client = in_stage(app, stage)
    values = {**told_of(world, certified=True), "key": world.matrix}
    app.config["WTF_CSRF_ENABLED"] = False
    leads_to = STEP if stage is Stage.SECOND_FACTOR else FACTORS
    wrong, tried = [], 0
    for endpoint in sorted(set(ENDPOINTS) - {name for name, stages in BEFORE.items() if stage in stages}):
        if endpoint == "static_files.serve":
            continue  # the same bytes for everybody, and nobody is asked who they are
        for address, known in addresses(app, endpoint, values):
            for method in sorted(known & {"GET", "POST"}):
                answer = client.open(address, method=method)
                tried += 1
                if answer.status_code != 302 or not answer.headers["Location"].startswith(leads_to):
                    wrong.append(f"{method} {address} ({endpoint}) answers {answer.status_code}")
    assert tried > 50
    assert wrong == []


def test_who_has_to_confirm_is_nobody_yet(app: Flask) -> None:
    client = in_stage(app, Stage.SECOND_FACTOR)
    page = text_of(client.get(STEP))
    assert "Dora Diallo" not in page
    assert "Sign in as somebody else" in page
    assert client.post("/sign-out", data={"csrf_token": token_of(client.get(STEP))}).status_code == 302
    assert client.get("/queue").headers["Location"].startswith("/sign-in?")


def test_from_the_first_sign_in_to_the_queue_and_in_again(app: Flask) -> None:
    client = visit(app)
    answer = sign_in(client, "dora", next="/queue")
    assert client.get(answer.headers["Location"]).headers["Location"] == f"{FACTORS}?next=/queue"
    page = text_of(client.get(f"{FACTORS}?next=/queue"))
    assert "Your role needs a second factor" in page
    secret, codes = with_app(client)
    assert len(codes) == 10
    assert client.get("/queue").status_code == 200
    assert codes[0] not in text_of(client.get(FACTORS))
    set_clock(app, 2)
    client = visit(app)
    assert sign_in(client, "dora", next="/queue").headers["Location"] == f"{STEP}?next=/queue"
    answer = sent(client, f"{STEP}?next=/queue", code=code_at(secret, 2))
    assert answer.headers["Location"] == "/queue"
    assert client.get("/queue").status_code == 200


def test_what_was_typed_before_the_session_ended_goes_through_the_second_step(app: Flask) -> None:
    client = visit(app, "bob")
    secret, _codes = with_app(client)
    token = token_of(client.get("/assessments/new"))
    set_clock(app, 3 * 24 * 60)
    typed = {"csrf_token": token, "system_name": "Ampeln <neu>"}
    page = client.post("/assessments/new", data=typed, headers=ORIGIN)
    assert page.status_code == 403
    page = client.post("/sign-in", data=MultiDict(forms_of(page)["0"].fields), headers=ORIGIN)
    signing = forms_of(page)["form"].with_typed({"email": "bob@example.org", "password": "correct horse battery"})
    page = client.post("/sign-in", data=MultiDict(signing), headers=ORIGIN)
    assert "What you typed was not saved yet" in text_of(page)
    page = client.post(STEP, data=MultiDict([*forms_of(page)["0"].fields, ("begin", "yes")]), headers=ORIGIN)
    assert page.status_code == 200
    page = client.post(
        STEP, data=MultiDict(forms_of(page)["form"].with_typed({"code": code_at(secret, 3 * 24 * 60)})), headers=ORIGIN
    )
    kept = forms_of(page)["0"]
    assert (kept.action, dict(kept.fields)["system_name"]) == ("/assessments/new", "Ampeln <neu>")
    assert client.post(kept.action, data=MultiDict(kept.fields), headers=ORIGIN).status_code == 302


def test_a_form_sent_when_a_role_begins_to_need_a_factor_is_kept(world: World, app: Flask) -> None:
    client = visit(app, "alice")
    token = token_of(client.get("/assessments/new"))
    with world.session() as session:
        roles = {Role.RESPONDENT, Role.REVIEWER}
        give_roles(session, actor=world.actor("adam"), person_id=world.keys["alice"], roles=roles, now=NOW)
    typed = {"csrf_token": token, "system_name": "Ampeln"}
    page = client.post("/assessments/new", data=typed, headers=ORIGIN)
    assert page.status_code == 403
    assert forms_of(page)["0"].fields[-1] == ("system_name", "Ampeln")
    assert client.get("/assessments").headers["Location"] == f"{FACTORS}?next=/assessments"
    with_app(client)
    assert (
        client.post("/assessments/new", data=MultiDict(forms_of(page)["0"].fields), headers=ORIGIN).status_code == 302
    )


def test_a_stolen_token_from_before_the_second_step_opens_nothing_after_it(app: Flask) -> None:
    secret, _codes = with_app(visit(app, "dora"))
    set_clock(app, 2)
    client = visit(app, "dora")
    stolen = client.get_cookie("fenji")
    assert stolen is not None
    assert sent(client, STEP, code=code_at(secret, 2)).status_code == 302
    thief = visit(app)
    thief.set_cookie("fenji", stolen.value)
    assert thief.get("/queue").headers["Location"].startswith("/sign-in?")


def test_after_a_reset_a_factor_is_set_up_anew(world: World, app: Flask) -> None:
    with_app(visit(app, "dora"))
    with world.session() as session:
        reset_factors(session, world.actor("adam"), world.keys["dora"], NOW)
    assert visit(app, "dora").get("/queue").headers["Location"] == f"{FACTORS}?next=/queue"
