"""What would lower the level, and what would raise it: nothing fixed, nothing larger than needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import combinations, product
from pathlib import Path
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import proposal, scoring
from app.domain.answers import Answer, read_answers
from app.domain.explanation import Change, Proposal, what_keeps_from_rising, what_would_lower, what_would_raise
from app.domain.matrix_file import read_matrix
from app.domain.questions import Question
from app.domain.scoring import Plan
from tests.domain.any_answers import all_answers, any_answers
from tests.domain.tiny import answers_to, plan_of

WHOLE = {
    "purpose": "hiring",
    "losses": ["time"],
    "autonomy": "alone",
    "people": 5000,
    "stop": "yes",
    "tried": "yes",
}
Finder = Callable[[Plan, dict[str, Answer]], Proposal | None]


def lower(**changed: object) -> Proposal | None:
    return what_would_lower(plan_of("proposals"), answers_to("proposals", **WHOLE | changed))


def higher(**changed: object) -> Proposal | None:
    return what_would_raise(plan_of("proposals"), answers_to("proposals", **WHOLE | changed))


def test_one_change_is_enough() -> None:
    assert lower() == Proposal("medium", (Change("autonomy", "person"),))


def test_what_is_fixed_is_never_proposed() -> None:
    # Another purpose would do at once; three other changes cannot.
    assert lower(autonomy="person", people=0) is None


def test_two_changes_where_one_is_not_enough() -> None:
    assert lower(tried="no") == Proposal("medium", (Change("autonomy", "person"), Change("people", Decimal(0))))


def test_one_choice_less() -> None:
    found = lower(purpose="games", losses=["work", "time"])
    assert found == Proposal("medium", (Change("losses", ("time",)),))


def test_a_rule_is_lifted_and_the_question_that_appears_is_answered() -> None:
    # Stopping it shows the question whether that was tried, which must not stay open.
    found = lower(purpose="games", stop="no", tried=None, autonomy="person", people=0)
    assert found == Proposal("low", (Change("stop", "yes"), Change("tried", "yes")))


def test_not_knowing_is_never_proposed() -> None:
    found = higher(purpose="games", autonomy="watched", people=0)
    assert found == Proposal("medium", (Change("losses", ("work", "time")),))


def test_not_knowing_is_never_proposed_where_it_would_do() -> None:
    assert higher(autonomy="person") == Proposal("high", (Change("autonomy", "alone"),))


def test_what_categories_ask_for_is_proposed() -> None:
    plan, answers = plan_of("conditions"), answers_to("conditions", purpose="credit")
    assert what_would_raise(plan, answers) == Proposal("high", (Change("purpose", "hiring"),))


def test_what_shows_a_question_is_proposed() -> None:
    plan = plan_of("shown_by_another")
    answers = answers_to("shown_by_another", sold="yes", abroad="yes")
    assert what_would_lower(plan, answers) == Proposal("low", (Change("sold", "no"),))


def test_the_lowest_level_cannot_be_lowered_nor_the_highest_raised() -> None:
    assert lower(purpose="games", autonomy="person", people=0) is None
    assert higher() is None


def test_it_says_so_when_it_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposal, "MOST_STEPS", 50)
    assert lower(tried="no") == Proposal("high", (), decided=False)


def nearest(**changed: object) -> Proposal | None:
    return what_keeps_from_rising(plan_of("proposals"), answers_to("proposals", **WHOLE | changed))


def test_the_nearest_single_answer_that_raises() -> None:
    assert nearest(autonomy="person") == Proposal("high", (Change("autonomy", "alone"),))


def test_the_nearest_rise_is_the_least() -> None:
    # Another of the choices would lead further up.
    plan, answers = plan_of("adding_up"), answers_to("adding_up", children=False)
    single = what_keeps_from_rising(plan, answers)
    assert single is not None
    assert len(single.changes) == 1
    assert single.level == plan.matrix.levels[plan.matrix.place(plan.assess(answers).level) + 1].id


def test_a_fact_and_not_knowing_may_raise_it() -> None:
    plan, fixed = plan_of("facts"), answers_to("facts", purpose="games", tried="yes")
    assert what_would_raise(plan, fixed) is None
    assert what_keeps_from_rising(plan, fixed) == Proposal("medium", (Change("tried", "dont_know"),))
    assert what_keeps_from_rising(plan, fixed | {"tried": "dont_know"}) == Proposal(
        "high", (Change("purpose", "hiring"),)
    )


def test_nothing_keeps_the_highest_level_from_rising() -> None:
    assert nearest() is None


def test_the_nearest_rise_says_so_when_it_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposal, "MOST_STEPS", 5)
    assert nearest(autonomy="person") == Proposal("medium", (), decided=False)


def others(question: Question, answer: Answer | None, *, every: bool = False) -> Iterator[Answer]:
    """Every other answer that may be proposed, found without a thought for what it does."""
    if question.fixed and not every:
        return
    if question.kind == "number":
        yield from (number for number in map(Decimal, (0, 999, 1000, 100_000)) if number != answer)
    elif question.kind == "many":
        chosen = set(answer) if isinstance(answer, tuple) else set()
        alone = {choice.id for choice in question.choices if choice.alone}
        for choice in question.choices:
            one = chosen - {choice.id}
            if choice.id not in chosen:
                one = {choice.id} if choice.alone else chosen - alone | {choice.id}
            if one and (every or not (choice.worst and choice.id in one)):
                yield tuple(other.id for other in question.choices if other.id in one)
    elif question.kind in {"one", "yes_no"}:
        yield from (choice.id for choice in question.choices if choice.id != answer and (every or not choice.worst))


def smallest(plan: Plan, answers: dict[str, Answer], direction: int) -> int | None:
    """How many changes are needed, by trying all of them."""
    today = plan.assess(answers)
    options = {question.id: list(others(question, answers.get(question.id))) for question in plan.matrix.questions()}
    for size in (1, 2, 3):
        for questions in combinations(options, size):
            for picked in product(*(options[question] for question in questions)):
                outcome = plan.assess({**answers, **dict(zip(questions, picked, strict=True))})
                step = plan.matrix.place(outcome.level) - plan.matrix.place(today.level)
                if step * direction > 0 and set(outcome.missing) <= set(today.missing):
                    return size
    return None


@pytest.mark.parametrize(("find", "direction"), [(what_would_lower, -1), (what_would_raise, 1)])
@pytest.mark.parametrize("draw", [all_answers, any_answers])
@given(data=st.data())
@settings(max_examples=settings().max_examples // 2)
def test_a_proposal_leads_there_and_none_is_smaller(
    find: Finder, direction: int, draw: Callable[..., st.SearchStrategy[dict[str, Answer]]], data: st.DataObject
) -> None:
    plan = plan_of("proposals")
    answers = data.draw(draw(plan.matrix))
    found = find(plan, answers)
    assert (len(found.changes) if found else None) == smallest(plan, answers, direction)
    if found is None:
        return
    changed = answers | {change.question: change.answer for change in found.changes}
    assert len(changed) <= len(plan.matrix.questions())
    assert plan.assess(changed).level == found.level
    today = plan.assess(answers).level
    assert (plan.matrix.place(found.level) - plan.matrix.place(today)) * direction > 0
    assert read_answers(plan.matrix, changed)[1] == ()


def least_rise(plan: Plan, answers: dict[str, Answer]) -> int | None:
    """The place of the lowest level above today's that another answer to one question leads to, trying all."""
    today = plan.assess(answers)
    places = []
    for question in plan.matrix.questions():
        for other in others(question, answers.get(question.id), every=True):
            outcome = plan.assess({**answers, question.id: other})
            if set(outcome.missing) <= set(today.missing):
                places.append(plan.matrix.place(outcome.level))
    return min((place for place in places if place > plan.matrix.place(today.level)), default=None)


@pytest.mark.parametrize("draw", [all_answers, any_answers])
@given(data=st.data())
@settings(max_examples=settings().max_examples // 2)
def test_the_nearest_rise_leads_there_and_none_is_nearer(
    draw: Callable[..., st.SearchStrategy[dict[str, Answer]]], data: st.DataObject
) -> None:
    plan = plan_of("proposals")
    answers = data.draw(draw(plan.matrix))
    found = what_keeps_from_rising(plan, answers)
    assert (plan.matrix.place(found.level) if found else None) == least_rise(plan, answers)
    if found is not None:
        assert len(found.changes) == 1
        changed = answers | {change.question: change.answer for change in found.changes}
        assert plan.assess(changed).level == found.level


@pytest.mark.parametrize("find", [what_would_lower, what_would_raise, what_keeps_from_rising])
def test_a_proposal_for_the_default_matrix_takes_under_a_fifth_of_a_second(find: Finder) -> None:
    plan = default_plan()
    chance = Random(20261123)  # noqa: S311 - answers, not secrets
    slowest = 0.0
    for _ in range(25):
        answers = random_answers(plan, chance)
        taken = seconds(find, plan, answers)
        slowest = max(slowest, taken if taken < 0.1 else min(taken, seconds(find, plan, answers)))
    assert slowest < 0.2


def seconds(find: Finder, plan: Plan, answers: dict[str, Answer]) -> float:
    begun = process_time()
    find(plan, answers)
    return process_time() - begun


def default_plan() -> Plan:
    reading = read_matrix((Path(__file__).parents[2] / "risk_matrix.yaml").read_bytes())
    assert reading.matrix is not None
    return scoring.compile(reading.matrix)


def random_answers(plan: Plan, chance: Random) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for question in plan.matrix.questions():
        if question.kind in {"one", "yes_no"}:
            answers[question.id] = chance.choice(question.choices).id
        elif question.kind == "many":
            together = [choice.id for choice in question.choices if not choice.alone]
            answers[question.id] = tuple(name for name in together if chance.random() < 0.4) or (together[0],)
        elif question.kind == "number":
            answers[question.id] = Decimal(chance.choice([0, 5, 1_000, 50_000, 2_000_000]))
    return answers


@pytest.mark.parametrize(
    "name", ["adding_up", "average", "highest", "maximum", "not_knowing", "rounding", "visibility"]
)
@given(data=st.data())
@settings(max_examples=settings().max_examples // 3)
def test_proposals_lead_there_in_every_tiny_matrix(name: str, data: st.DataObject) -> None:
    plan = plan_of(name)
    answers = data.draw(any_answers(plan.matrix))
    for find in (what_would_lower, what_would_raise):
        found = find(plan, answers)
        if found is not None:
            assert found.decided
            changed = answers | {change.question: change.answer for change in found.changes}
            assert plan.assess(changed).level == found.level
