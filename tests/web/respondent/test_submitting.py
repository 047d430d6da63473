"""From a name to a submission: the list, the task list, checking, the declaration, and submitting once."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.storage.assessments import submissions_of
from tests.people import World
from tests.web.client import StrictClient
from tests.web.respondent.filling import errors_of, every_kind, hidden_fields, send
from tests.web.visiting import text_of, token_of, visit


def submit(client: StrictClient, draft: UUID, **typed: str) -> TestResponse:
    """Press the button at the foot of the page that checks answers."""
    fields = hidden_fields(client.get(f"/assessments/{draft}/check"))
    return client.post(f"/assessments/{draft}/submit", data={**fields, "declaration": "yes", **typed})


def submissions(world: World, draft: UUID) -> int:
    with world.session() as session:
        return len(submissions_of(session, draft))


def test_an_empty_list_says_how_to_begin(app: Flask) -> None:
    page = text_of(visit(app, "alice").get("/assessments"))
    assert "There is nothing here yet." in page
    assert 'href="/assessments/new"' in page


def test_a_new_assessment_leads_to_its_task_list(world: World, app: Flask) -> None:
    client = visit(app, "alice")
    token = token_of(client.get("/assessments/new"))
    answer = client.post("/assessments/new", data={"csrf_token": token, "system_name": "  Night   bus planner "})
    page = text_of(client.get(answer.headers["Location"]))
    assert "<h1>Night bus planner</h1>" in page
    assert "0 of 3 questions answered" in page
    assert "Nothing is answered yet, so every level is still possible." in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (" ", "Enter the name of the system"),
        ("x" * 201, "Shorten the name of the system to 200 characters"),
        ("Night\u200bbus", "Type the name of the system again: it holds characters that cannot be seen"),
    ],
)
def test_an_unfit_name_is_refused_and_kept(app: Flask, typed: str, sentence: str) -> None:
    client = visit(app, "alice")
    token = token_of(client.get("/assessments/new"))
    page = client.post("/assessments/new", data={"csrf_token": token, "system_name": typed})
    assert page.status_code == 400
    assert errors_of(page) == [sentence]
    assert f'value="{typed}"' in page.get_data(as_text=True)


def test_the_task_list_tells_what_each_section_needs(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.purpose": "hiring", "answer.jobs": "Nurses", "answer.pay": "no", "answer.name": "HR"})
    page = text_of(client.get(f"/assessments/{draft}"))
    assert "4 of 11 questions answered" in page
    assert "In progress" in page
    assert "5 questions left · Alice Adler, 23 November 2026" in page
    assert "Continue: Every kind" in page
    assert "With what is answered, the level is settled; the questions left cannot change it." in page
    send(client, draft, {"answer.purpose": "other"})
    assert "1 answer needs an explanation" in text_of(client.get(f"/assessments/{draft}"))


def test_a_section_that_an_answer_elsewhere_opened_again_needs_attention(world: World, app: Flask) -> None:
    draft, client = world.draft(), visit(app, "alice")
    page = text_of(client.get(f"/assessments/{draft}"))
    assert "Complete" in page
    assert "Needs attention" not in page
    send(client, draft, {"answer.sources": "other"}, "data")
    page = text_of(client.get(f"/assessments/{draft}"))
    assert "Needs attention" in page
    assert "1 answer needs an explanation" in page


def test_the_page_to_check_lists_what_is_missing_with_a_link_to_each(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.people": "12000", "answer.story": "Two\nlines"})
    page = text_of(client.get(f"/assessments/{draft}/check"))
    assert "5 things are missing before you can submit:" in page
    assert f'<a href="/assessments/{draft}/kinds?back=check#question-purpose">Answer “What is it for?”</a>' in page
    assert "12,000 people" in page
    assert "Submit the assessment" not in page


def test_what_is_changed_from_there_leads_back_there(world: World, app: Flask) -> None:
    draft, client = world.draft(), visit(app, "alice")
    address = f"/assessments/{draft}/use?back=check"
    fields = hidden_fields(client.get(address))
    answer = client.post(address, data={**fields, "answer.harm": "forbidden", "then": "continue"})
    assert answer.headers["Location"] == f"/assessments/{draft}/check"


def test_an_incomplete_draft_is_not_submitted_however_it_is_sent(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    fields = hidden_fields(client.get(f"/assessments/{draft}/kinds"))
    page = client.post(f"/assessments/{draft}/submit", data={**fields, "version": "1", "declaration": "yes"})
    assert page.status_code == 409
    assert errors_of(page) == ["Nothing was submitted: some answers are missing. They are listed below."]
    assert submissions(world, draft) == 0


def test_without_the_declaration_nothing_is_submitted(world: World, app: Flask) -> None:
    draft, client = world.draft(), visit(app, "alice")
    page = submit(client, draft, declaration="")
    assert page.status_code == 400
    assert errors_of(page) == ["Confirm that the answers are true and complete"]
    assert world.state(draft) == "draft"


def test_submitting_says_what_happens_next(world: World, app: Flask) -> None:
    draft, client = world.draft("serious"), visit(app, "alice")
    answer = submit(client, draft)
    assert answer.headers["Location"] == f"/assessments/{draft}/submitted"
    page = text_of(client.get(answer.headers["Location"]))
    assert "2 reviewers approve within 10 working days" in page
    assert "1 ethics reviewer approves within 3 working days" in page
    assert "The first step is due by 7 December 2026." in page
    assert world.state(draft) == "submitted"


def test_submitting_twice_changes_nothing(world: World, app: Flask) -> None:
    draft, client = world.draft(), visit(app, "alice")
    fields = hidden_fields(client.get(f"/assessments/{draft}/check"))
    sent = {**fields, "declaration": "yes"}
    assert client.post(f"/assessments/{draft}/submit", data=sent).status_code == 302
    again = client.post(f"/assessments/{draft}/submit", data=sent)
    assert again.headers["Location"] == f"/assessments/{draft}/submitted"
    assert "was submitted already" in text_of(client.get(again.headers["Location"]))
    assert submissions(world, draft) == 1


def test_what_was_changed_after_checking_is_not_submitted_unseen(world: World, app: Flask) -> None:
    draft, client = world.draft(), visit(app, "alice")
    fields = hidden_fields(client.get(f"/assessments/{draft}/check"))
    send(client, draft, {"answer.harm": "forbidden"}, "use")
    page = client.post(f"/assessments/{draft}/submit", data={**fields, "declaration": "yes"})
    assert page.status_code == 409
    assert "answers were changed after you opened this page" in errors_of(page)[0]
    assert "A forbidden practice" in text_of(page)
    assert 'value="yes" checked' not in page.get_data(as_text=True)
    assert world.state(draft) == "draft"


def test_the_address_of_the_form_leads_back_to_its_page(world: World, app: Flask) -> None:
    draft = world.draft()
    assert visit(app, "alice").get(f"/assessments/{draft}/submit").headers["Location"] == f"/assessments/{draft}/check"
