"""Remarks on the reviewer's pages: writing one, sending them along, and reading remark, reply and change together."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.domain.remark import LONGEST_REMARK
from app.storage import remarks
from app.workflow import reviewing
from tests.people import NOW, World
from tests.remarked import WHY, remarked, revised, saved, sent_back, submitted_again, to_revise
from tests.web.client import StrictClient
from tests.web.visiting import text_of, token_of, visit


def write(client: StrictClient, key: UUID, digest: str, question: str = "harm", remark: str = WHY) -> TestResponse:
    """Open the page for a remark, type and send."""
    address = f"/reviews/{key}/remarks/{question}"
    typed = {"csrf_token": token_of(client.get(address)), "digest": digest, "remark": remark}
    return client.post(address, data=typed)


def test_a_remark_is_written_beside_its_answer(world: World, app: Flask) -> None:
    key, client = world.in_review("serious"), visit(app, "dora")
    review = client.get(f"/reviews/{key}")
    assert f'href="/reviews/{key}/remarks/harm"' in text_of(review)
    page = client.get(f"/reviews/{key}/remarks/harm")
    assert "Serious harm" in text_of(page)
    assert "The respondent reads it when the assessment is sent back, not before" in text_of(page)
    answer = write(client, key, world.digest(key))
    assert answer.headers["Location"] == f"/reviews/{key}#question-harm"
    text = text_of(client.get(f"/reviews/{key}"))
    assert "Remark of Dora Diallo on revision 1, 23 November 2026" in text
    assert WHY in text
    assert "1 remark on a single answer goes with it when you send it back." in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (" ", "Enter what you have to say about this answer"),
        ("x" * (LONGEST_REMARK + 1), "Shorten the remark to 5,000 characters"),
    ],
)
def test_what_is_no_remark_comes_back(world: World, app: Flask, typed: str, sentence: str) -> None:
    key = world.in_review()
    answer = write(visit(app, "dora"), key, world.digest(key), remark=typed)
    assert answer.status_code == 400
    assert sentence in text_of(answer)
    assert typed.strip()[:50] in text_of(answer)


def test_a_remark_on_what_was_submitted_anew_is_refused_and_not_lost(world: World, app: Flask) -> None:
    key = world.in_review()
    answer = write(visit(app, "dora"), key, "0" * 64)
    assert answer.status_code == 409
    assert WHY in text_of(answer)


def test_strangers_contributors_and_other_questions_get_nothing(world: World, app: Flask) -> None:
    key = world.submitted(owner="bob")
    assert visit(app, "bob").get(f"/reviews/{key}/remarks/harm").status_code == 409
    assert "/remarks/harm" not in text_of(visit(app, "bob").get(f"/reviews/{key}"))
    assert visit(app, "alice").get(f"/reviews/{key}/remarks/harm").status_code == 403
    for question in ("people", "nothing"):
        assert visit(app, "dora").get(f"/reviews/{key}/remarks/{question}").status_code == 404
    draft = world.draft()
    assert visit(app, "dora").get(f"/reviews/{draft}/remarks/harm").status_code == 404


def test_remarks_of_several_reviewers_show_with_their_names(world: World, app: Flask) -> None:
    key = world.in_review()
    remarked(world, key, "dora", text="First.")
    remarked(world, key, "fang", text="Second.")
    sent_back(world, key)
    for client, address in (
        (visit(app, "emil"), f"/reviews/{key}"),
        (visit(app, "alice"), f"/assessments/{key}/result"),
        (visit(app, "alice"), f"/assessments/{key}/result/answers"),
    ):
        text = text_of(client.get(address))
        assert text.index("Remark of Dora Diallo") < text.index("First.") < text.index("Remark of Fang Fei")
        assert "Second." in text


def test_the_respondent_sees_no_remark_while_it_is_reviewed(world: World, app: Flask) -> None:
    key, client = world.in_review(), visit(app, "alice")
    remarked(world, key)
    for page in ("result", "result/answers"):
        assert WHY not in text_of(client.get(f"/assessments/{key}/{page}"))
    sent_back(world, key)
    assert WHY in text_of(client.get(f"/assessments/{key}/result"))
    assert "With it goes 1 remark on a single answer" in text_of(client.get(f"/assessments/{key}/result"))


def test_remark_reply_and_change_are_read_together(world: World, app: Flask) -> None:
    key, keys = to_revise(world, harm=WHY, people="Counted how?", sources="Bought?")
    saved(world, key, {keys["harm"]: "Drivers.", keys["people"]: "By camera."}, people="13000")
    saved(world, key, {keys["sources"]: "No."}, section="data")
    submitted_again(world, key)
    page = text_of(visit(app, "dora").get(f"/reviews/{key}"))
    assert "3 remarks on revisions before this one:" in page
    assert "all replied to; 1 answer changed." in page
    listed = re.findall(r'<a href="#question-(\w+)">[^<]*</a>: (replied[^<]*)</li>', page)
    assert listed == [
        ("harm", "replied, and not changed"),
        ("people", "replied, and changed"),
        ("sources", "replied, and not changed"),
    ]
    block = page[page.index('id="question-people"') :]
    parts = ["13,000", "Counted how?", "Reply of Alice Adler", "By camera.", "Changed", "Before,", "12,000"]
    places = [block.index(part) for part in parts]
    assert places == sorted(places)
    harm = page[page.index('id="question-harm"') : page.index('id="question-people"')]
    assert "The answer is the same as before." in harm
    answers = text_of(visit(app, "alice").get(f"/assessments/{key}/result/answers"))
    assert "By camera." in answers


def test_what_was_replied_to_long_ago_is_folded_away(world: World, app: Flask) -> None:
    key, keys = to_revise(world, harm=WHY)
    saved(world, key, {keys["harm"]: "Drivers."})
    submitted_again(world, key)
    with world.session() as session:
        reviewing.start_review(session, actor=world.actor("dora"), assessment_id=key, now=NOW)
    sent_back(world, key)
    revised(world, key)
    submitted_again(world, key)
    page = text_of(visit(app, "dora").get(f"/reviews/{key}"))
    assert "on revisions before this one" not in page
    assert "<summary>1 remark from before</summary>" in page
    assert "Drivers." in page


def test_a_remark_whose_question_is_gone_is_told(world: World, app: Flask) -> None:
    key, _keys = to_revise(world, people="Counted how?")
    saved(world, key, {}, harm="none")
    submitted_again(world, key)
    page = text_of(visit(app, "dora").get(f"/reviews/{key}"))
    assert "1 remark on a revision before this one:" in page
    assert "1 on a question that is no longer asked; 0 answers changed." in page
    with world.session() as session:
        assert len(remarks.remarks_of(session, key)) == 1
