"""The pages on which a system is assessed again, and the marks at what was changed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Flask

from app.workflow import assessing, repeating, reviewing
from tests.people import MATRICES, NOW, World, publish_matrix
from tests.web.respondent.filling import send
from tests.web.visiting import text_of, token_of, visit

LATER = NOW + timedelta(days=30)
MARK = '<span class="tag now">Changed</span> Before, on 23 November 2026: None'


def begun(world: World) -> UUID:
    """A draft that began with the answers of a certified assessment."""
    with world.session() as session:
        return repeating.assess_again(session, actor=world.actor("alice"), assessment_id=world.certified(), now=LATER)


def test_a_system_is_assessed_again_from_the_pages_that_offer_it(world: World, app: Flask) -> None:
    key = world.certified()
    alice = visit(app, "alice")
    address = f"/assessments/{key}/again"
    for page in ("/assessments", "/assessments/new", f"/assessments/{key}/result"):
        assert f'href="{address}"' in text_of(alice.get(page))
    preview = text_of(alice.get(address))
    assert "begins with the answers that you submitted on 23 November 2026" in preview
    assert "1 answer is taken over" in preview
    assert "Files and results of tests are not taken over" in preview
    answer = alice.post(address, data={"csrf_token": token_of(alice.get(address))})
    tasks = text_of(alice.get(answer.headers["Location"]))
    assert "1 answer was taken over." in tasks
    assert "taken over, not checked yet" in tasks
    assert f'href="/assessments/{key}/result"' in tasks
    assert "You have begun this on 23 November 2026 already." in text_of(alice.get(address))


def test_what_is_open_offers_nothing(world: World, app: Flask) -> None:
    key = world.submitted()
    alice = visit(app, "alice")
    for page in ("/assessments", "/assessments/new", f"/assessments/{key}/result"):
        assert "/again" not in text_of(alice.get(page))
    assert alice.get(f"/assessments/{key}/again").status_code == 409


def test_what_could_not_be_taken_over_is_listed(world: World, app: Flask) -> None:
    key = world.draft("serious")
    with world.session() as session:
        assessing.withdraw(session, actor=world.actor("alice"), assessment_id=key, now=NOW)
        newer = (MATRICES / "small_office.yaml").read_text().replace('version: "1"', 'version: "2"')
        newer = newer.replace("id: people\n", "id: persons\n").replace("[en, zh-Hans]", "[en]")
        publish_matrix(session, {"": newer.encode()})
    page = text_of(visit(app, "alice").get(f"/assessments/{key}/again"))
    assert "1 answer could not be taken over because the questions changed" in page
    assert "How many people are affected?" in page
    assert "12,000" in page
    assert "No longer asked" in page
    assert "edition 2" in page


def test_a_changed_answer_is_marked_on_every_page(world: World, app: Flask) -> None:
    key = begun(world)
    alice = visit(app, "alice")
    assert "Changed</span>" not in text_of(alice.get(f"/assessments/{key}/check"))
    assert send(alice, key, {"answer.harm": "untested"}, "use").status_code == 302
    assert MARK in text_of(alice.get(f"/assessments/{key}/check"))
    assert MARK in text_of(alice.get(f"/assessments/{key}/use"))
    with world.session() as session:
        version = world.find(session, key).version
        assessing.submit(session, actor=world.actor("alice"), assessment_id=key, version=version, now=LATER)
    submitted = text_of(alice.get(f"/assessments/{key}/result/answers"))
    assert MARK in submitted
    assert "1 answer or comment is different from before and marked." in submitted
    review = text_of(visit(app, "dora").get(f"/reviews/{key}"))
    assert MARK in review
    assert "1 answer or comment is different from before and marked." in review


def test_a_revision_marks_what_differs_from_what_was_sent_back(world: World, app: Flask) -> None:
    key = world.in_review()
    with world.session() as session:
        reviewing.send_back(
            session, actor=world.actor("dora"), assessment_id=key, digest=world.digest(key), reason="Why?", now=NOW
        )
        assessing.revise(session, actor=world.actor("alice"), assessment_id=key, now=NOW)
    alice = visit(app, "alice")
    send(alice, key, {"answer.harm": "untested"}, "use")
    assert MARK in text_of(alice.get(f"/assessments/{key}/check"))
