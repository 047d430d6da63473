"""What is typed into a section: read with good will, refused in words, and never lost."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.people import World
from tests.web.respondent.filling import errors_of, every_kind, saved, send
from tests.web.visiting import text_of, visit


def day(day: str, month: str, year: str) -> dict[str, object]:
    return {"answer.since.day": day, "answer.since.month": month, "answer.since.year": year}


def test_each_kind_of_answer_is_saved_as_the_domain_reads_it(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    answer = send(
        client,
        draft,
        {
            "answer.purpose": "games",
            "answer.data": ["location", "health"],
            "answer.children": "no",
            "answer.people": "42,000",
            "answer.share": "0.5",
            "answer.name": "  Deep Knight ",
            "answer.story": "It plays.\r\nIt teaches.",
            "answer.since.day": "3",
            "answer.since.month": "２",
            "answer.since.year": "2024",
        },
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/assessments/{draft}/check"
    assert saved(world, draft) == {
        "purpose": "games",
        "data": ["health", "location"],
        "children": "no",
        "people": 42000,
        "share": "0.5",
        "name": "Deep Knight",
        "story": "It plays.\nIt teaches.",
        "since": "2024-02-03",
    }


@pytest.mark.parametrize("typed", ["1000", "1,000", "1 000", "１０００", "1\u202f000", "+1000", "１，０００"])
def test_a_thousand_is_a_thousand_however_it_is_written(world: World, app: Flask, typed: str) -> None:
    draft = every_kind(world)
    send(visit(app, "alice"), draft, {"answer.people": typed})
    assert saved(world, draft)["people"] == 1000


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"answer.people": "many"}, "Enter a number for “How many people?”, such as 1,200"),
        ({"answer.people": "1.000"}, "Enter a whole number for “How many people?”, without a decimal point"),
        ({"answer.people": "0"}, "Your answer to “How many people?” must lie between 1 and 1,000,000"),
        ({"answer.people": "9" * 400}, "Enter a number for “How many people?”, such as 1,200"),
        ({"answer.share": "NaN"}, "Enter a number for “What share?”, such as 1,200"),
        ({"answer.share": "1e99"}, "Enter a number for “What share?”, such as 1,200"),
        ({"answer.purpose": "spying"}, "Choose from the answers offered for “What is it for?”"),
        ({"answer.data": ["health", "faces"]}, "Choose from the answers offered for “Which data?”"),
        (
            {"answer.data": ["health", "none"]},
            "For “Which data?”, choose “None of these” by itself or leave it out",
        ),
        ({"answer.children": ["yes", "no"]}, "Choose from the answers offered for “Are there children?”"),
        (day("31", "2", "2024"), "Enter a date that exists for “Since when?”"),
        (day("3", "2", ""), "Enter the year for “Since when?”"),
        (day("3", "2", "24"), "Enter the year for “Since when?” with four digits, such as 2026"),
        (
            day("3", "2", "1999"),
            "Your answer to “Since when?” must lie between 1 January 2000 and 31 December 2030",
        ),
    ],
)
def test_a_wrong_value_is_named_beside_what_is_right(
    world: World, app: Flask, typed: dict[str, object], sentence: str
) -> None:
    draft = every_kind(world)
    page = send(visit(app, "alice"), draft, {"answer.name": "Deep Knight", **typed})
    assert page.status_code == 400
    assert errors_of(page) == [sentence]
    assert "<title>Error: Every kind" in page.get_data(as_text=True)
    assert text_of(page).count(sentence.replace("'", "&#39;")) == 2
    assert saved(world, draft) == {"name": "Deep Knight"}


def test_the_wrong_value_stays_in_its_field(world: World, app: Flask) -> None:
    page = send(visit(app, "alice"), every_kind(world), {"answer.people": "a <b> lot"})
    assert 'value="a &lt;b&gt; lot"' in page.get_data(as_text=True)


def test_a_million_characters_are_refused_in_words_and_kept(world: World, app: Flask) -> None:
    draft, long = every_kind(world), "x" * 1_000_000
    page = send(visit(app, "alice"), draft, {"answer.story": long, "answer.name": "Deep Knight"})
    assert page.status_code == 400
    assert errors_of(page) == ["Shorten your answer to “What does it do?” to 10,000 characters; it has 1,000,000"]
    assert long in page.get_data(as_text=True)
    assert saved(world, draft) == {"name": "Deep Knight"}


def test_a_name_that_hides_letters_is_refused(world: World, app: Flask) -> None:
    draft = every_kind(world)
    page = send(visit(app, "alice"), draft, {"answer.name": "Deep\u200bKnight"})
    assert errors_of(page) == [
        "Type your answer to “What is it called?” again: it holds a character that cannot be shown"
    ]
    assert saved(world, draft) == {}


def test_an_empty_section_is_saved_and_the_next_one_opens(world: World, app: Flask) -> None:
    draft = world.draft()
    answer = send(visit(app, "alice"), draft, {"answer.harm": "none"}, "use")
    assert answer.headers["Location"] == f"/assessments/{draft}/data"
    answer = send(visit(app, "alice"), draft, {}, "data")
    assert answer.headers["Location"] == f"/assessments/{draft}/check"


def test_coming_back_later_leads_to_the_task_list(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    answer = send(client, draft, {"answer.name": "Deep Knight", "then": "later"})
    assert answer.headers["Location"] == f"/assessments/{draft}"
    assert "Your answers are saved" in text_of(client.get(answer.headers["Location"]))


def test_an_emptied_field_takes_the_answer_away(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.name": "Deep Knight", "answer.data": "health"})
    send(client, draft, {"answer.name": " "})
    assert saved(world, draft) == {}


def test_an_answer_that_opens_a_question_shows_the_section_again(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    answer = send(client, draft, {"answer.purpose": "hiring"})
    assert answer.headers["Location"] == f"/assessments/{draft}/kinds?opened=jobs"
    page = text_of(client.get(answer.headers["Location"]))
    assert "They opened 1 further question in this section:" in page
    assert '<a href="#question-jobs">Which jobs?</a>' in page


def test_a_hidden_answer_stays_in_the_draft_and_comes_back(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.purpose": "hiring"})
    send(client, draft, {"answer.purpose": "hiring", "answer.jobs": "Nurses"})
    send(client, draft, {"answer.purpose": "games", "answer.jobs": "Nurses"})
    assert saved(world, draft) == {"purpose": "games", "jobs": "Nurses"}
    assert "Which jobs?" not in text_of(client.get(f"/assessments/{draft}/kinds"))
    send(client, draft, {"answer.purpose": "hiring"})
    assert saved(world, draft) == {"purpose": "hiring", "jobs": "Nurses"}


def test_what_is_typed_beside_the_answer_that_hides_it_is_kept(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.purpose": "hiring"})
    send(client, draft, {"answer.purpose": "games", "answer.jobs": "Nurses", "comment.jobs": "And cooks"})
    assert saved(world, draft) == {"purpose": "games", "jobs": "Nurses"}
    with world.session() as session:
        assert world.find(session, draft).comments == {"jobs": "And cooks"}


def test_a_comment_is_saved_and_asked_for_where_the_matrix_needs_it(world: World, app: Flask) -> None:
    draft, client = every_kind(world), visit(app, "alice")
    send(client, draft, {"answer.purpose": "other", "comment.story": "See the leaflet."})
    with world.session() as session:
        assert world.find(session, draft).comments == {"story": "See the leaflet."}
    assert "Explain your answer to “What is it for?”" in text_of(client.get(f"/assessments/{draft}/check"))
    page = send(client, draft, {"answer.purpose": "other", "comment.purpose": "x" * 5001})
    assert errors_of(page) == ["Shorten your comment on “What is it for?” to 5,000 characters; it has 5,001"]


def test_chinese_dates_begin_with_the_year(world: World, app: Flask) -> None:
    draft = every_kind(world)
    page = visit(app, "alice", "zh-Hans").get(f"/assessments/{draft}/kinds").get_data(as_text=True)
    assert page.index("since.year") < page.index("since.month") < page.index("since.day")
    page = visit(app, "alice", "en").get(f"/assessments/{draft}/kinds").get_data(as_text=True)
    assert page.index("since.day") < page.index("since.month") < page.index("since.year")
