"""Replies to remarks: beside the questions, saved with and without JavaScript, merged and clashing as comments do."""

from __future__ import annotations

import re
from uuid import UUID

from flask import Flask, json
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from app.domain.remark import LONGEST_REPLY
from app.workflow import assessing
from tests.people import NOW, World
from tests.remarked import WHY, saved, to_revise
from tests.web.client import StrictClient
from tests.web.respondent.filling import errors_of, hidden_fields, typed_fields
from tests.web.visiting import text_of, visit


def send(client: StrictClient, page: TestResponse, key: UUID, **typed: object) -> TestResponse:
    """Send the form of a page of the section with this typed over it."""
    fields: dict[str, object] = {**typed_fields(page), "then": "continue"}
    fields |= {name.replace("__", "."): value for name, value in typed.items()}
    return client.post(f"/assessments/{key}/use", data=fields)


def reply_in(world: World, key: UUID, remark: str) -> str | None:
    with world.session() as session:
        kept = world.find(session, key).replies.get(remark)
        return str(kept["text"]) if kept else None


def test_a_remark_stands_beside_its_question_with_a_place_for_the_reply(world: World, app: Flask) -> None:
    key, keys = to_revise(world, harm=WHY, sources="Bought?")
    client = visit(app, "alice")
    tasks = text_of(client.get(f"/assessments/{key}"))
    assert tasks.count("1 remark to answer") == 2
    page = client.get(f"/assessments/{key}/use")
    text = text_of(page)
    assert "Remark of Dora Diallo on revision 1, 23 November 2026" in text
    assert WHY in text
    assert "Bought?" not in text
    name = f"reply.{keys['harm']}"
    assert send(client, page, key, **{name: " Drivers.\r\nAnd walkers. "}).status_code == 302
    assert reply_in(world, key, keys["harm"]) == "Drivers.\nAnd walkers."
    assert "Drivers.\nAnd walkers.</textarea>" in client.get(f"/assessments/{key}/use").get_data(as_text=True)
    assert text_of(client.get(f"/assessments/{key}")).count("1 remark to answer") == 1


def test_what_lacks_a_reply_is_listed_and_refused(world: World, app: Flask) -> None:
    key, keys = to_revise(world, harm=WHY, sources="Bought?")
    client = visit(app, "alice")
    page = client.get(f"/assessments/{key}/check")
    text = text_of(page)
    assert "2 remarks need your reply before you can submit:" in text
    assert f'href="/assessments/{key}/use?back=check#question-harm"' in text.replace("&amp;", "&")
    assert text.count("Your reply is missing") == 2
    assert 'name="declaration"' not in text, "no form to submit"
    with world.session() as session:
        version = str(world.find(session, key).version)
    token = hidden_fields(client.get(f"/assessments/{key}/use"))["csrf_token"]
    typed = {"csrf_token": token, "version": version, "declaration": "yes"}
    answer = client.post(f"/assessments/{key}/submit", data=typed)
    assert answer.status_code == 409
    assert "some remarks still need your reply" in text_of(answer)
    assert world.state(key) == "draft"
    saved(world, key, {keys["harm"]: "Drivers."})
    saved(world, key, {keys["sources"]: "No."}, section="data")
    text = text_of(client.get(f"/assessments/{key}/check"))
    assert 'name="declaration"' in text
    assert "Reply of Alice Adler" in text


def test_a_remark_whose_question_is_gone_needs_no_reply(world: World, app: Flask) -> None:
    key, _keys = to_revise(world, people="Counted how?")
    saved(world, key, {}, harm="none")
    text = text_of(visit(app, "alice").get(f"/assessments/{key}/check"))
    assert "Remarks on questions that are no longer asked" in text
    assert "Counted how?" in text
    assert 'name="declaration"' in text


def test_a_reply_is_saved_as_one_goes(world: World, app: Flask) -> None:
    key, keys = to_revise(world, harm=WHY)
    client = visit(app, "alice")
    page = client.get(f"/assessments/{key}/use")
    name = f"reply.{keys['harm']}"
    answer = send(client, page, key, then="stay", **{name: "Drivers."})
    said = json.loads(answer.get_data(as_text=True))
    assert said["state"] == "saved"
    assert reply_in(world, key, keys["harm"]) == "Drivers."
    seen = typed_fields(client.get(f"/assessments/{key}/use"))["seen.harm"]
    assert said["seen"]["harm"] == seen[0], "the page is made of the reply from now on"


def test_a_reply_that_is_too_long_is_told_beside_it(world: World, app: Flask) -> None:
    key, keys = to_revise(world, harm=WHY)
    client = visit(app, "alice")
    page = client.get(f"/assessments/{key}/use")
    long = {f"reply.{keys['harm']}": "x" * (LONGEST_REPLY + 1)}
    answer = send(client, page, key, answer__people="15", **long)
    assert answer.status_code == 400
    sentence = "Shorten your reply on “What harm could the system do?” to 5,000 characters; it has 5,001"
    assert errors_of(answer) == [sentence]
    assert f'href="#reply-harm.{keys["harm"]}"' in text_of(answer)
    assert "x" * (LONGEST_REPLY + 1) in text_of(answer)
    said = json.loads(send(client, page, key, then="stay", **long).get_data(as_text=True))
    assert said["mistakes"] == {f"reply-harm.{keys['harm']}": [sentence]}
    assert reply_in(world, key, keys["harm"]) is None


def test_two_replies_clash_and_are_chosen(world: World, app: Flask) -> None:
    key, keys = to_revise(world, harm=WHY)
    client, name = visit(app, "alice"), f"reply.{keys['harm']}"
    first = client.get(f"/assessments/{key}/use")
    send(client, client.get(f"/assessments/{key}/use"), key, **{name: "Theirs."})
    answer = send(client, first, key, **{name: "Mine."})
    text = text_of(answer)
    assert answer.status_code == 409
    assert re.findall(r'type="hidden" name="keep\.([a-z]+)"', text) == ["harm"]
    assert "<span>Reply: Theirs.</span>" in text
    assert reply_in(world, key, keys["harm"]) == "Theirs."
    assert send(client, answer, key, keep__harm="mine").status_code == 302
    assert reply_in(world, key, keys["harm"]) == "Mine."


def test_what_only_the_other_side_replied_stays(world: World, app: Flask) -> None:
    key, keys = to_revise(world, harm=WHY)
    client, name = visit(app, "alice"), f"reply.{keys['harm']}"
    first = client.get(f"/assessments/{key}/use")
    send(client, client.get(f"/assessments/{key}/use"), key, **{name: "Theirs."})
    assert send(client, first, key, answer__people="7").status_code == 302
    assert reply_in(world, key, keys["harm"]) == "Theirs."


def test_a_reply_beside_the_answer_that_hides_its_question_is_kept(world: World, app: Flask) -> None:
    key, keys = to_revise(world, people="Counted how?")
    client = visit(app, "alice")
    page = client.get(f"/assessments/{key}/use")
    send(client, page, key, answer__harm="none", **{f"reply.{keys['people']}": "By hand."})
    assert reply_in(world, key, keys["people"]) == "By hand."


def test_a_field_for_a_remark_that_is_not_there_is_refused(world: World, app: Flask) -> None:
    key, _keys = to_revise(world, harm=WHY)
    client = visit(app, "alice")
    page = client.get(f"/assessments/{key}/use")
    answer = send(client, page, key, **{"reply.0190a1b2-0000-7000-8000-000000000000": "x"})
    assert answer.status_code == 400
    assert "this section has no field called" in text_of(answer)


def test_another_language_keeps_the_reply_that_is_typed(world: World, app: Flask) -> None:
    key, keys = to_revise(world, harm=WHY)
    client = visit(app, "alice")
    page = client.get(f"/assessments/{key}/use")
    answer = send(client, page, key, switch_language="zh-Hans", **{f"reply.{keys['harm']}": "Drivers."})
    assert "您的答复" in text_of(answer)
    assert "Drivers.</textarea>" in answer.get_data(as_text=True)
    assert reply_in(world, key, keys["harm"]) is None


def test_a_first_revision_asks_for_no_remarks(world: World, app: Flask) -> None:
    """Neither the page of a section nor saving it, which are the quickest of the product."""
    asked: list[str] = []
    first, client = world.draft("serious"), visit(app, "alice")
    later, _keys = to_revise(world, harm=WHY)

    def note(_connection: object, _cursor: object, statement: str, *_about: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        send(client, client.get(f"/assessments/{first}/use"), first, answer__people="5")
        assert asked
        assert not [statement for statement in asked if "remarks" in statement]
        client.get(f"/assessments/{later}/use")
        assert [statement for statement in asked if "remarks" in statement], "the words to look for are right"
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_the_import_of_answers_leaves_replies_alone(world: World) -> None:
    key, keys = to_revise(world, harm=WHY)
    saved(world, key, {keys["harm"]: "Drivers."})
    with world.session() as session:
        version = world.find(session, key).version
        assessing.save_answers(
            session,
            actor=world.actor("alice"),
            assessment_id=key,
            section_id="use",
            answers={"people": 3},
            comments={},
            version=version,
            now=NOW,
        )
    assert reply_in(world, key, keys["harm"]) == "Drivers."
