"""The default matrix keeps what its document promises, for any answers, and its proposals come in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import scoring
from app.domain.answers import Answer, read_answers
from app.domain.explanation import what_would_lower, what_would_raise
from app.domain.matrix import Example, Matrix
from app.domain.matrix_file import read_matrix
from app.domain.outcome import Outcome
from app.domain.questions import Choice, Question
from app.domain.reach import reach
from app.domain.scoring import Plan
from tests.domain.any_answers import all_answers, any_answer

FILE = Path(__file__).parents[2] / "risk_matrix.yaml"
CHOOSING = ("one", "yes_no")


@cache
def matrix() -> Matrix:
    reading = read_matrix(FILE.read_bytes())
    assert reading.matrix is not None, reading.mistakes
    return reading.matrix


@cache
def plan() -> Plan:
    return scoring.compile(matrix())


def asked(name: str) -> Question:
    return next(question for question in matrix().questions() if question.id == name)


def assess(answers: Mapping[str, Answer]) -> Outcome:
    return plan().assess(answers)


def place(answers: Mapping[str, Answer]) -> int:
    return matrix().place(plan().level(answers))


def worst(question: Question, score: str) -> int:
    """The most points that the question gives to the score."""
    ranges = question.ranges.get(score, ())
    return int(
        max([choice.points.get(score, 0) for choice in question.choices] + [part.points for part in ranges] + [0])
    )


SCORED = [question for question in matrix().questions() if question.ranges or any(c.points for c in question.choices)]
SAFEGUARDS = [question for question in matrix().questions() if worst(question, "gaps")]
UNKNOWN = [question for question in matrix().questions() if any(choice.worst for choice in question.choices)]
some_safeguards = st.fixed_dictionaries({question.id: any_answer(question) for question in SAFEGUARDS})


@st.composite
def few_changes(draw: st.DrawFn) -> dict[str, Answer]:
    """Everything at its lowest but for some questions: among wholly random answers hardly any system is harmless."""
    changed = draw(st.lists(st.sampled_from(matrix().questions()), max_size=8, unique_by=lambda question: question.id))
    return lowest() | {question.id: draw(any_answer(question)) for question in changed}


any_complete = st.one_of(few_changes(), all_answers(matrix()))


def best(question: Question) -> Choice:
    """The answer that gives no points, and that no rule looks at: it stands first in each safeguard."""
    choice = question.choices[0]
    assert not choice.points, question.id
    return choice


BEST: dict[str, Answer] = {question.id: best(question).id for question in SAFEGUARDS}


def test_it_is_at_full_size_and_serves_every_principle() -> None:
    file = matrix()
    sizes = (
        (len(file.sections), 11),
        (len(file.questions()), 70),
        (sum(1 for rule in file.rules if rule.source), 14),
        (len(file.categories), 16),
        (len(file.tests), 20),
        (sum(len(level.obligations) for level in file.levels), 20),
        (len(file.examples), 30),
    )
    assert all(size >= floor for size, floor in sizes), sizes
    principles = {principle.id for principle in file.principles}
    assert {section.principle for section in file.sections} == principles
    assert {test.principle for test in file.tests} == principles


def test_the_ethics_step_begins_with_the_fourth_level() -> None:
    by_ethics = [any(step.by == "ethics_reviewer" for step in level.review) for level in matrix().levels]
    assert by_ethics == [False, False, False, True, True]


def outcome_of(example: Example) -> Outcome:
    answers, mistakes = read_answers(matrix(), example.answers)
    assert mistakes == ()
    return assess(answers)


@pytest.mark.parametrize("example", matrix().examples, ids=lambda example: example.name)
def test_each_example_is_complete_and_comes_out_at_its_level(example: Example) -> None:
    outcome = outcome_of(example)
    assert outcome.missing == ()
    assert outcome.level == example.level
    assert set(example.answers) <= set(outcome.visible), "an answer that is never asked for"


def test_the_examples_reach_every_level_and_call_for_every_test() -> None:
    outcomes = [outcome_of(example) for example in matrix().examples]
    assert {outcome.level for outcome in outcomes} == {level.id for level in matrix().levels}
    assert {test for outcome in outcomes for test in outcome.tests} == {test.id for test in matrix().tests}


def test_every_floor_has_an_example_in_which_it_decides() -> None:
    outcomes = [outcome_of(example) for example in matrix().examples]
    decided = {fired.id for outcome in outcomes for fired in outcome.rules if fired.before != fired.after}
    assert {rule.id for rule in matrix().rules if rule.effect == "at_least"} <= decided


@pytest.mark.parametrize(
    "name",
    [
        "Meeting-room booking",
        "Translation aid for ministry staff",
        "Minutes of internal meetings",
        "Spam filter of a ministry",
    ],
)
def test_a_simple_tool_sees_under_thirty_questions(name: str) -> None:
    example = next(each for each in matrix().examples if each.name == name)
    assert len(outcome_of(example).visible) < 30
    assert example.level == "low"


def test_safeguards_lower_a_level_by_one_at_most_in_any_example() -> None:
    nothing = {each.id: max(each.choices, key=lambda choice: choice.points.get("gaps", 0)).id for each in SAFEGUARDS}
    for example in matrix().examples:
        answers = lowest() | read_answers(matrix(), example.answers)[0]
        assert 0 <= place(answers | nothing) - place(answers | BEST) <= 1, example.name


@given(answers=any_complete, safeguards=some_safeguards)
@settings(max_examples=settings().max_examples // 2)
def test_safeguards_lower_a_level_by_one_at_most(answers: dict[str, Answer], safeguards: dict[str, Answer]) -> None:
    held, other = place(answers | BEST), place(answers | safeguards)
    assert held <= other <= held + 1


@given(answers=any_complete)
@settings(max_examples=settings().max_examples // 2)
def test_nothing_lowers_what_a_rule_sets(answers: dict[str, Answer]) -> None:
    outcome = assess(answers | BEST)
    fired = {each.id for each in outcome.rules}
    floors = [matrix().place(rule.level) for rule in matrix().rules if rule.id in fired]
    assert all(matrix().place(outcome.level) >= floor for floor in floors)
    assert all(rule.effect in {"set", "at_least"} for rule in matrix().rules)


@pytest.mark.parametrize("use", [choice.id for choice in asked("red_lines").choices if choice.id != "none_of_these"])
def test_a_prohibited_use_stays_prohibited_with_everything_else_at_its_best(use: str) -> None:
    assert assess(lowest() | BEST | {"red_lines": (use,)}).level == "unacceptable"


@given(answers=any_complete)
@settings(max_examples=settings().max_examples // 3)
def test_not_knowing_is_never_safer(answers: dict[str, Answer]) -> None:
    assert_not_knowing_is_never_safer(answers)


def test_not_knowing_is_never_safer_in_any_example() -> None:
    for example in matrix().examples:
        assert_not_knowing_is_never_safer(lowest() | read_answers(matrix(), example.answers)[0])


def assert_not_knowing_is_never_safer(answers: dict[str, Answer]) -> None:
    """Of each question, against each other answer; questions that come into sight are answered as `answers` says."""
    for question in UNKNOWN:
        several = question.kind == "many"
        [unknown] = [choice.id for choice in question.choices if choice.worst]
        reached = place(answers | {question.id: (unknown,) if several else unknown})
        for choice in question.choices:
            other = place(answers | {question.id: (choice.id,) if several else choice.id})
            assert reached >= other, (question.id, choice.id)


def test_what_gives_points_must_be_answered_and_counts_as_the_worst_while_open() -> None:
    assert all(question.required and question.unanswered == "worst" for question in SCORED)
    assert {question.id for question in matrix().questions() if not question.required} == {"first_use", "changes"}
    empty = assess({})
    assert empty.missing
    assert matrix().place(empty.level) >= matrix().place("considerable")


@given(answers=any_complete, question=st.sampled_from(SCORED))
@settings(max_examples=settings().max_examples // 2)
def test_an_open_question_lowers_nothing(answers: dict[str, Answer], question: Question) -> None:
    whole = assess(answers)
    without = {name: answer for name, answer in answers.items() if name != question.id}
    outcome = assess(without)
    if question.id not in whole.visible:
        assert outcome.level == whole.level
        return
    assert question.id in outcome.missing, "it could be submitted"
    told = reach(plan(), without)
    assert matrix().place(told.lowest) <= matrix().place(whole.level) <= matrix().place(told.highest)
    if set(outcome.visible) == set(whole.visible):  # it shows no other question
        for score in matrix().scores:
            assert (outcome.scores[score.id].value or 0) >= (whole.scores[score.id].value or 0)


# --- harm cannot hide ---------------------------------------------------------------------------------------------

# What must be chosen before the question is asked, everything else at its lowest.
ASKED_WHEN: dict[str, dict[str, Answer]] = {
    "misuse": {"techniques": ("generative",)},
    "imitation": {"techniques": ("generative",), "misuse": "somewhat"},
    "reversibility": {"spread": "community"},
    "jobs": {"spread": "organisation"},
    "environment": {"techniques": ("generative",), "spread": "organisation"},
    "attachment": {"techniques": ("generative",), "exposure": "registered"},
    "opinion": {"techniques": ("generative",), "exposure": "registered"},
}


def lowest() -> dict[str, Answer]:
    """To every question the answer that gives least and names least."""
    answers: dict[str, Answer] = {}
    for question in matrix().questions():
        if question.kind == "many":
            least = min(
                question.choices, key=lambda choice: (choice.worst, sum(choice.points.values()), not choice.alone)
            )
            answers[question.id] = (least.id,)
        elif question.kind in CHOOSING:
            answers[question.id] = min(question.choices, key=lambda each: (each.worst, sum(each.points.values()))).id
        elif question.kind == "number":
            answers[question.id] = 0
        elif question.kind == "date":
            answers[question.id] = "2027-01-01"
        else:
            answers[question.id] = "Words"
    return answers


@pytest.mark.parametrize("question", [each for each in SCORED if worst(each, "severity")], ids=lambda each: each.id)
def test_the_worst_single_harm_alone_is_never_the_lowest_level(question: Question) -> None:
    answers = lowest() | BEST | ASKED_WHEN.get(question.id, {})
    most = max(
        (choice for choice in question.choices if not choice.worst), key=lambda each: each.points.get("severity", 0)
    )
    for chosen in (most.id, next(choice.id for choice in question.choices if choice.worst)):
        outcome = assess(answers | {question.id: (chosen,) if question.kind == "many" else chosen})
        assert question.id in outcome.visible
        assert matrix().place(outcome.level) > 0, chosen
    assert assess(lowest()).level == "low"


def test_no_cell_is_more_than_one_level_above_its_left_neighbour() -> None:
    method = matrix().method
    rows = [[matrix().place(level) for level in row] for row in method.cells.values()]  # type: ignore[union-attr]
    assert all(right - left in {0, 1} for row in rows for left, right in pairwise(row))


@pytest.mark.parametrize("example", matrix().examples, ids=lambda example: example.name)
def test_proposals_for_every_example_come_in_time(example: Example) -> None:
    answers, _mistakes = read_answers(matrix(), example.answers)
    for find in (what_would_lower, what_would_raise):
        found = find(plan(), answers)
        assert found is None or found.decided
        assert _quickest(partial(find, plan(), answers)) < 0.2, find.__name__


def _quickest(search: Callable[[], object]) -> float:
    """The processor's seconds of the quickest of eight runs: the machine may be busy with other tests."""
    times = []
    for _attempt in range(8):
        start = process_time()
        search()
        times.append(process_time() - start)
        if times[-1] < 0.1:
            break
    return min(times)
