"""Taking earlier answers over: nothing is invented, nothing hidden comes along, what is left behind is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import scoring
from app.domain.answers import read_answers, to_json
from app.domain.conditions import AnswerIs
from app.domain.copying import changes, take_over
from app.domain.matrix import Matrix
from app.domain.questions import Question, Requirement
from app.domain.scoring import Plan
from app.domain.text import Text
from tests.domain.any_answers import good_answers
from tests.domain.any_matrix import A_THIRD, any_matrix
from tests.domain.tiny import plan_of

NAMES = ("every_kind", "small_office", "visibility", "several_choices", "yes_no", "dates", "conditions")


def with_questions(matrix: Matrix, *questions: Question) -> Plan:
    """The matrix with these questions in place of those of the same name."""
    new = {question.id: question for question in questions}
    sections = tuple(
        replace(section, questions=tuple(new.get(question.id, question) for question in section.questions))
        for section in matrix.sections
    )
    return scoring.compile(replace(matrix, sections=sections))


def without(matrix: Matrix, name: str) -> Plan:
    """The matrix without a question."""
    sections = tuple(
        replace(section, questions=tuple(each for each in section.questions if each.id != name))
        for section in matrix.sections
    )
    return scoring.compile(replace(matrix, sections=sections))


@given(st.data())
def test_the_same_edition_takes_over_exactly_what_was_visible(data: st.DataObject) -> None:
    plan = plan_of(data.draw(st.sampled_from(NAMES)))
    answers = data.draw(good_answers(plan.matrix))
    visible = plan.visible(answers)
    copied = take_over(plan, plan, to_json(answers), {})
    assert copied.answers == {name: answers[name] for name in visible if name in answers}
    assert copied.left == ()


@A_THIRD
@given(st.data())
def test_between_any_two_matrices_nothing_is_invented_and_nothing_lost_in_silence(data: st.DataObject) -> None:
    earlier, now = (scoring.compile(replace(data.draw(any_matrix()), id="one")) for _ in range(2))
    answers = data.draw(good_answers(earlier.matrix))
    copied = take_over(earlier, now, to_json(answers), {})
    told = {name: answers[name] for name in earlier.visible(answers) if name in answers}
    left = {each.question for each in copied.left}
    assert copied.answers.keys() | left == told.keys()
    assert not copied.answers.keys() & left
    assert all(told[name] == answer for name, answer in copied.answers.items())
    assert read_answers(now.matrix, to_json(copied.answers)) == (copied.answers, ())
    assert copied.answers.keys() <= set(now.visible(copied.answers))


@given(st.data())
def test_changes_name_exactly_what_differs(data: st.DataObject) -> None:
    plan = plan_of("every_kind")
    before, after = (data.draw(good_answers(plan.matrix)) for _ in range(2))
    found = changes(before, {}, after, {})
    assert found.keys() == {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert all(change.answer == before.get(name) for name, change in found.items())


def test_a_matrix_of_another_name_takes_nothing_over() -> None:
    plan = plan_of("small_office")
    other = scoring.compile(replace(plan.matrix, id="another"))
    copied = take_over(plan, other, {"harm": "serious", "people": 5}, {})
    assert copied.answers == {}
    assert [(each.question, each.reason) for each in copied.left] == [("harm", "gone"), ("people", "gone")]


def changed_people(**fields: object) -> Plan:
    plan = plan_of("small_office")
    return with_questions(plan.matrix, replace(plan.matrix.question("people"), **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (without(plan_of("small_office").matrix, "people"), "gone"),
        (changed_people(unit=Text("a day")), "changed"),
        (changed_people(maximum="4"), "changed"),
        (changed_people(kind="text"), "changed"),
    ],
)
def test_an_answer_whose_question_changed_is_left_behind(now: Plan, reason: str) -> None:
    copied = take_over(plan_of("small_office"), now, {"harm": "serious", "people": 5}, {})
    assert copied.answers == {"harm": "serious"}
    assert [(each.question, each.reason) for each in copied.left] == [("people", reason)]


def test_a_choice_that_is_gone_leaves_its_answer_behind() -> None:
    plan = plan_of("small_office")
    harm = plan.matrix.question("harm")
    now = with_questions(plan.matrix, replace(harm, choices=harm.choices[:1]))
    copied = take_over(plan, now, {"harm": "serious", "people": 5}, {})
    assert ("harm", "changed") in [(each.question, each.reason) for each in copied.left]


def test_an_answer_that_the_new_edition_does_not_ask_is_left_behind() -> None:
    plan = plan_of("small_office")
    sources = plan.matrix.question("sources")
    now = with_questions(plan.matrix, replace(sources, show_when=AnswerIs("harm", ("serious",))))
    copied = take_over(plan, now, {"harm": "none", "sources": ["own"]}, {"sources": "Why"})
    assert (copied.answers, copied.comments) == ({"harm": "none"}, {})
    assert [(each.question, each.reason) for each in copied.left] == [("sources", "not_asked")]


def test_comments_go_with_their_answers_where_one_is_asked_for() -> None:
    plan = plan_of("small_office")
    harm = plan.matrix.question("harm")
    asking = with_questions(plan.matrix, replace(harm, comment=Requirement("optional")))
    comments = {"harm": "Because", "people": "Never asked for", "notes": "Alone"}
    assert take_over(plan, asking, {"harm": "serious"}, comments).comments == {"harm": "Because", "notes": "Alone"}
    silent = with_questions(plan.matrix, replace(harm, comment=Requirement()))
    assert take_over(plan, silent, {"harm": "serious"}, comments).comments == {"notes": "Alone"}
    gone = with_questions(plan.matrix, replace(harm, choices=harm.choices[:1], comment=Requirement("optional")))
    assert take_over(plan, gone, {"harm": "serious"}, comments).comments == {"notes": "Alone"}
