"""The points of each principle: together they are the points of the score, and never more than there could be."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.domain import scoring
from app.domain.amount import as_decimal, exact
from app.domain.matrix import Matrix, Principle, Score
from app.domain.outcome import Outcome
from app.domain.principle_scores import by_principle
from app.domain.relevance import relevance
from app.domain.text import Text
from app.domain.worth import worth
from tests.domain.any_answers import good_answers
from tests.domain.any_matrix import A_THIRD, any_matrix

PRINCIPLES = (Principle("fairness", Text("Fairness")), Principle("privacy", Text("Privacy")))


@st.composite
def assessed(draw: st.DrawFn) -> tuple[Matrix, Outcome]:
    """Any matrix whose sections serve a principle or none, with the outcome of any answers."""
    matrix = draw(any_matrix())
    serving = st.sampled_from([None, *(principle.id for principle in PRINCIPLES)])
    sections = tuple(replace(section, principle=draw(serving)) for section in matrix.sections)
    matrix = replace(matrix, sections=sections, principles=PRINCIPLES)
    # A number beyond its bounds is no answer, and could give more than any answer can.
    return matrix, scoring.compile(matrix).assess(draw(good_answers(matrix)))


@A_THIRD
@given(case=assessed())
def test_the_principles_together_give_the_score(case: tuple[Matrix, Outcome]) -> None:
    matrix, outcome = case
    found = by_principle(matrix, outcome)
    assert [score.principle for score in found] == ["fairness", "privacy", ""]
    needed = relevance(matrix).scores
    for score in matrix.scores:
        shares = {each.principle: share for each in found for share in each.shares if share.score == score.id}
        if score.id not in needed:
            assert not shares
            continue
        assert as_decimal(together(score, matrix, outcome, {p: share.value for p, share in shares.items()})) == (
            outcome.scores[score.id].value
        )


def together(score: Score, matrix: Matrix, outcome: Outcome, values: dict[str, Fraction | int]) -> Fraction | int:
    """The values of the principles combined again, each by the questions that it counts."""
    principle_of = {q.id: section.principle or "" for section in matrix.sections for q in section.questions}
    counted = {part.question for part in outcome.contributions if part.score == score.id}
    if score.combine == "sum" or not counted:
        return sum(values.values())
    named = {name: values.get(principle_of[name], 0) for name in counted}
    if score.combine == "highest":
        return max(named.values())
    return Fraction(sum(named.values()), len(named))


@A_THIRD
@given(case=assessed())
def test_nothing_gives_more_than_it_could(case: tuple[Matrix, Outcome]) -> None:
    matrix, outcome = case
    if lowered_by_an_open_answer(matrix, outcome):
        return
    for principle in by_principle(matrix, outcome):
        for share in principle.shares:
            assert share.value <= share.possible


def lowered_by_an_open_answer(matrix: Matrix, outcome: Outcome) -> bool:
    """Whether a question whose best answer takes points away is still open: the contract counts that in the maximum."""
    counted = {(part.score, part.question) for part in outcome.contributions}
    return any(
        most < 0 and (matrix.scores[place].id, question.id) not in counted
        for question in matrix.questions()
        if question.id in outcome.visible
        for place, most in worth(question, matrix.scores).greatest
    )


@A_THIRD
@given(case=assessed())
def test_what_could_be_given_adds_up_to_the_maximum(case: tuple[Matrix, Outcome]) -> None:
    matrix, outcome = case
    found = by_principle(matrix, outcome)
    for score in matrix.scores:
        if score.combine != "sum" or score.maximum != "visible" or score.id not in relevance(matrix).scores:
            continue
        possible = sum(share.possible for each in found for share in each.shares if share.score == score.id)
        maximum = outcome.scores[score.id].maximum
        assert maximum is not None
        if all(p > 0 for p in greatest(score, matrix)):
            assert possible * exact(score.maximum_factor) == exact(maximum)


def greatest(score: Score, matrix: Matrix) -> list[Fraction | int]:
    """The most that each question can give to the score."""
    plan = scoring.compile(matrix)
    place = plan.names.scores[score.id]
    return [most for asked in plan.asked.values() for its, most in asked.worth.greatest if its == place]
