"""Two people or two tabs in one section: nothing that was saved is overwritten unseen, nothing typed is lost."""

from __future__ import annotations

from flask import Flask

from tests.people import World
from tests.web.respondent.filling import every_kind, hidden_fields, saved, send
from tests.web.visiting import text_of, visit


def test_an_older_page_is_shown_beside_what_was_saved_meanwhile(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    old = hidden_fields(client.get(f"/assessments/{draft}/kinds"))
    send(client, draft, {"answer.name": "Second tab", "answer.purpose": "games"})
    page = client.post(
        f"/assessments/{draft}/kinds", data={**old, "answer.name": "First tab", "answer.purpose": "games"}
    )
    text = text_of(page)
    assert page.status_code == 409
    assert "Somebody saved this section while you were writing" in text
    assert "Alice Adler saved it on 23 November 2026" in text
    assert "Saved in the meantime: <strong>Second tab</strong>" in text
    assert 'value="First tab"' in text
    assert '<a href="#question-name">' in text
    assert '<a href="#question-purpose">' not in text
    assert "Save what I entered instead" in text
    assert saved(world, draft) == {"name": "Second tab", "purpose": "games"}
    again = client.post(
        f"/assessments/{draft}/kinds",
        data={**hidden_fields(page), "answer.name": "First tab", "answer.purpose": "games"},
    )
    assert again.status_code == 302
    assert saved(world, draft)["name"] == "First tab"


def test_an_answer_that_was_emptied_in_the_other_tab_is_told(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.name": "First", "answer.data": "health"})
    old = hidden_fields(client.get(f"/assessments/{draft}/kinds"))
    send(client, draft, {"answer.data": "health"})
    page = client.post(f"/assessments/{draft}/kinds", data={**old, "answer.name": "First", "answer.data": "health"})
    assert page.status_code == 409
    assert "Saved in the meantime: <strong>no answer</strong>" in text_of(page)


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


def test_a_made_up_version_overwrites_nothing(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.name": "Kept"})
    for version in ("0", "-1", "999", "9" * 40, "one", ""):
        page = send(client, draft, {"answer.name": "Forged", "version": version})
        assert page.status_code == 409
        assert saved(world, draft) == {"name": "Kept"}
