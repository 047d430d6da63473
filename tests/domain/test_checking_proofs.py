"""What the check proves is true: held against all answers of small random matrices, and some answers of any."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.answers import Answer, Answers
from app.domain.checking.fewer_points import PairSearch, fewer_points
from app.domain.checking.frame import Frame
from app.domain.checking.outlook import Outlook
from app.domain.checking.search import Exploration, explore
from app.domain.checking.sights import Key, possible, sight
from app.domain.deciding import Standing, decider
from app.domain.matrix import Matrix
from app.domain.scoring import Plan
from app.domain.scoring import compile as compile_plan
from tests.domain.any_matrix import any_matrix
from tests.domain.every_answer import every_submission, some_submission, ways

MOST_WAYS = 600
slow = settings(
    # Each of these searches a whole matrix: a quarter of the examples, of the thorough profile too.
    max_examples=settings().max_examples // 4,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
)
small_matrix = any_matrix().filter(lambda matrix: ways(matrix) <= MOST_WAYS)


def explored(matrix: Matrix) -> Exploration:
    return explore(Frame(compile_plan(matrix)))


def shown_by_hand(plan: Plan, answers: Answers) -> set[Key]:
    """Whether conditions of showing hold, told without the code of the search."""
    visible = plan.visible(answers)
    standing = Standing({name: answer for name, answer in answers.items() if name in visible}, [], [], [])
    found: set[Key] = set()
    for question in plan.matrix.questions():
        holds = decider(question.show_when, plan.names)
        if holds is not None:
            found.add(("show holds" if holds(standing) else "show fails", question.id))
    return found


@slow
@given(small_matrix)
def test_never_means_never_and_the_rest_is_reached(matrix: Matrix) -> None:
    found = explored(matrix)
    reached: set[Key] = set()
    for answers in every_submission(matrix):
        reached |= sight(found.frame, answers).keys
    asked = set(found.asked)
    assert found.undecided == set()
    assert asked & set(found.met) == asked & reached


@slow
@given(st.data())
def test_nothing_that_answers_reach_is_called_out_of_reach(data: st.DataObject) -> None:
    matrix = data.draw(any_matrix())
    found = explored(matrix)
    for _ in range(5):
        answers = data.draw(some_submission(matrix))
        outcome = found.frame.plan.assess(answers)
        assert not found.never(("level", outcome.level))
        told: set[Key] = {("shown", question) for question in outcome.visible} | {
            ("rule holds", rule.id) for rule in outcome.rules
        }
        told |= {("rule changes", rule.id) for rule in outcome.rules if rule.before != rule.after}
        told |= {
            ("category holds", category)
            for category in outcome.categories
            if ("category holds", category) in found.asked
        }
        told |= {("band", name, score.band) for name, score in outcome.scores.items() if score.band is not None}
        told |= shown_by_hand(found.frame.plan, answers)
        assert [key for key in told if found.never(key)] == []


@slow
@given(any_matrix())
def test_every_witness_can_be_submitted_and_shows_what_it_is_for(matrix: Matrix) -> None:
    found = explored(matrix)
    for key, seen in found.met.items():
        outcome = found.frame.plan.assess(seen.answers)
        assert outcome.missing == ()
        assert set(seen.answers) <= set(outcome.visible)
        assert key in sight(found.frame, seen.answers).keys


@slow
@given(st.data())
def test_an_outlook_on_single_answers_is_the_outcome(data: st.DataObject) -> None:
    matrix = data.draw(any_matrix())
    frame = Frame(compile_plan(matrix))
    answers = data.draw(some_submission(matrix))
    outcome = frame.plan.assess(answers)
    point = Outlook(frame, {name: frame.alone(name, answers.get(name)) for name in frame.domains})
    assert point.conclude() == {matrix.place(outcome.level)}
    assert tuple(name for name in frame.domains if point.visible(name)) == outcome.visible
    for name, result in outcome.scores.items():
        if result.band is not None:
            point.score(name)
            assert {frame.names.bands[name][band] for band in point.bands[name]} == {result.band}
    assert not point.opened
    whole = Outlook(frame, frame.domains)
    assert [key for key in sight(frame, answers).keys if not possible(whole, key)] == []


@slow
@given(small_matrix)
def test_a_choice_with_fewer_points_is_named_exactly_where_it_leads_higher(matrix: Matrix) -> None:
    found = explored(matrix)
    plan, search = found.frame.plan, PairSearch(found)
    submissions = list(every_submission(matrix))
    named = {finding.path.rpartition("questions.")[2]: finding for finding in fewer_points(found)}
    assert [finding.message for finding in named.values() if finding.severity == "note"] == []
    for question in matrix.questions():
        for lower in question.choices if question.kind in {"one", "yes_no"} else ():
            pairs = [(lower.id, other.id) for other in question.choices if search.fewer(question, lower, other)]
            finding = named.get(f"{question.id}.choices.{lower.id}")
            assert (finding is not None) is any(
                leads_higher(plan, question.id, one, other, answers) for one, other in pairs for answers in submissions
            )
            if finding is not None:
                high, low = (dict(answers) for answers in finding.witnesses)
                assert (lower.id, low[question.id]) in pairs
                assert plan.assess(high).missing == plan.assess(low).missing == ()
                assert leads_higher(plan, question.id, lower.id, str(low[question.id]), {**low, **high})
                assert all(high[name] == low[name] for name in set(high) & set(low) - {question.id})


def leads_higher(plan: Plan, question: str, one: str, other: str, answers: Mapping[str, Answer]) -> bool:
    """Whether the first choice gives a higher level than the other, with the same other answers."""
    first, second = (plan.assess({**answers, question: choice}) for choice in (one, other))
    return question in first.visible and plan.matrix.place(first.level) > plan.matrix.place(second.level)
