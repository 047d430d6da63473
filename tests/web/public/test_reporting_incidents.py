"""Reporting an incident at a certificate's page, and what its public page tells of each change."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.domain.incident import Outcome
from app.storage import certificates, incidents
from app.workflow import assessing, certifying, repeating, reporting, reviewing
from app.workflow.answering_incidents import decide
from tests.incidents import reported
from tests.people import NOW, World
from tests.web.client import StrictClient
from tests.web.visiting import application_of, text_of, token_of, visit

TYPED = {"description": "It let two streams of traffic go at once.", "contact": "reader@example.org"}


def number_of(world: World, key: UUID) -> str:
    with world.session() as session:
        found = certificates.of_assessment(session, key)
        assert found is not None
        return found.number


def send(client: StrictClient, number: str, **typed: str) -> TestResponse:
    address = f"/certificates/{number}/incident"
    return client.post(address, data={**TYPED, **typed, "csrf_token": token_of(client.get(address))})


def count_open(world: World) -> int:
    with world.session() as session:
        return incidents.count_open(session)


def test_the_public_reports_and_is_told_the_reference_and_by_when(world: World, client: StrictClient) -> None:
    number = number_of(world, world.certified())
    page = text_of(client.get(f"/certificates/{number}"))
    assert f'href="/certificates/{number}/incident"' in page
    day = {"happened-day": "22", "happened-month": "11", "happened-year": "2026"}
    answer = send(client, number, **day)
    assert answer.location == f"/certificates/{number}/incident/reported"
    text = text_of(client.get(answer.location))
    reference = re.search(r"IN-2026-[0-9A-Z]{4}-[0-9A-Z]{4}", text)
    assert reference
    assert "decides by 24 November 2026, 09:00 (UTC)" in text
    with world.session() as session:
        found = incidents.by_reference(session, reference[0])
        assert found is not None
        assert (found.description, str(found.happened_on)) == (TYPED["description"], "2026-11-22")
        assert found.reported_by is None
        contact = incidents.contact_of(session, found.id)
        assert contact is not None
        assert contact.address == TYPED["contact"]


def test_only_the_browser_that_reported_is_told_the_reference(world: World, app: Flask) -> None:
    number = number_of(world, world.certified())
    send(visit(app), number)
    answer = visit(app).get(f"/certificates/{number}/incident/reported")
    assert answer.location == f"/certificates/{number}/incident"


def test_the_public_page_says_nothing_of_reports(world: World, client: StrictClient) -> None:
    key = world.certified()
    number = number_of(world, key)
    before = text_of(client.get(f"/certificates/{number}"))
    incident = reported(world, key, "alice")
    after = text_of(client.get(f"/certificates/{number}"))
    assert before == after
    assert incident.reference not in after


def test_who_can_read_the_assessment_reports_by_name_and_others_as_the_public(world: World, app: Flask) -> None:
    number = number_of(world, world.certified())
    alice, charlie = visit(app, "alice"), visit(app, "charlie")
    assert "You report it as Alice Adler." in text_of(alice.get(f"/certificates/{number}/incident"))
    assert "Charlie Chen." not in text_of(charlie.get(f"/certificates/{number}/incident"))
    for client in (alice, charlie):
        assert send(client, number).status_code == 302
    with world.session() as session:
        names = {each.reporter_name: each.reported_by for each in incidents.open_incidents(session)}
    assert names == {"Alice Adler": world.keys["alice"], "The public": None}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"description": " "}, "Enter what happened"),
        ({"description": "x" * 5_001}, "Shorten what happened to 5,000 characters"),
        ({"contact": "nobody"}, "Enter an email address such as name@example.org, or leave it empty"),
        ({"contact": "a@b.c\u2028d"}, "Enter an email address such as name@example.org, or leave it empty"),
        ({"happened-day": "1"}, "Enter the year in which it happened"),
        ({"happened-day": "31", "happened-month": "2", "happened-year": "2026"}, "Enter a date that exists"),
        (
            {"happened-day": "24", "happened-month": "11", "happened-year": "2026"},
            "Enter a day that is not in the future",
        ),
    ],
)
def test_a_mistake_is_told_and_what_was_typed_stays(
    world: World, client: StrictClient, typed: dict[str, str], sentence: str
) -> None:
    answer = send(client, number_of(world, world.certified()), **typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert sentence in page
    for value in (TYPED | typed).values():
        assert value.strip() in page
    assert count_open(world) == 0


def test_a_report_without_its_token_is_not_taken(world: World, client: StrictClient) -> None:
    number = number_of(world, world.certified())
    assert client.post(f"/certificates/{number}/incident", data=TYPED).status_code == 400
    assert count_open(world) == 0


def test_too_many_are_told_how_long_to_wait_and_what_was_typed_stays(world: World, client: StrictClient) -> None:
    number = number_of(world, world.certified())
    for _ in range(reporting.BY_ADDRESS):
        assert send(client, number).status_code == 302
    answer = send(client, number, description="One more")
    text = text_of(answer)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "send it again in 60 minutes" in text
    assert "One more" in text
    assert count_open(world) == reporting.BY_ADDRESS
    assert send(visit(client.application, "alice"), number).status_code == 302


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_what_is_over_has_a_clear_page(world: World, app: Flask, language: str) -> None:
    key = world.certified()
    number = number_of(world, key)
    client = visit(app, language=language)
    token = token_of(client.get(f"/certificates/{number}/incident"))
    with world.session() as session:
        certifying.revoke(session, actor=world.actor("dora"), assessment_id=key, reason="Secret.", now=NOW)
    for answer in (
        client.get(f"/certificates/{number}/incident"),
        client.post(f"/certificates/{number}/incident", data={**TYPED, "csrf_token": token}),
    ):
        assert answer.status_code == 409
        expected = "No incidents are taken" if language == "en" else "不再受理"
        assert expected in text_of(answer)
    assert f"/certificates/{number}/incident" not in text_of(client.get(f"/certificates/{number}"))
    assert count_open(world) == 0


def test_an_unknown_number_is_told_as_everywhere(client: StrictClient) -> None:
    for tail in ("incident", "incident/reported"):
        assert client.get(f"/certificates/FJ-2026-0000-0000/{tail}").status_code == 404


@pytest.mark.parametrize(
    ("outcome", "heading", "since"),
    [
        (Outcome.DISMISS, "Genuine and valid", ""),
        (Outcome.SUSPEND, "Genuine, but suspended", "since 23 November 2026"),
        (Outcome.REVOKE, "Genuine, but revoked", "revoked on 23 November 2026"),
    ],
)
def test_the_public_page_follows_an_answer_at_once_without_its_reason(
    world: World, client: StrictClient, outcome: Outcome, heading: str, since: str
) -> None:
    key = world.certified()
    incident = reported(world, key)
    with world.session() as session:
        given = {"actor": world.actor("dora"), "incident_id": incident.id, "reason": "Internal.", "now": NOW}
        decide(session, outcome=outcome, **given)  # type: ignore[arg-type] # a test names the parameters
    text = text_of(client.get(f"/certificates/{number_of(world, key)}"))
    assert heading in text
    assert since in text
    for private in ("Internal.", "Dora", incident.reference, incident.description):
        assert private not in text


def test_the_public_page_follows_when_a_suspension_is_lifted(world: World, client: StrictClient) -> None:
    key = world.certified()
    with world.session() as session:
        certifying.suspend(session, actor=world.actor("dora"), assessment_id=key, reason="Why.", now=NOW)
        certifying.lift(session, actor=world.actor("dora"), assessment_id=key, reason="Mended.", now=NOW)
    text = text_of(client.get(f"/certificates/{number_of(world, key)}"))
    assert "Genuine and valid" in text
    assert "Mended." not in text


def test_a_superseded_certificate_and_the_one_that_replaces_it_name_each_other(world: World, app: Flask) -> None:
    old = world.certified()
    alice, dora = world.actor("alice"), world.actor("dora")
    with world.session() as session:
        new = repeating.assess_again(session, actor=alice, assessment_id=old, now=NOW)
        assessing.submit(session, actor=alice, assessment_id=new, version=1, now=NOW)
    world.open(new, "dora")
    assert f"takes the place of certificate {number_of(world, old)}" in text_of(
        visit(app, "dora").get(f"/reviews/{new}")
    )
    digest = world.digest(new)
    with world.session() as session:
        reviewing.start_review(session, actor=dora, assessment_id=new, now=NOW)
        reviewing.approve(session, actor=dora, assessment_id=new, digest=digest, now=NOW)
    before, after = number_of(world, old), number_of(world, new)
    client = visit(app)
    text = text_of(client.get(f"/certificates/{before}"))
    assert "Genuine, but replaced by a newer one" in text
    assert f'<a href="/certificates/{after}">Superseded by {after}</a>' in text
    assert f'<a href="/certificates/{before}">{before}</a>' in text_of(client.get(f"/certificates/{after}"))
    closed = client.get(f"/certificates/{before}/incident")
    assert closed.status_code == 409
    assert f'href="/certificates/{after}/incident"' in text_of(closed)
    assert f'href="/certificates/{after}"' in text_of(visit(app, "alice").get(f"/assessments/{old}/result"))


def test_an_expired_certificate_takes_no_reports_before_the_clock_did_its_work(world: World) -> None:
    number = number_of(world, world.certified())
    later = application_of(world, now=NOW.replace(year=2028))
    assert visit(later).get(f"/certificates/{number}/incident").status_code == 409
