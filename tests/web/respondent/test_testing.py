"""The pages of the test plan: what is shown, what a mistake says, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.web.localisation import LANGUAGES
from tests.evidence import WHOLE
from tests.people import World
from tests.tested import PASSED, answer, draft_to_test, figure, record, submit
from tests.web.client import StrictClient
from tests.web.respondent.filling import errors_of, hidden_fields
from tests.web.visiting import text_of, visit

TYPED = {
    "answer.figure": "2.5",
    "answer.method": "Two hundred attacks by hand.",
    "answer.day.day": "20",
    "answer.day.month": "11",
    "answer.day.year": "2026",
    "answer.tester": "Ines Iyer",
    "answer.organisation": "Red Team Limited",
    "answer.independent": "yes",
    "answer.note": "",
}


def send(client: StrictClient, draft: UUID, test_id: str = "red_team", **typed: str) -> TestResponse:
    """Open the test's page, type and save; names are written with _ for a dot."""
    address = f"/assessments/{draft}/tests/{test_id}"
    changes = {name.replace("__", "."): value for name, value in typed.items()}
    return client.post(address, data={**hidden_fields(client.get(address)), **TYPED, **changes})


def recorded(world: World, draft: UUID) -> dict[str, dict[str, object]]:
    with world.session() as session:
        return dict(world.find(session, draft).test_results)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_plan_names_each_test_its_bar_and_why_it_is_called_for(world: World, app: Flask, code: str) -> None:
    draft = draft_to_test(world)
    page = text_of(visit(app, "alice", code).get(f"/assessments/{draft}/tests"))
    assert page.count('<li id="test-') == 4
    if code == "en":
        assert "0 of 4 tests recorded" in page
        assert "Attacks that succeeded: at most 5% · by somebody independent of the project" in page
        assert "Words in an answer: between 5 and 200.5" in page
        assert "Called for by: the level “High risk”; the category “Generative AI”" in page
        assert "Called for by: the answer to “Does it decide about people?”" in page
        assert "Every system is tested like this." in page
        assert "No certificate can be issued until this test is passed:" in page
    else:
        assert "4项测试已记录0项" in page
        assert "通过以下测试之前，无法颁发证书：" in page


def test_a_result_is_recorded_judged_and_shown_everywhere(world: World, app: Flask) -> None:
    draft, client = draft_to_test(world), visit(app, "alice")
    assert send(client, draft).headers["Location"] == f"/assessments/{draft}/tests"
    page = text_of(client.get(f"/assessments/{draft}/tests"))
    assert "The result of “Attacks by outsiders” is recorded." in page
    assert '<strong>2.5%</strong> <span class="muted">the bar: at most 5%</span>' in page
    assert "Ines Iyer · Red Team Limited · independent of the project · 20 November 2026" in page
    assert "No certificate can be issued" not in page
    assert "1 of 4 tests recorded" in text_of(client.get(f"/assessments/{draft}"))
    assert 'value="2.5"' in text_of(client.get(f"/assessments/{draft}/tests/red_team"))
    assert "<strong>2.5%</strong>" in text_of(client.get(f"/assessments/{draft}/check"))
    submit(world, draft)
    for address, who in ((f"/assessments/{draft}/result", "alice"), (f"/reviews/{draft}", "dora")):
        assert "<strong>2.5%</strong>" in text_of(visit(app, who).get(address))


def test_a_failed_blocking_test_is_told_before_submitting_and_to_the_reviewer(world: World, app: Flask) -> None:
    draft, client = draft_to_test(world), visit(app, "alice")
    send(client, draft, answer__figure="5.000001")
    for address in (f"/assessments/{draft}/tests", f"/assessments/{draft}/check"):
        page = text_of(client.get(address))
        assert "No certificate can be issued until this test is passed:" in page
        assert '<a href="#test-red_team">' in page
        assert "Failed" in page
    submit(world, draft)
    reviewer = visit(app, "dora")
    assert "must be passed first" not in text_of(reviewer.get(f"/reviews/{draft}"))
    token = hidden_fields(reviewer.get(f"/reviews/{draft}"))
    reviewer.post(f"/reviews/{draft}/start-review", data=token)
    review = reviewer.get(f"/reviews/{draft}")
    assert "“Attacks by outsiders” must be passed first." in text_of(review)
    assert ">Approve</button>" not in text_of(review)
    assert ">Send back</button>" in text_of(review)
    refused = reviewer.post(f"/reviews/{draft}/approve", data={**hidden_fields(review), "reason": "Fine."})
    assert refused.status_code == 409
    assert "these tests must be passed first: Attacks by outsiders." in text_of(refused)
    assert world.state(draft) == "in_review"


def test_failing_tests_are_named_at_the_top_also_where_they_stop_nothing(world: World, app: Flask) -> None:
    draft, client = draft_to_test(world), visit(app, "alice")
    record(world, draft, "length", figure("300"))
    page = text_of(client.get(f"/assessments/{draft}/tests"))
    assert "This test failed. It stops nothing; reviewers see it:" in page
    assert page.index('href="#test-length"') < page.index('id="test-length"')


MISTAKES: list[tuple[dict[str, str], str]] = [
    ({"answer__figure": ""}, "Enter the figure for “Attacks that succeeded”"),
    ({"answer__figure": "few"}, "Enter a number for “Attacks that succeeded”, such as 1,200"),
    ({"answer__method": " "}, "Describe how it was tested"),
    ({"answer__day__month": ""}, "Enter the month for “On which day was it tested?”"),
    ({"answer__day__day": "24"}, "Your answer to “On which day was it tested?” must be 23 November 2026 or earlier"),
    ({"answer__tester": ""}, "Enter the name of the tester"),
    ({"answer__tester": "x" * 201}, "Shorten your answer to “Who tested it?” to 200 characters; it has 201"),
    ({"answer__tester": "Ines\u200dIyer"}, "Type the name again: it holds characters that cannot be seen"),
    ({"answer__organisation": ""}, "Enter the organisation or the role of the tester"),
    ({"answer__independent": ""}, "Say whether the tester is independent of the project"),
    (
        {"answer__independent": "perhaps"},
        "Choose from the answers offered for “Is the tester independent of the project?”",
    ),
    ({"answer__tester": "Alice Adler"}, "Somebody who works on this assessment cannot be its independent tester"),
]


@pytest.mark.parametrize(("typed", "sentence"), MISTAKES)
def test_each_mistake_is_a_sentence_and_nothing_typed_is_lost(
    world: World, app: Flask, typed: dict[str, str], sentence: str
) -> None:
    draft = draft_to_test(world)
    page = send(visit(app, "alice"), draft, **typed)
    assert page.status_code == 400
    assert errors_of(page) == [sentence]
    assert "<title>Error: " in text_of(page)
    if "answer__method" not in typed:
        assert "Two hundred attacks by hand.</textarea>" in page.get_data(as_text=True)
    assert recorded(world, draft) == {}


def test_a_test_without_a_measure_asks_for_passed_or_failed(world: World, app: Flask) -> None:
    draft, client = draft_to_test(world), visit(app, "alice")
    address = f"/assessments/{draft}/tests/works"
    typed = {name: value for name, value in TYPED.items() if name != "answer.figure"}
    page = client.post(address, data={**hidden_fields(client.get(address)), **typed})
    assert errors_of(page) == ["Say whether the test was passed"]
    client.post(address, data={**hidden_fields(client.get(address)), **typed, "answer.passed": "failed"})
    assert recorded(world, draft)["works"]["passed"] is False


def test_an_incomplete_result_is_listed_and_stops_submitting(world: World, app: Flask) -> None:
    draft, client = draft_to_test(world), visit(app, "alice")
    send(client, draft, answer__independent="no")
    for address in (f"/assessments/{draft}/tests", f"/assessments/{draft}/check"):
        page = text_of(client.get(address))
        assert "Complete this result, or take it back, before you submit:" in page
        assert "The tester is not independent of the project." in page
    assert "Submit the assessment" not in text_of(client.get(f"/assessments/{draft}/check"))
    fields = hidden_fields(client.get(f"/assessments/{draft}/tests/red_team"))
    page2 = client.post(f"/assessments/{draft}/submit", data={**fields, "declaration": "yes"})
    assert page2.status_code == 409
    assert errors_of(page2) == [
        "Nothing was submitted: the results of some tests are not complete. They are listed below."
    ]


def test_a_result_can_be_taken_back(world: World, app: Flask) -> None:
    draft, client = draft_to_test(world), visit(app, "alice")
    send(client, draft)
    address = f"/assessments/{draft}/tests/red_team/remove"
    client.post(address, data=hidden_fields(client.get(address)))
    assert "The result of “Attacks by outsiders” is taken back." in text_of(client.get(f"/assessments/{draft}/tests"))
    assert "method" not in recorded(world, draft)["red_team"]
    assert client.get(address).status_code == 302


def test_a_second_tab_sees_both_results_and_chooses(world: World, app: Flask) -> None:
    draft, client = draft_to_test(world), visit(app, "alice")
    address = f"/assessments/{draft}/tests/red_team"
    old = hidden_fields(client.get(address))
    send(client, draft, answer__figure="9")
    page = client.post(address, data={**old, **TYPED})
    assert page.status_code == 409
    text = text_of(page)
    assert "Somebody recorded this test while you were writing" in text
    assert '<a href="#question-figure">Attacks that succeeded</a>: 9%' in text
    assert '<a href="#question-figure">' in text
    assert '<a href="#question-tester">' not in text
    assert 'value="2.5"' in text
    assert recorded(world, draft)["red_team"]["figure"] == 9
    assert client.post(address, data={**hidden_fields(page), **TYPED}).status_code == 302
    assert recorded(world, draft)["red_team"]["figure"] == "2.5"


def test_a_tab_from_before_a_result_was_taken_back_is_told(world: World, app: Flask) -> None:
    draft, client = draft_to_test(world), visit(app, "alice")
    send(client, draft)
    old = hidden_fields(client.get(f"/assessments/{draft}/tests/red_team"))
    address = f"/assessments/{draft}/tests/red_team/remove"
    stale = hidden_fields(client.get(address))
    client.post(address, data=stale)
    page = client.post(f"/assessments/{draft}/tests/red_team", data={**old, **TYPED})
    assert page.status_code == 409
    assert "Alice Adler took the result back" in text_of(page)
    send(client, draft)
    assert client.post(address, data=stale).headers["Location"].endswith("/tests/red_team")
    assert recorded(world, draft)["red_team"]["figure"] == "2.5"


@pytest.mark.parametrize("name", ["passed", "answer.passed", "answer.verdict", "answer.by", "test"])
def test_a_field_that_the_form_does_not_have_is_refused(world: World, app: Flask, name: str) -> None:
    draft = draft_to_test(world)
    client = visit(app, "alice")
    address = f"/assessments/{draft}/tests/red_team"
    page = client.post(address, data={**hidden_fields(client.get(address)), **TYPED, name: "passed"})
    assert page.status_code == 400
    assert errors_of(page) == [f"Nothing was saved: this form has no field called “{name}”"]
    assert recorded(world, draft) == {}


def test_a_test_that_is_not_called_for_takes_nothing_and_loses_nothing(world: World, app: Flask) -> None:
    draft, client = draft_to_test(world), visit(app, "alice")
    fields = hidden_fields(client.get(f"/assessments/{draft}/tests/red_team"))
    record(world, draft, "right", figure("99"))
    answer(world, draft, "alice", "no", "yes")
    page = client.post(f"/assessments/{draft}/tests/red_team", data={**fields, **TYPED})
    assert errors_of(page) == ["Nothing was saved: your present answers do not call for this test any more."]
    assert 'value="2.5"' in text_of(page)
    assert sorted(recorded(world, draft)) == ["right"]
    assert client.get(f"/assessments/{draft}/tests/red_team").status_code == 302
    plan = text_of(client.get(f"/assessments/{draft}/tests"))
    assert "“Attacks by outsiders” is not called for with your present answers." in plan
    assert "not part of the plan with your present answers: It is right often enough" in plan
    assert client.get(f"/assessments/{draft}/tests/nothing").status_code == 404


def test_before_every_question_is_answered_the_plan_may_change(world: World, app: Flask) -> None:
    draft, client = draft_to_test(world), visit(app, "alice")
    answer(world, draft, "alice", "", "")
    page = text_of(client.get(f"/assessments/{draft}/tests"))
    assert "2 questions still need an answer, so this plan may still change." in page
    assert "may still change with your answers" in text_of(client.get(f"/assessments/{draft}"))


def test_after_submitting_the_pages_lead_to_the_result(world: World, app: Flask) -> None:
    draft, client = draft_to_test(world), visit(app, "alice")
    address = f"/assessments/{draft}/tests/works"
    fields = hidden_fields(client.get(address))
    record(world, draft, "works", replace(PASSED, passed=False))
    submit(world, draft)
    assert client.get(f"/assessments/{draft}/tests").headers["Location"] == f"/assessments/{draft}/result"
    assert client.get(address).status_code == 409
    assert client.post(address, data={**fields, **TYPED}).status_code == 409
    assert client.post(f"{address}/remove", data=fields).status_code == 409


def test_a_stranger_finds_nothing(world: World, app: Flask) -> None:
    draft, charlie = draft_to_test(world), visit(app, "charlie")
    for page in ("tests", "tests/works", "tests/works/remove"):
        assert charlie.get(f"/assessments/{draft}/{page}").status_code == 404


def test_evidence_is_put_beside_a_result_and_handed_to_reviewers(world: World, app: Flask) -> None:
    draft, client = draft_to_test(world), visit(app, "alice")
    address = f"/assessments/{draft}/tests/right/evidence"
    assert client.get(address).status_code == 404  # nothing is recorded yet
    assert send(client, draft, "right", answer__figure="99").headers["Location"] == address
    assert "An evidence file is missing." in text_of(client.get(f"/assessments/{draft}/check"))
    page = client.post(address, data=hidden_fields(client.get(address)))
    assert errors_of(page) == ["Choose at least one file"]
    files = {"files": (BytesIO(WHOLE["report.pdf"]), "report.pdf")}
    sent = client.post(address, data={**hidden_fields(page), **files}, content_type="multipart/form-data")
    assert sent.status_code == 302
    plan = text_of(client.get(f"/assessments/{draft}/tests"))
    assert "“report.pdf” is added." in plan
    assert "An evidence file is missing." not in plan
    submit(world, draft)
    reviewer = visit(app, "dora")
    link = re.search(r'href="(/[^"]*report\.pdf)"', reviewer.get(f"/reviews/{draft}").get_data(as_text=True))
    assert link
    assert reviewer.get(link[1]).get_data() == WHOLE["report.pdf"]
    assert visit(app, "charlie").get(link[1]).status_code == 404
