"""Saving as one goes: the same form and the same rules, answered with what the page has to show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import html5lib
import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.storage.ledger import LedgerEntry
from app.web import clock
from app.workflow import assessing
from tests.people import NOW, World
from tests.web.client import StrictClient
from tests.web.respondent.filling import every_kind, saved, send, typed_fields
from tests.web.visiting import visit

OTHER_EDITION = "Nothing was saved: this page belongs to another edition of the questions. Check what you entered."


class Typing:
    """The page of a section that saves as one goes, without a browser."""

    def __init__(self, client: StrictClient, draft: UUID, section: str = "kinds") -> None:
        self.client, self.address = client, f"/assessments/{draft}/{section}"
        self.fields: dict[str, object] = {**typed_fields(client.get(self.address)), "then": "stay"}

    def send(self, **typed: object) -> TestResponse:
        """Type something more, which stays, and let the page save."""
        self.fields |= {name.replace("__", "."): value for name, value in typed.items()}
        return self.client.post(self.address, data=self.fields, headers={"Origin": "http://localhost"})

    def save(self, **typed: object) -> dict[str, Any]:
        """The same, when the answer is one for the script; the page takes it over as the script does."""
        answer: dict[str, Any] = self.send(**typed).get_json()
        self.fields |= {f"seen.{question}": trace for question, trace in answer.get("seen", {}).items()}
        for block in answer.get("blocks", {}).values():
            self.fields |= {
                str(field.get("name")): field.get("value") or ""
                for field in html5lib.parseFragment(block, namespaceHTMLElements=False).iter("input")
                if field.get("type") in {"hidden", "text"} or field.get("checked") is not None
            }
        return answer


@pytest.fixture
def draft(world: World) -> UUID:
    """A draft with a question of each kind."""
    return every_kind(world)


@pytest.fixture
def page(app: Flask, draft: UUID) -> Typing:
    """Its section, opened by Alice."""
    return Typing(visit(app, "alice"), draft)


def marks(world: World, draft: UUID) -> tuple[int, int]:
    """The version of a draft, and how long the ledger is."""
    with world.session() as session:
        return world.find(session, draft).version, session.scalar(select(func.count()).select_from(LedgerEntry)) or 0


def test_what_is_valid_is_saved_and_told(world: World, draft: UUID, page: Typing) -> None:
    answer = page.save(answer__name="Deep Knight", answer__data=["health"])
    assert saved(world, draft) == {"name": "Deep Knight", "data": ["health"]}
    assert (answer["state"], answer["said"]) == ("saved", "Saved at 09:00 (UTC)")
    assert answer["order"] == ["purpose", "data", "children", "people", "share", "name", "story", "since"]
    assert (answer["blocks"], answer["mistakes"], answer["news"]) == ({}, {}, "")


def test_the_next_save_is_made_of_what_this_one_said(world: World, draft: UUID, page: Typing) -> None:
    page.save(answer__name="Deep")
    assert page.save(answer__name="Deep Knight")["state"] == "saved"
    assert page.save(answer__name="")["state"] == "saved"
    assert saved(world, draft) == {}


def test_nothing_new_writes_no_entry_and_no_version(world: World, draft: UUID, page: Typing) -> None:
    before = marks(world, draft)
    assert page.save()["state"] == "saved"
    assert page.save(answer__people="not a number")["state"] == "saved"
    assert marks(world, draft) == before
    page.save(answer__people="7")
    assert marks(world, draft) == (before[0] + 1, before[1] + 1)
    page.save()
    assert marks(world, draft) == (before[0] + 1, before[1] + 1)


def test_a_question_that_opens_comes_as_a_block_in_its_place(page: Typing) -> None:
    answer = page.save(answer__purpose="hiring")
    assert list(answer["blocks"]) == ["jobs"]
    assert answer["order"][-1] == "jobs"
    assert 'id="question-jobs"' in answer["blocks"]["jobs"]
    assert 'name="seen.jobs"' in answer["blocks"]["jobs"]
    assert answer["news"] == "1 further question opened in this section."
    assert page.save()["blocks"] == {}


def test_a_question_that_closes_keeps_what_was_typed_and_comes_back_with_it(
    world: World, draft: UUID, page: Typing
) -> None:
    page.save(answer__purpose="hiring")
    page.save(answer__jobs="Nurses")
    answer = page.save(answer__purpose="games", answer__jobs="Nurses and cooks")
    assert "jobs" not in answer["order"]
    assert answer["news"] == "2 questions are no longer asked."
    for name in [name for name in page.fields if name.endswith((".jobs", ".pay"))]:
        del page.fields[name]
    assert saved(world, draft) == {"purpose": "games", "jobs": "Nurses and cooks"}
    answer = page.save(answer__purpose="hiring")
    assert 'value="Nurses and cooks"' in answer["blocks"]["jobs"]
    assert answer["news"] == "2 further questions opened in this section."


def test_what_is_wrong_is_not_saved_and_said_for_each_field(world: World, draft: UUID, page: Typing) -> None:
    answer = page.save(answer__people="many", answer__name="Deep Knight")
    assert saved(world, draft) == {"name": "Deep Knight"}
    assert answer["said"] == "Saved at 09:00 (UTC), except “How many people?”"
    assert answer["mistakes"] == {"answer-people": ["Enter a number for “How many people?”, such as 1,200"]}
    answer = page.save(comment__story="x" * 6000)
    assert answer["said"] == "Saved at 09:00 (UTC), except 2 answers"
    assert set(answer["mistakes"]) == {"answer-people", "comment-story"}


def test_it_speaks_the_language_of_the_page(app: Flask, draft: UUID) -> None:
    page = Typing(visit(app, "alice", "zh-Hans"), draft)
    answer = page.save(answer__purpose="hiring")
    assert (answer["said"], answer["news"]) == ("已于09:00（UTC）保存", "本部分新增1道题。")


def test_what_another_tab_changed_comes_along(app: Flask, world: World, draft: UUID, page: Typing) -> None:
    send(page.client, draft, {"answer.name": "Second tab"})
    answer = page.save(answer__people="7")
    assert saved(world, draft) == {"name": "Second tab", "people": 7}
    assert list(answer["blocks"]) == ["name"]
    assert 'value="Second tab"' in answer["blocks"]["name"]
    assert "name" not in answer["seen"], "a page that keeps its block keeps its trace, and is asked later"


def test_a_clash_is_told_and_everything_else_is_saved(world: World, draft: UUID, page: Typing) -> None:
    send(page.client, draft, {"answer.name": "Second tab"})
    said = page.save(answer__name="First tab", answer__people="7")
    assert said["state"] == "clash"
    assert said["said"].startswith("Somebody saved this section while you were writing.")
    assert "name" not in said["seen"]
    assert saved(world, draft) == {"name": "Second tab", "people": 7}
    assert page.send(answer__people="8").status_code == 409
    assert saved(world, draft) == {"name": "Second tab", "people": 8}
    before = marks(world, draft)
    page.send()
    assert marks(world, draft) == before


def test_an_ended_session_is_no_answer_for_the_script(app: Flask, world: World, draft: UUID, page: Typing) -> None:
    clock.set_clock(app, lambda: NOW + timedelta(days=2))
    answer = page.send(answer__name="Typed too late")
    assert (answer.status_code, answer.mimetype) == (403, "text/html")
    assert saved(world, draft) == {}


def test_a_forged_token_saves_nothing(world: World, draft: UUID, page: Typing) -> None:
    answer = page.send(answer__name="Forged", csrf_token="forged")
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert saved(world, draft) == {}


def test_a_stranger_learns_that_there_is_nothing(app: Flask, draft: UUID, page: Typing) -> None:
    page.client = visit(app, "charlie")
    page.fields["csrf_token"] = typed_token(page.client)
    assert page.send(answer__name="Nosy").status_code == 404


def typed_token(client: StrictClient) -> str:
    """The token of somebody's session."""
    text = client.get("/").get_data(as_text=True)
    return text.split('name="csrf_token" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"answer.level": "low"}, 400, "Nothing was saved: this section has no field called “answer.level”"),
        ({"answer.jobs": "Nurses"}, 400, "Nothing was saved: “Which jobs?” is not asked at present"),
        ({"matrix": "0" * 64}, 409, OTHER_EDITION),
    ],
)  # fmt: skip
def test_what_the_form_refuses_is_refused_here(
    world: World, draft: UUID, page: Typing, typed: dict[str, object], status: int, sentence: str
) -> None:
    answer = page.send(answer__name="Deep Knight", **{name.replace(".", "__"): value for name, value in typed.items()})
    assert (answer.status_code, answer.get_json()) == (status, {"state": "refused", "said": sentence})
    assert saved(world, draft) == {}


def test_what_was_submitted_cannot_be_saved_along(app: Flask, world: World) -> None:
    draft = world.draft()
    page = Typing(visit(app, "alice"), draft, "use")
    with world.session() as session:
        version = world.find(session, draft).version
        assessing.submit(session, actor=world.actor("alice"), assessment_id=draft, version=version, now=NOW)
    assert page.send(answer__harm="serious").status_code == 409
    assert saved(world, draft) == {"harm": "none"}


def test_the_answer_is_never_kept_by_anything_in_between(page: Typing) -> None:
    assert page.send().headers["Cache-Control"] == "no-store"
