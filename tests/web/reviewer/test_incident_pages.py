"""The reviewer's pages of incidents: the list, the report with its clock, and one answer to each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.storage import incidents, ledger
from app.storage.incidents import Incident
from tests.incidents import reported
from tests.people import NOW, World
from tests.web.client import StrictClient
from tests.web.visiting import application_of, text_of, token_of, visit


def press(client: StrictClient, incident: Incident, button: str, reason: str = "Looked into.") -> TestResponse:
    address = f"/incidents/{incident.reference}"
    token = token_of(client.get(address))
    return client.post(f"{address}/{button}", data={"csrf_token": token, "reason": reason})


def test_the_list_has_the_open_ones_first_and_marks_the_overdue(world: World) -> None:
    late = reported(world, world.certified(system="Late"), now=NOW)
    soon = reported(world, world.certified(system="Soon"), now=NOW + timedelta(hours=20))
    app = application_of(world, now=NOW + timedelta(hours=26))
    dora = visit(app, "dora")
    page = text_of(dora.get("/queue/incidents"))
    assert page.index("Late") < page.index("Soon")
    assert "2 hours overdue" in page
    assert "18 hours left" in page
    assert page.count('class="over"') == 1
    assert "Incidents (2 open)" in text_of(dora.get("/queue"))
    assert press(dora, late, "dismiss").status_code == 302
    page = text_of(dora.get("/queue/incidents?show=decided"))
    assert late.reference in page
    assert soon.reference not in page
    assert "Dismissed" in page


def test_the_list_has_pages(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.reviewer.incidents.A_PAGE", 2)
    key = world.certified()
    found = [reported(world, key, "alice", now=NOW + timedelta(minutes=turn)) for turn in range(3)]
    dora = visit(app, "dora")
    first = dora.get("/queue/incidents").get_data(as_text=True)
    assert found[2].reference not in first
    address = first.split('href="/queue/incidents?after=')[1].split('"')[0]
    second = text_of(dora.get(f"/queue/incidents?after={address}"))
    assert [f'/incidents/{each.reference}"' in second for each in found] == [False, False, True]
    assert dora.get("/queue/incidents?after=nonsense&show=decided").status_code == 200


def test_the_page_shows_the_report_its_clock_and_how_to_reach_the_reporter(world: World, app: Flask) -> None:
    incident = reported(world, world.certified(), contact="reader@example.org", description="<b>It</b> went wrong.")
    dora = visit(app, "dora")
    page = dora.get(f"/incidents/{incident.reference}")
    text = text_of(page)
    for expected in (
        "24 hours left",
        "24 November 2026, 09:00 (UTC)",
        "reader@example.org",
        "without a name",
        "Issued",
    ):
        assert expected in text
    assert "&lt;b&gt;It" in page.get_data(as_text=True)
    assert dora.get("/incidents/IN-2026-0000-0000").status_code == 404


@pytest.mark.parametrize(
    ("button", "state", "sentence"),
    [
        ("dismiss", "certified", "The incident is dismissed."),
        ("suspend", "suspended", "The certificate is suspended."),
        ("revoke", "revoked", "The certificate is revoked."),
    ],
)
def test_an_answer_needs_a_reason_and_changes_the_certificate(
    world: World, app: Flask, button: str, state: str, sentence: str
) -> None:
    key = world.certified()
    incident, dora = reported(world, key), visit(app, "dora")
    missing = press(dora, incident, button, reason=" ")
    assert missing.status_code == 400
    assert "Enter why" in text_of(missing)
    assert world.state(key) == "certified"
    assert press(dora, incident, button).status_code == 302
    text = text_of(dora.get(f"/incidents/{incident.reference}"))
    assert sentence in text
    assert "Looked into." in text
    assert world.state(key) == state
    again = press_again(dora, incident)
    assert again.status_code == 409
    assert "Somebody has decided on this incident already." in text_of(again)
    assert "Too late, but kept" in text_of(again)


def press_again(client: StrictClient, incident: Incident) -> TestResponse:
    token = token_of(client.get("/verify"))
    data = {"csrf_token": token, "reason": "Too late, but kept"}
    return client.post(f"/incidents/{incident.reference}/revoke", data=data)


def test_a_suspended_certificate_is_not_offered_to_be_suspended(world: World, app: Flask) -> None:
    key = world.certified()
    first, second = reported(world, key), reported(world, key)
    dora = visit(app, "dora")
    press(dora, first, "suspend")
    text = text_of(dora.get(f"/incidents/{second.reference}"))
    assert "The certificate is suspended already." in text
    assert f"/incidents/{second.reference}/suspend" not in text
    assert f"/incidents/{second.reference}/revoke" in text
    assert first.reference in text
    press(dora, second, "dismiss")
    assert world.state(key) == "suspended"


def test_who_has_a_part_in_the_assessment_cannot_even_read_the_report(world: World, app: Flask) -> None:
    incident = reported(world, world.certified(owner="bob"))
    bob = visit(app, "bob")
    answer = bob.get(f"/incidents/{incident.reference}")
    assert answer.status_code == 409
    assert incident.description not in text_of(answer)
    assert incident.description not in text_of(bob.get("/queue/incidents"))


def test_who_reported_it_reads_but_does_not_decide(world: World, app: Flask) -> None:
    incident = reported(world, world.certified(), "emil")
    text = text_of(visit(app, "emil").get(f"/incidents/{incident.reference}"))
    assert "You reported this incident, so somebody else has to decide on it." in text
    assert f"/incidents/{incident.reference}/dismiss" not in text


def test_the_address_is_erased_by_a_button(world: World, app: Flask) -> None:
    incident = reported(world, world.certified(), contact="reader@example.org")
    dora = visit(app, "dora")
    press(dora, incident, "erase-contact")
    text = text_of(dora.get(f"/incidents/{incident.reference}"))
    assert "The address is erased." in text
    assert "reader@example.org" not in text
    with world.session() as session:
        assert incidents.contact_of(session, incident.id) is None


def test_looking_changes_nothing(world: World, app: Flask) -> None:
    incident = reported(world, world.certified())
    dora = visit(app, "dora")
    with world.session() as session:
        before = ledger.count(session)
    for address in ("/queue/incidents", f"/incidents/{incident.reference}"):
        dora.get(address)
    for button in ("dismiss", "suspend", "revoke", "erase-contact"):
        assert dora.get(f"/incidents/{incident.reference}/{button}").status_code == 405
    with world.session() as session:
        assert ledger.count(session) == before


def test_the_owner_reads_why_and_the_other_buttons_stay(world: World, app: Flask) -> None:
    key = world.certified()
    incident = reported(world, key)
    press(visit(app, "dora"), incident, "suspend", reason="Until the cause is found.")
    text = text_of(visit(app, "alice").get(f"/assessments/{key}/result"))
    assert "Until the cause is found." in text
    assert "Report an incident" in text
    assert "Assess this system again" in text
    assert incident.description not in text
    review = text_of(visit(app, "emil").get(f"/reviews/{key}"))
    assert "Lift the suspension" in review
    assert f"/certificates/{incident_number(world, incident)}/incident" in review


def incident_number(world: World, incident: Incident) -> str:
    with world.session() as session:
        found = incidents.by_reference(session, incident.reference)
        assert found is not None
        return found.certificate.number
