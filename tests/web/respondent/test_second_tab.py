"""Two people or two tabs in one section: nothing that was saved is overwritten unseen, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.storage.draft_rows import DraftRow
from app.web.respondent import sections
from app.workflow import assessing
from app.workflow.assessing import answer_section
from tests.people import NOW, World
from tests.web.client import StrictClient
from tests.web.respondent.filling import errors_of, every_kind, hidden_fields, saved, send, typed_fields
from tests.web.visiting import text_of, visit

Typed = dict[str, object]


class Tab:
    """A section that stays open in a tab, while others save it."""

    def __init__(self, client: StrictClient, draft: UUID) -> None:
        self.client, self.address = client, f"/assessments/{draft}/kinds"
        self.page = client.get(self.address)

    def send(self, **typed: object) -> TestResponse:
        """Type something more and send the form; what comes back is in the tab then."""
        fields: Typed = {**typed_fields(self.page), "then": "continue"}
        fields |= {name.replace("__", "."): value for name, value in typed.items()}
        self.page = self.client.post(self.address, data=fields)
        return self.page


def clashing(page: TestResponse) -> list[str]:
    """The questions for which the page asks to choose."""
    return re.findall(r'type="hidden" name="keep\.([a-z]+)"', page.get_data(as_text=True))


def test_changes_of_different_answers_are_merged_without_a_word(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(
        client, draft, {"answer.name": "Name", "answer.people": "10", "answer.children": "no", "answer.data": "health"}
    )
    first, second = Tab(client, draft), Tab(client, draft)
    assert second.send(answer__name="Second", answer__children=[]).status_code == 302
    assert first.send(answer__people="20", answer__data=["health", "location"]).status_code == 302
    assert saved(world, draft) == {"name": "Second", "people": 20, "data": ["health", "location"]}


def test_an_answer_changed_on_both_sides_is_shown_twice_and_chosen(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    first, second = Tab(client, draft), Tab(client, draft)
    second.send(answer__name="Second tab", answer__purpose="games", answer__story="Same", comment__story="Theirs")
    page = first.send(
        answer__name="First tab",
        answer__purpose="games",
        answer__people="7",
        answer__story="Same",
        comment__story="Mine",
    )
    text = text_of(page)
    assert page.status_code == 409
    assert clashing(page) == ["name", "story"]
    assert "Somebody saved this section while you were writing" in text
    assert text.count("Saved by Alice Adler on 23 November 2026, ") == 2
    assert "<strong>Second tab</strong>" in text
    assert "<span>Comment: Theirs</span>" in text
    assert 'value="First tab"' in text
    assert '<a href="#question-name">' in text
    assert '<a href="#question-purpose">' not in text
    assert "checked" not in "".join(re.findall(r'<input type="radio" id="keep[^>]*>', text)), "nobody is nudged"
    assert saved(world, draft)["people"] == 7, "what did not clash is saved"
    assert saved(world, draft)["name"] == "Second tab"

    assert first.send(keep__name="mine", keep__story="saved").status_code == 302
    assert saved(world, draft) == {"name": "First tab", "purpose": "games", "people": 7, "story": "Same"}
    with world.session() as session:
        assert world.find(session, draft).comments == {"story": "Theirs"}


def test_a_choice_that_was_not_made_is_asked_for_again(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    first, second = Tab(client, draft), Tab(client, draft)
    second.send(answer__name="Second", answer__people="2")
    first.send(answer__name="First", answer__people="1")
    page = first.send(keep__people="saved")
    assert page.status_code == 409
    assert errors_of(page) == ["Choose which answer to “What is it called?” to keep"]
    assert clashing(page) == ["name"]
    assert 'value="First"' in text_of(page)
    assert first.send(keep__name="mine").status_code == 302
    assert saved(world, draft) == {"name": "First", "people": 2}


def test_a_third_save_in_between_is_shown_before_a_choice_counts(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    first, second = Tab(client, draft), Tab(client, draft)
    second.send(answer__name="Second", answer__people="2")
    first.send(answer__name="First", answer__people="1")
    Tab(client, draft).send(answer__name="Third", answer__people="3")
    page = first.send(keep__name="mine", keep__people="saved")
    assert page.status_code == 409
    assert clashing(page) == ["people", "name"]
    assert "<strong>Third</strong>" in text_of(page)
    assert 'value="First"' in text_of(page)
    assert saved(world, draft) == {"name": "Third", "people": 3}


def test_what_is_wrong_may_be_chosen_and_mended(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    first, second = Tab(client, draft), Tab(client, draft)
    second.send(answer__people="2")
    page = first.send(answer__people="many")
    assert clashing(page) == ["people"]
    page = first.send(keep__people="mine")
    assert page.status_code == 400
    assert errors_of(page) == ["Enter a number for “How many people?”, such as 1,200"]
    assert saved(world, draft) == {"people": 2}
    assert first.send(answer__people="3").status_code == 302
    assert saved(world, draft) == {"people": 3}


def test_an_answer_that_was_emptied_in_the_other_tab_is_told(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.name": "First", "answer.data": "health"})
    first, second = Tab(client, draft), Tab(client, draft)
    second.send(answer__name="")
    assert "<strong>no answer</strong>" in text_of(first.send(answer__name="Longer"))


def test_what_is_typed_where_somebody_else_hid_the_question_is_kept(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.purpose": "hiring"})
    first, second = Tab(client, draft), Tab(client, draft)
    second.send(answer__purpose="games")
    assert first.send(answer__jobs="Nurses").status_code == 302
    assert saved(world, draft) == {"purpose": "games", "jobs": "Nurses"}


def test_a_question_that_both_changed_and_somebody_hid_is_shown(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.purpose": "hiring"})
    first, second = Tab(client, draft), Tab(client, draft)
    second.send(answer__jobs="Cooks")
    second = Tab(client, draft)
    second.send(answer__purpose="games")
    page = first.send(answer__jobs="Nurses")
    assert clashing(page) == ["jobs"]
    assert 'value="Nurses"' in text_of(page)
    first.send(keep__jobs="mine")
    assert saved(world, draft) == {"purpose": "games", "jobs": "Nurses"}


def test_the_same_answers_sent_twice_are_saved_once(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    fields = hidden_fields(client.get(f"/assessments/{draft}/kinds"))
    typed = {**fields, "answer.name": "Deep Knight", "then": "continue"}
    first = client.post(f"/assessments/{draft}/kinds", data=typed)
    second = client.post(f"/assessments/{draft}/kinds", data=typed)
    assert (first.status_code, second.status_code) == (302, 302)
    assert saved(world, draft) == {"name": "Deep Knight"}
    with world.session() as session:
        assert world.find(session, draft).version == 2


def test_another_section_does_not_stand_in_the_way(world: World, app: Flask) -> None:
    draft, client = world.draft(), visit(app, "alice")
    old = hidden_fields(client.get(f"/assessments/{draft}/data"))
    send(client, draft, {"answer.harm": "forbidden"}, "use")
    answer = client.post(f"/assessments/{draft}/data", data={**old, "answer.notes": "None"})
    assert answer.status_code == 302
    assert saved(world, draft) == {"harm": "forbidden", "notes": "None"}


def test_a_made_up_trace_overwrites_nothing_and_empties_nothing(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.name": "Kept", "answer.people": "5"})
    for trace in ("", "0", "x" * 5000, "_" * 12):
        page = send(client, draft, {"answer.name": "Forged", "seen.name": trace})
        assert page.status_code == 409
        assert clashing(page) == ["name"]
        assert saved(world, draft)["name"] == "Kept"
    fields = hidden_fields(client.get(f"/assessments/{draft}/kinds"))
    client.post(f"/assessments/{draft}/kinds", data={"csrf_token": fields["csrf_token"], "matrix": fields["matrix"]})
    assert saved(world, draft)["name"] == "Kept", "a page that shows no questions empties none"


def overtaken(world: World, draft: UUID, answers: Typed) -> Callable[..., DraftRow]:
    """Saving that somebody else overtakes once, between reading and writing."""
    waiting = [answers]

    def late(session: object, **given: object) -> DraftRow:
        if waiting:
            with world.session() as own:
                version = world.find(own, draft).version
                theirs = {
                    "section_id": "kinds",
                    "answers": waiting.pop(),
                    "comments": {},
                    "version": version,
                    "now": NOW,
                }
                assessing.save_answers(own, actor=world.actor("alice"), assessment_id=draft, **theirs)  # type: ignore[arg-type]
        return answer_section(session, **given)  # type: ignore[arg-type]

    return late


@pytest.mark.parametrize(("theirs", "status"), [({"people": 5}, 302), ({"name": "Theirs"}, 409)])
def test_a_save_in_the_same_moment_is_compared_as_well(
    world: World, app: Flask, monkeypatch: pytest.MonkeyPatch, theirs: Typed, status: int
) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    tab = Tab(client, draft)
    monkeypatch.setattr(sections, "answer_section", overtaken(world, draft, theirs))
    assert tab.send(answer__name="Mine").status_code == status
    assert saved(world, draft) == {"name": "Mine"} | theirs
