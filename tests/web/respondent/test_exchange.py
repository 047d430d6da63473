"""Taking answers out of an assessment and into it: shown before it is saved, all at once, and only by those who may."""

from __future__ import annotations

import html
import json
import re
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.cli._matrix_cases import assess_cases
from app.storage.ledger import contributors, entries_of
from app.workflow import sharing
from app.workflow.standing import CONTRIBUTIONS
from tests.domain.tiny import plan_of
from tests.people import NOW, World
from tests.web.client import StrictClient
from tests.web.respondent.filling import errors_of, every_kind, hidden_fields, saved, send
from tests.web.visiting import text_of, token_of, visit


def upload(client: StrictClient, key: UUID, content: bytes, name: str = "answers.json") -> TestResponse:
    page = f"/assessments/{key}/import"
    data = {"csrf_token": token_of(client.get(page)), "file": (BytesIO(content), name)}
    return client.post(page, data=data)


def offer(client: StrictClient, key: UUID, answers: object, **more: object) -> TestResponse:
    return upload(client, key, json.dumps({"answers": answers, **more}).encode())


def accept(client: StrictClient, key: UUID, preview: TestResponse, **changed: str) -> TestResponse:
    fields = {name: html.unescape(value) for name, value in hidden_fields(preview).items()}
    return client.post(f"/assessments/{key}/import/apply", data={**fields, **changed})


def test_a_spreadsheet_goes_out_and_comes_back(world: World, app: Flask) -> None:
    key = world.draft("serious")
    alice = visit(app, "alice")
    answer = alice.get(f"/assessments/{key}/answers.xlsx")
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    page = text_of(upload(alice, key, answer.data, "answers.xlsx"))
    assert "Nothing would change" in page


def test_json_is_the_shape_of_matrix_assess(world: World, app: Flask) -> None:
    key = world.draft("serious")
    content = visit(app, "alice").get(f"/assessments/{key}/answers.json").data
    found = json.loads(content)
    assert found["answers"] == {"harm": "serious", "people": 12_000}
    assert (found["id"], found["matrix"]) == (str(key), {"id": "small_office", "version": "1"})
    ((line, good),) = assess_cases(plan_of("small_office"), BytesIO(content))
    assert good
    assert json.loads(line)["level"] == "high"


def test_what_was_submitted_goes_out_too_and_takes_nothing_in(world: World, app: Flask) -> None:
    key = world.submitted("serious")
    alice = visit(app, "alice")
    assert f"/assessments/{key}/answers.xlsx" in text_of(alice.get(f"/assessments/{key}/result"))
    assert alice.get(f"/assessments/{key}/answers.xlsx").data[:2] == b"PK"
    assert json.loads(alice.get(f"/assessments/{key}/answers.json").data)["answers"]["harm"] == "serious"
    assert alice.get(f"/assessments/{key}/import").status_code == 409


def test_a_change_is_shown_first_and_saved_when_it_is_accepted(world: World, app: Flask) -> None:
    key = every_kind(world)
    alice = visit(app, "alice")
    send(alice, key, {"answer.name": "Judge"})
    preview = offer(alice, key, {"name": "Jury", "purpose": "hiring"}, comments={"story": "Because."})
    page = text_of(preview)
    assert "3 answers or comments would change. Nothing is saved yet." in page
    assert '<span class="said">Jury</span> <p class="changed">Now: Judge</p>' in page
    assert '<span class="said">Hiring</span> <p class="changed">Now: no answer</p>' in page
    assert saved(world, key) == {"name": "Judge"}
    assert accept(alice, key, preview).headers["Location"] == f"/assessments/{key}"
    assert saved(world, key) == {"purpose": "hiring", "name": "Jury"}
    assert "3 answers were taken over." in text_of(alice.get(f"/assessments/{key}"))
    with world.session() as session:
        entry = entries_of(session, "assessment", key)[-1]
        assert entry.action == "import"
        assert json.loads(entry.details)["answers"] == ["purpose", "name"]
        assert world.find(session, key).comments == {"story": "Because."}


def test_whoever_takes_answers_over_has_had_a_hand_in_it(world: World, app: Flask) -> None:
    key = world.draft()
    with world.session() as session:
        sharing.invite_colleague(
            session, actor=world.actor("alice"), assessment_id=key, person_id=world.keys["bob"], now=NOW
        )
    bob = visit(app, "bob")
    accept(bob, key, offer(bob, key, {"harm": "untested"}))
    with world.session() as session:
        assert world.keys["bob"] in contributors(session, key, CONTRIBUTIONS)


def test_a_file_with_a_mistake_saves_nothing_and_names_each(world: World, app: Flask) -> None:
    key = every_kind(world)
    alice = visit(app, "alice")
    answer = offer(alice, key, {"name": "Jury", "purpose": "chess", "nonsense": 1}, comments={"name": "Why?"})
    assert answer.status_code == 400
    assert errors_of(answer) == ["Nothing was taken over: the file has 3 mistakes"]
    page = text_of(answer)
    assert "Question “nonsense”: There is no such question" in page
    assert "Question “purpose”: Choose from the answers offered" in page
    assert "Question “name”: No comment is asked for here" in page
    assert saved(world, key) == {}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"hello", "neither a spreadsheet (.xlsx) nor JSON"),
        (b"{", "neither a spreadsheet (.xlsx) nor JSON"),
        (b'{"answers": []}', "The file has no “answers”"),
        (b'{"answers": {}, "more": 1}', "The file has “more”, which is not known here"),
        (b'{"answers": {}, "answers": {}}', "“answers” stands in the file twice"),
        (b'{"answers": {"a": ' + b"[" * 100_000, "neither a spreadsheet (.xlsx) nor JSON"),
        (b"\xd0\xcf\x11\xe0", "Save the file as an Excel workbook (.xlsx) without a password"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(world: World, app: Flask, content: bytes, sentence: str) -> None:
    answer = upload(visit(app, "alice"), world.draft(), content)
    assert answer.status_code == 400
    assert sentence in errors_of(answer)[0]


def test_no_file_is_a_mistake_in_words(world: World, app: Flask) -> None:
    alice, key = visit(app, "alice"), world.draft()
    page = f"/assessments/{key}/import"
    answer = alice.post(page, data={"csrf_token": token_of(alice.get(page))})
    assert errors_of(answer) == ["Choose the file to take answers over from"]


def test_what_changed_after_the_file_was_written_is_marked(world: World, app: Flask) -> None:
    key = every_kind(world)
    alice = visit(app, "alice")
    send(alice, key, {"answer.name": "Judge"})
    draft = {"version": "1", "exported_at": "2026-11-01T00:00:00+00:00"}
    page = text_of(offer(alice, key, {"name": "Jury"}, draft=draft))
    assert "1 answer was changed here after the file was written and would be overwritten." in page
    assert re.search(r"Changed since</span> Alice Adler, 23 November 2026", page)
    draft["exported_at"] = "2026-12-01T00:00:00+00:00"
    assert "overwritten" not in text_of(offer(alice, key, {"name": "Jury"}, draft=draft))


def test_a_save_in_between_is_not_overwritten_but_shown(world: World, app: Flask) -> None:
    key = every_kind(world)
    alice = visit(app, "alice")
    preview = offer(alice, key, {"name": "Jury"})
    send(visit(app, "alice"), key, {"answer.name": "Judge"})
    again = accept(alice, key, preview)
    assert again.status_code == 409
    assert "Nothing was saved: answers were changed after you opened this page." in text_of(again)
    assert "Now: Judge" in text_of(again)
    assert saved(world, key) == {"name": "Judge"}
    assert accept(alice, key, again).status_code == 302
    assert saved(world, key) == {"name": "Jury"}


def test_what_was_tampered_with_is_read_again(world: World, app: Flask) -> None:
    key = every_kind(world)
    alice = visit(app, "alice")
    preview = offer(alice, key, {"name": "Jury"})
    for answers in ('{"answers": {"purpose": "chess", "nonsense": 1}}', "{", "", '{"answers": {"name": "\\u0000"}}'):
        assert accept(alice, key, preview, answers=answers).status_code in {302, 409}
    assert saved(world, key) == {}


def test_another_edition_offers_what_fits(world: World, app: Flask) -> None:
    key = every_kind(world)
    edition = {"id": "every_kind", "version": "0"}
    page = text_of(offer(visit(app, "alice"), key, {"name": "Jury", "old": 1, "purpose": "chess"}, matrix=edition))
    assert "2 answers in the file do not fit this edition of the questions" in page
    assert "1 answer or comment would change." in page


def test_a_file_of_another_assessment_is_told(world: World, app: Flask) -> None:
    page = text_of(offer(visit(app, "alice"), every_kind(world), {"name": "Jury"}, id="another"))
    assert "This file was written for another assessment." in page


def test_strangers_find_nothing(world: World, app: Flask) -> None:
    key = world.draft()
    for name in ("charlie", "bob"):
        client = visit(app, name)
        for address in ("answers.json", "answers.xlsx", "import"):
            assert client.get(f"/assessments/{key}/{address}").status_code == 404
        token = token_of(client.get("/assessments/new"))
        for address in ("import", "import/apply"):
            data = {"csrf_token": token, "answers": '{"answers": {"harm": "untested"}}', "version": "2"}
            assert client.post(f"/assessments/{key}/{address}", data=data).status_code == 404
