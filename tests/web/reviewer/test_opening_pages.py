"""Opening the review page: who looked is told once, and a browser that looks ahead is nobody."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from app.storage import ledger
from app.storage.assessments import latest_submission
from app.storage.openings import openings_of
from app.workflow import assessing, reviewing
from tests.people import NOW, World
from tests.web.visiting import text_of, token_of, visit


def opened(world: World, key: UUID) -> list[str]:
    """Who opened the present submission, in short."""
    names = {person: name for name, person in world.keys.items()}
    with world.session() as session:
        submission = latest_submission(session, world.find(session, key))
        assert submission is not None
        return [names[found.person_id] for found in openings_of(session, submission.id)]


def entries(world: World) -> int:
    with world.session() as session:
        return ledger.count(session)


def test_the_first_look_is_told_and_no_other(world: World, app: Flask) -> None:
    key = world.submitted()
    emil = visit(app, "emil")
    before = entries(world)
    for _turn in range(3):
        assert emil.get(f"/reviews/{key}").status_code == 200
    assert (opened(world, key), entries(world)) == (["emil"], before + 1)


@pytest.mark.parametrize("header", ["prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip"])
def test_a_browser_that_fetches_ahead_has_not_opened_it(world: World, app: Flask, header: str) -> None:
    key = world.submitted()
    emil = visit(app, "emil")
    ahead = emil.get(f"/reviews/{key}", headers={"Sec-Purpose": header})
    assert ahead.status_code == 503  # so that it asks again when the person comes
    assert "Traffic lights" not in ahead.get_data(as_text=True)
    assert emil.head(f"/reviews/{key}").status_code == 200
    assert opened(world, key) == []
    emil.get(f"/reviews/{key}", headers={"Sec-Purpose": "navigate"})
    assert opened(world, key) == ["emil"]


@pytest.mark.parametrize("action", ["approve", "send-back", "reject"])
def test_who_did_not_open_it_is_told_so_and_keeps_their_words(world: World, app: Flask, action: str) -> None:
    key = world.in_review()
    emil = visit(app, "emil")
    fields = {"csrf_token": token_of(emil.get("/verify")), "digest": world.digest(key), "reason": "By a script"}
    answer = emil.post(f"/reviews/{key}/{action}", data=fields)
    assert answer.status_code == 409
    assert "Open the assessment and read it before you decide on it." in text_of(answer)
    assert "By a script" in text_of(answer)
    assert world.state(key) == "in_review"


def test_a_mistake_on_a_page_that_is_out_of_date_leads_to_the_new_one(world: World, app: Flask) -> None:
    key = world.in_review()
    dora, seen = visit(app, "dora"), world.digest(key)
    token = token_of(dora.get(f"/reviews/{key}"))
    with world.session() as session:
        given = {"actor": world.actor("dora"), "assessment_id": key, "now": NOW}
        reviewing.send_back(session, **given, digest=seen, reason="More, please")  # type: ignore[arg-type]
        alice = world.actor("alice")
        assessing.revise(session, actor=alice, assessment_id=key, now=NOW)
        assessing.submit(session, actor=alice, assessment_id=key, version=world.find(session, key).version, now=NOW)
        reviewing.start_review(session, actor=world.actor("emil"), assessment_id=key, now=NOW)
    answer = dora.post(f"/reviews/{key}/reject", data={"csrf_token": token, "digest": seen, "reason": "x" * 5_001})
    assert answer.status_code == 409
    assert "x" * 5_001 in text_of(answer)
    assert opened(world, key) == []
