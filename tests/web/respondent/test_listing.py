"""The owner's choice for the public register, on the page that submits and on the page of the result."""

from __future__ import annotations

from uuid import UUID

from flask import Flask

from tests.people import World
from tests.web.respondent.filling import hidden_fields
from tests.web.respondent.test_submitting import submit
from tests.web.visiting import text_of, token_of, visit
from tests.workflow.test_listing import agreed
from tests.workflow.test_sharing import invite

BOX = 'id="listed"'


def press(app: Flask, key: UUID, listed: str, who: str = "alice") -> str:
    client = visit(app, who)
    token = token_of(client.get(f"/assessments/{key}/result"))
    answer = client.post(f"/assessments/{key}/listing", data={"csrf_token": token, "listed": listed})
    return text_of(client.get(answer.headers["Location"])) if answer.status_code == 302 else text_of(answer)


def test_nothing_is_ticked_and_what_becomes_public_is_said(world: World, app: Flask) -> None:
    page = text_of(visit(app, "alice").get(f"/assessments/{world.draft()}/check"))
    assert "List this system in the public register once it is certified" in page
    assert "the categories and what they ask for, the dates, the certificate’s number and its state" in page
    assert 'aria-describedby="listed-help" checked' not in page


def test_the_choice_goes_with_the_submission(world: World, app: Flask) -> None:
    yes, no = world.draft(), world.draft(system="Parking")
    submit(visit(app, "alice"), yes, listed="yes")
    submit(visit(app, "alice"), no)
    assert agreed(world, yes) == (True, True)
    assert agreed(world, no) == (False, False)


def test_the_tick_stays_when_the_declaration_is_forgotten(world: World, app: Flask) -> None:
    draft, client = world.draft(), visit(app, "alice")
    fields = hidden_fields(client.get(f"/assessments/{draft}/check"))
    page = client.post(f"/assessments/{draft}/submit", data={**fields, "listed": "yes"})
    assert page.status_code == 400
    assert 'aria-describedby="listed-help" checked' in text_of(page)


def test_a_colleague_sees_the_choice_and_cannot_make_it(world: World, app: Flask) -> None:
    draft, client = world.draft(), visit(app, "bob")
    invite(world, draft, "bob")
    page = text_of(client.get(f"/assessments/{draft}/check"))
    assert BOX not in page
    assert "Only the owner can have this system listed in the public register." in page
    submit(client, draft, listed="yes")  # a form made by hand
    assert agreed(world, draft) == (False, False)
    assert "Only the owner can change this." in text_of(client.get(f"/assessments/{draft}/result"))
    assert "Only the person who owns this assessment can do this." in press_by_hand(app, draft, "bob")
    assert agreed(world, draft) == (False, False)


def press_by_hand(app: Flask, key: UUID, who: str) -> str:
    client = visit(app, who)
    token = token_of(client.get(f"/assessments/{key}/result"))
    return text_of(client.post(f"/assessments/{key}/listing", data={"csrf_token": token, "listed": "yes"}))


def test_the_owner_puts_it_on_and_takes_it_off_at_the_result(world: World, app: Flask) -> None:
    key = world.certified()
    assert "“Traffic lights” may stand in the public register now." in press(app, key, "yes")
    assert agreed(world, key)[0]
    page = press(app, key, "no")
    assert "“Traffic lights” is no longer in the public register." in page
    assert "List it in the register" in page
    assert not agreed(world, key)[0]
