"""The reviewer's pages: what they show, what they allow, and that nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.storage import certificates, ledger
from app.storage.assessments import decisions_of
from app.workflow import assessing, reviewing
from tests.people import NOW, World
from tests.web.client import StrictClient
from tests.web.visiting import application_of, text_of, token_of, visit

ACTIONS = ("start-review", "approve", "send-back", "reject", "suspend", "lift", "revoke")


def decide(client: StrictClient, key: UUID, action: str, **fields: str) -> TestResponse:
    """Press a button of the review page, with the token that the page carries."""
    token = token_of(client.get(f"/reviews/{key}"))
    return client.post(f"/reviews/{key}/{action}", data={"csrf_token": token, **fields})


def test_the_queue_shows_what_waits_and_nothing_else(world: World, app: Flask) -> None:
    assert "Nothing waits for you." in text_of(visit(app, "dora").get("/queue"))
    world.draft(system="A draft")
    world.submitted("serious", system="A serious thing")
    world.submitted(owner="bob", system="Bob’s own")
    text = text_of(visit(app, "dora").get("/queue"))
    assert "2 assessments wait for your decision, oldest deadline first." in text
    assert "A serious thing" in text
    assert "A draft" not in text
    assert "Bob’s own" not in text_of(visit(app, "bob").get("/queue"))
    assert "Nothing waits for you." in text_of(visit(app, "fang").get("/queue"))


def test_a_deadline_that_is_over_is_told(world: World) -> None:
    world.submitted("serious")
    soon = text_of(visit(application_of(world), "dora").get("/queue"))
    assert "overdue</span>" not in soon
    late = application_of(world, now=NOW + timedelta(days=30))
    page = visit(late, "dora").get("/queue")
    assert "days overdue" in text_of(page)
    assert 'class="over"' in text_of(page)


def test_the_queue_has_pages(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.reviewer.routes.A_PAGE", 2)
    for number in range(3):
        world.submitted(system=f"System {number}")
    client = visit(app, "dora")
    first = client.get("/queue").get_data(as_text=True)
    address = first.split('href="/queue?after=')[1].split('"')[0]
    assert 'rel="next"' in first
    second = text_of(client.get(f"/queue?after={address}"))
    shown = [number for number in range(3) if f"System {number}" in first]
    assert len(shown) == 2
    assert [number for number in range(3) if f"System {number}" in second] == [
        number for number in range(3) if number not in shown
    ]
    assert client.get("/queue?after=nonsense").status_code == 200


def test_the_review_page_shows_answers_reasons_and_who_took_part(world: World, app: Flask) -> None:
    key = world.in_review("serious")
    text = text_of(visit(app, "dora").get(f"/reviews/{key}"))
    for expected in ("Traffic lights", "Ministry of Transport", "12,000", "Alice Adler", world.digest(key)):
        assert expected in text
    chinese = text_of(visit(app, "dora", language="zh-Hans").get(f"/reviews/{key}"))
    assert "您的决定" in chinese
    assert "Your decision" not in chinese


def test_what_respondents_typed_is_shown_as_text(world: World, app: Flask) -> None:
    key = world.in_review(system="<script>alert(1)</script>")
    page = visit(app, "dora").get(f"/reviews/{key}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_way_to_a_certificate(world: World, app: Flask) -> None:
    key = world.submitted()
    dora = visit(app, "dora")
    assert decide(dora, key, "start-review").status_code == 302
    answer = decide(dora, key, "approve", digest=world.digest(key))
    assert answer.status_code == 302
    assert world.state(key) == "certified"
    text = text_of(dora.get(f"/reviews/{key}"))
    assert "Your approval is recorded." in text
    with world.session() as session:
        certificate = certificates.of_assessment(session, key)
        assert certificate is not None
        assert certificate.number in text
        assert certificate.facts["office"] == {"en": "Governance Office", "zh-Hans": "治理办公室"}


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ("send-back", "Enter what has to change before this can be approved"),
        ("reject", "Enter why this is rejected"),
    ],
)
def test_a_missing_reason_comes_back_in_words(world: World, app: Flask, action: str, sentence: str) -> None:
    key = world.in_review()
    page = decide(visit(app, "dora"), key, action, digest=world.digest(key), reason="   ")
    assert page.status_code == 400
    text = text_of(page)
    assert text.count(sentence) == 2  # in the summary, and beside the field
    assert "<title>Error:" in text
    assert world.state(key) == "in_review"


def test_a_reason_that_is_too_long_stays_in_its_field(world: World, app: Flask) -> None:
    key = world.in_review()
    page = decide(visit(app, "dora"), key, "reject", digest=world.digest(key), reason="x" * 5_001)
    assert page.status_code == 400
    assert "x" * 5_001 in page.get_data(as_text=True)
    assert "Shorten the reason to 5,000 characters" in text_of(page)
    assert world.state(key) == "in_review"


@pytest.mark.parametrize(("action", "state"), [("send-back", "sent_back"), ("reject", "rejected")])
def test_turning_down_keeps_the_reason(world: World, app: Flask, action: str, state: str) -> None:
    key = world.in_review()
    dora = visit(app, "dora")
    assert decide(dora, key, action, digest=world.digest(key), reason="The <b>figures</b> are old").status_code == 302
    assert world.state(key) == state
    assert "The &lt;b&gt;figures&lt;/b&gt; are old" in dora.get(f"/reviews/{key}").get_data(as_text=True)


def test_a_changed_digest_is_refused_and_the_words_are_kept(world: World, app: Flask) -> None:
    key = world.in_review()
    seen = world.digest(key)
    with world.session() as session:
        reviewing.send_back(
            session, actor=world.actor("dora"), assessment_id=key, digest=seen, reason="More, please", now=NOW
        )
        alice = world.actor("alice")
        assessing.revise(session, actor=alice, assessment_id=key, now=NOW)
        version = world.find(session, key).version
        assessing.submit(session, actor=alice, assessment_id=key, version=version, now=NOW)
        reviewing.start_review(session, actor=world.actor("dora"), assessment_id=key, now=NOW)
    page = decide(visit(app, "emil"), key, "approve", digest=seen, reason="Fine by me")
    assert page.status_code == 409
    assert "was submitted anew while you were reading" in text_of(page)
    assert "Fine by me" in text_of(page)
    assert world.state(key) == "in_review"


def test_a_form_without_a_digest_approves_nothing(world: World, app: Flask) -> None:
    key = world.in_review()
    assert decide(visit(app, "dora"), key, "approve").status_code == 409
    assert world.state(key) == "in_review"


def test_a_contributor_sees_why_they_cannot_decide(world: World, app: Flask) -> None:
    key = world.in_review(owner="bob")
    bob = visit(app, "bob")
    page = bob.get(f"/reviews/{key}")
    assert "You had a hand in this assessment, so somebody else has to decide on it." in text_of(page)
    assert f"/reviews/{key}/approve" not in page.get_data(as_text=True)
    for action in ("approve", "send-back", "reject"):
        answer = decide(bob, key, action, digest=world.digest(key), reason="Me")
        assert answer.status_code == 409
    assert world.state(key) == "in_review"


def test_a_step_of_another_role_is_explained(world: World, app: Flask) -> None:
    key = world.in_review("serious")
    fang = visit(app, "fang")
    page = fang.get(f"/reviews/{key}")
    assert "The next step of the review belongs to another role." in text_of(page)
    assert ">Approve<" not in page.get_data(as_text=True)
    assert decide(fang, key, "approve", digest=world.digest(key)).status_code == 409


def test_nobody_signs_twice(world: World, app: Flask) -> None:
    key = world.in_review("serious")
    dora = visit(app, "dora")
    assert decide(dora, key, "approve", digest=world.digest(key)).status_code == 302
    page = dora.get(f"/reviews/{key}").get_data(as_text=True)
    assert "You have already signed this assessment" in page
    assert "/send-back" not in page
    again = decide(dora, key, "approve", digest=world.digest(key))
    assert again.status_code == 409
    with world.session() as session:
        submission = world.find(session, key).submission_id
        assert submission is not None
        assert len(decisions_of(session, submission)) == 1


def test_suspending_lifting_and_revoking_need_a_reason(world: World, app: Flask) -> None:
    key = world.certified()
    emil = visit(app, "emil")
    assert decide(emil, key, "suspend").status_code == 400
    assert world.state(key) == "certified"
    for action, state in (("suspend", "suspended"), ("lift", "certified"), ("revoke", "revoked")):
        assert decide(emil, key, action, reason="An incident").status_code == 302
        assert world.state(key) == state
    assert "revoke" not in emil.get(f"/reviews/{key}").get_data(as_text=True).split("<h2")[-1]


def test_the_list_of_certificates(world: World, app: Flask) -> None:
    assert "No certificate was issued yet." in text_of(visit(app, "dora").get("/queue/certificates"))
    world.certified()
    text = text_of(visit(app, "dora").get("/queue/certificates"))
    assert "Traffic lights" in text
    assert "valid until 22 November 2027" in text


@pytest.mark.parametrize("name", ["alice", "charlie", "stella", "adam"])
def test_others_do_not_get_in(world: World, app: Flask, name: str) -> None:
    key = world.in_review()
    client = visit(app, name)
    assert client.get("/queue").status_code == 403
    assert client.get(f"/reviews/{key}").status_code == 403
    for action in ACTIONS:
        page = client.get("/verify")
        answer = client.post(f"/reviews/{key}/{action}", data={"csrf_token": token_of(page)})
        assert answer.status_code == 403
    assert world.state(key) == "in_review"


def test_a_draft_and_an_unknown_key_are_not_found(world: World, app: Flask) -> None:
    dora = visit(app, "dora")
    assert dora.get(f"/reviews/{world.draft()}").status_code == 404
    assert dora.get(f"/reviews/{uuid4()}").status_code == 404


def test_looking_changes_nothing(world: World, app: Flask) -> None:
    key = world.in_review()  # Dora opened it already
    dora = visit(app, "dora")
    with world.session() as session:
        before = len(ledger.entries(session))
    dora.get("/queue")
    dora.get(f"/reviews/{key}")
    for action in ACTIONS:
        assert dora.get(f"/reviews/{key}/{action}").status_code == 405
    with world.session() as session:
        assert len(ledger.entries(session)) == before
    assert world.state(key) == "in_review"


def test_a_form_without_its_token_decides_nothing(world: World, app: Flask) -> None:
    key = world.in_review()
    dora = visit(app, "dora")
    assert dora.post(f"/reviews/{key}/approve", data={"digest": world.digest(key)}).status_code == 400
    assert world.state(key) == "in_review"
