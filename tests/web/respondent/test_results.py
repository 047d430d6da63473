"""What respondents see of their assessment in each state, and what strangers see: nothing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from app.web.respondent.addresses import section_url
from app.workflow import assessing, certifying, reviewing
from tests.people import NOW, World
from tests.web.respondent.filling import hidden_fields, send
from tests.web.visiting import text_of, visit

PAGES = ("", "/use", "/sections/use", "/check", "/submitted", "/withdraw", "/result", "/result/answers", "/submit")
POSTS = ("/use", "/submit", "/withdraw", "/revise")


def withdrawn(world: World) -> UUID:
    key = world.submitted()
    with world.session() as session:
        assessing.withdraw(session, actor=world.actor("alice"), assessment_id=key, now=NOW)
    return key


def decided(world: World, decision: str) -> UUID:
    key = world.in_review()
    act = {"send_back": reviewing.send_back, "reject": reviewing.reject}[decision]
    with world.session() as session:
        act(
            session,
            actor=world.actor("dora"),
            assessment_id=key,
            digest=world.digest(key),
            reason="Say <who> is harmed.",
            now=NOW,
        )
    return key


def approved(world: World, harm: str) -> UUID:
    key = world.in_review(harm)
    with world.session() as session:
        reviewing.approve(session, actor=world.actor("dora"), assessment_id=key, digest=world.digest(key), now=NOW)
    return key


def suspended(world: World) -> UUID:
    key = world.certified()
    with world.session() as session:
        certifying.suspend(session, actor=world.actor("dora"), assessment_id=key, reason="An incident", now=NOW)
    return key


def revoked(world: World) -> UUID:
    key = world.certified()
    with world.session() as session:
        certifying.revoke(session, actor=world.actor("dora"), assessment_id=key, reason="An incident", now=NOW)
    return key


STATES: dict[str, tuple[Callable[[World], UUID], list[str]]] = {
    "submitted": (World.submitted, ["Submitted; the review has not begun.", "due by 30 November 2026"]),
    "in_review": (World.in_review, ["Reviewers are looking at this assessment."]),
    "withdrawn": (withdrawn, ["This assessment is withdrawn."]),
    "sent_back": (lambda w: decided(w, "send_back"), ["Say &lt;who&gt; is harmed.", "Revise the assessment"]),
    "rejected": (lambda w: decided(w, "reject"), ["Rejected", "Dora Diallo (Reviewer)", "Say &lt;who&gt; is harmed."]),
    "certified": (
        World.certified,
        ["The system is certified.", "valid until 22 November 2027", "/certificates/FJ-2026-"],
    ),
    "suspended": (suspended, ["The certificate is suspended and not valid at present."]),
    "revoked": (revoked, ["The certificate was revoked and is no longer valid."]),
}


@pytest.mark.parametrize("state", STATES)
def test_each_state_says_where_the_assessment_stands(world: World, app: Flask, state: str) -> None:
    make, sentences = STATES[state]
    key, client = make(world), visit(app, "alice")
    assert world.state(key) == state
    assert client.get(f"/assessments/{key}").headers["Location"] == f"/assessments/{key}/result"
    page = text_of(client.get(f"/assessments/{key}/result"))
    assert [sentence for sentence in sentences if sentence not in page] == []
    assert ("/withdraw" in page) is (state == "submitted")
    assert ("Revise the assessment" in page) is (state == "sent_back")
    assert ("Before a certificate is issued" in page) is (state in ("submitted", "in_review", "sent_back"))
    assert "Traffic lights" in text_of(client.get("/assessments"))


def test_an_approval_without_certificate_says_why(world: World, app: Flask) -> None:
    key = approved(world, "forbidden")
    assert world.state(key) == "approved"
    assert "Systems of this level cannot be certified." in text_of(
        visit(app, "alice").get(f"/assessments/{key}/result")
    )


def test_the_result_tells_level_obligations_and_what_would_lower_it(world: World, app: Flask) -> None:
    page = text_of(visit(app, "alice").get(f"/assessments/{world.submitted('serious')}/result"))
    assert "High risk" in page
    assert "A named person can stop the system at any time." in page
    assert "What would lower it" in page
    assert "What harm could the system do?<br><strong>None</strong>" in page


def test_the_result_leads_to_everything_that_was_submitted(world: World, app: Flask) -> None:
    client, key = visit(app, "alice"), world.submitted("serious")
    with world.session() as session:
        given = len(world.find(session, key).answers)
    page = text_of(client.get(f"/assessments/{key}/result"))
    assert f'<a href="/assessments/{key}/result/answers">Show all {given} answers</a>' in page
    answers = text_of(client.get(f"/assessments/{key}/result/answers"))
    assert answers.count("<dt>") == given
    assert "12,000" in answers


def test_nothing_submitted_has_no_answers_to_show(world: World, app: Flask) -> None:
    key, client = world.draft(), visit(app, "alice")
    answer = client.get(f"/assessments/{key}/result/answers")
    assert answer.headers["Location"] == f"/assessments/{key}/result"


def test_the_result_tells_what_keeps_it_from_rising(world: World, app: Flask) -> None:
    page = text_of(visit(app, "alice").get(f"/assessments/{world.submitted('serious')}/result"))
    assert "What would raise it" in page
    assert "What harm could the system do?<br><strong>Nobody knows yet</strong>" in page


def test_a_revision_begins_with_the_earlier_answers(world: World, app: Flask) -> None:
    key, client = decided(world, "send_back"), visit(app, "alice")
    token = hidden_fields(client.get(f"/assessments/{key}/result"))
    answer = client.post(f"/assessments/{key}/revise", data=token)
    page = text_of(client.get(answer.headers["Location"]))
    assert "Revision 2" in page
    assert "1 of 3 questions answered" in page
    assert "This is the result of revision 1." in text_of(client.get(f"/assessments/{key}/result"))


def test_withdrawing_asks_once_more(world: World, app: Flask) -> None:
    key, client = world.draft(), visit(app, "alice")
    page = client.get(f"/assessments/{key}/withdraw")
    assert world.state(key) == "draft"
    answer = client.post(f"/assessments/{key}/withdraw", data=hidden_fields(page))
    assert "“Traffic lights” is withdrawn." in text_of(client.get(answer.headers["Location"]))
    assert world.state(key) == "withdrawn"
    assert "has no result" in text_of(client.get(f"/assessments/{key}/result"))
    assert client.get(f"/assessments/{key}/withdraw").status_code == 409


def test_a_move_that_the_table_does_not_hold_is_refused(world: World, app: Flask) -> None:
    key, client = world.certified(), visit(app, "alice")
    token = hidden_fields(client.get("/assessments/new"))
    for action in ("revise", "withdraw"):
        assert client.post(f"/assessments/{key}/{action}", data=token).status_code == 409
    assert world.state(key) == "certified"


@pytest.mark.parametrize("name", ["bob", "charlie"])
@pytest.mark.parametrize("make", [World.draft, World.submitted, World.certified])
def test_colleagues_and_other_organisations_find_nothing(
    world: World, app: Flask, name: str, make: Callable[[World], UUID]
) -> None:
    key, client = make(world), visit(app, name)
    token = hidden_fields(client.get("/assessments/new"))
    seen = {page: client.get(f"/assessments/{key}{page}").status_code for page in PAGES}
    done = {page: client.post(f"/assessments/{key}{page}", data=token).status_code for page in POSTS}
    assert set(seen.values()) | set(done.values()) == {404}, (seen, done)
    assert "Traffic lights" not in text_of(client.get("/assessments"))


def test_a_section_named_like_a_page_can_be_reached(world: World, app: Flask) -> None:
    with app.test_request_context():
        address = section_url(world.draft(), "check")
    assert address.endswith("/sections/check")


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_every_page_is_whole_in_its_language(world: World, app: Flask, language: str) -> None:
    client = visit(app, "alice", language)
    draft, sent = world.draft("serious"), world.submitted("serious", system="Bus planner")
    send(client, draft, {"answer.notes": "Enough"}, "data")
    for address in (
        "/assessments",
        "/assessments/new",
        *(f"/assessments/{draft}{page}" for page in ("", "/use", "/data", "/check", "/withdraw")),
        *(f"/assessments/{sent}{page}" for page in ("/submitted", "/result", "/result/answers")),
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert f'<html lang="{language}"' in page.get_data(as_text=True)
