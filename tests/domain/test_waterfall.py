"""The bars of a waterfall: they add up to the score exactly, in any matrix, however many are gathered."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.domain import scoring
from app.domain.amount import as_decimal, exact
from app.domain.matrix import Matrix
from app.domain.outcome import Outcome
from app.domain.waterfall import Bar, Waterfall, gathered, waterfalls
from tests.domain.any_answers import any_answers
from tests.domain.any_matrix import A_THIRD, any_matrix
from tests.domain.tiny import assess, matrix_of


@st.composite
def assessed(draw: st.DrawFn) -> tuple[Matrix, Outcome]:
    """Any matrix with the outcome of any answers."""
    matrix = draw(any_matrix())
    return matrix, scoring.compile(matrix).assess(draw(any_answers(matrix)))


def sections_of(matrix: Matrix) -> dict[str, str]:
    return {question.id: section.id for section in matrix.sections for question in section.questions}


@A_THIRD
@given(case=assessed(), most=st.integers(2, 6), by_section=st.booleans())
def test_the_bars_add_up_to_the_score_exactly(case: tuple[Matrix, Outcome], most: int, by_section: bool) -> None:
    matrix, outcome = case
    for found in waterfalls(matrix, outcome, most, sections_of(matrix) if by_section else None):
        result = outcome.scores[found.score]
        assert as_decimal(found.value) == result.value
        assert found.scale.band == result.band
        if found.way != "steps":
            assert len(found.bars) <= most
        if found.way == "highest":
            highest(found, outcome)
            continue
        end: Fraction | int = 0
        for bar in found.bars:
            assert bar.start == end
            assert bar.end - bar.start == Fraction(bar.value, found.divisor)
            end = bar.end
        assert end == found.value


def highest(found: Waterfall, outcome: Outcome) -> None:
    """Bars side by side from nothing; those that count are as high as the score."""
    assert {bar.start for bar in found.bars} == {0}
    assert all(bar.end == bar.value for bar in found.bars)
    assert [bar.counts for bar in found.bars] == [bar.value == found.value for bar in found.bars]
    values = [exact(part.value) for part in outcome.contributions if part.score == found.score]
    assert found.value == max(values)


@A_THIRD
@given(case=assessed())
def test_every_answer_that_gave_points_has_a_bar(case: tuple[Matrix, Outcome]) -> None:
    matrix, outcome = case
    for found in waterfalls(matrix, outcome, 1_000):
        if found.way == "steps":
            continue
        gave = [part for part in outcome.contributions if part.score == found.score and part.value]
        assert sorted((part.question, part.choice or "", part.value) for part in gave) == sorted(
            (bar.id, bar.choice or "", as_decimal(bar.value)) for bar in found.bars
        )
        values = [Fraction(bar.value) for bar in found.bars]
        assert values == sorted(values, reverse=True)


@given(values=st.lists(st.integers(-9, 9).filter(bool), max_size=40), most=st.integers(2, 12), peak=st.booleans())
def test_gathering_keeps_the_sum_and_the_biggest(values: list[int], most: int, peak: bool) -> None:
    bars = gathered([Bar("answer", f"q{place}", value) for place, value in enumerate(values)], most, highest=peak)
    assert len(bars) == min(len(values), most)
    assert sum(bar.count for bar in bars) == len(values)
    rest = [bar for bar in bars if bar.kind == "rest"]
    assert bool(rest) == (len(values) > most)
    assert rest in ([], bars[-1:])
    if peak:
        assert max((bar.value for bar in bars), default=0) == max(values, default=0)
    else:
        assert sum(bar.value for bar in bars) == sum(values)
        kept = [abs(Fraction(bar.value)) for bar in bars if bar.kind != "rest"]
        assert sorted(kept, reverse=True) == sorted(map(abs, values), reverse=True)[: len(kept)]


def test_where_the_bands_lie() -> None:
    (maturity,) = waterfalls(matrix_of("average"), assess("average", plan="yes", team="no", audit="yes"), 8)
    assert [(part.band, part.start, part.end) for part in maturity.scale.stretches] == [
        ("poor", 0, 2),
        ("fair", 2, None),
    ]
    assert maturity.scale.band == "fair"


def test_a_computed_score_shows_what_each_step_did() -> None:
    outcome = assess("rounding", impact=50, mitigation="much")
    (steps,) = [found for found in waterfalls(matrix_of("rounding"), outcome, 8) if found.way == "steps"]
    assert [(bar.kind, bar.start, bar.end) for bar in steps.bars] == [("start", 0, 50), ("step", 50, 43)]
    assert steps.value == 43


def test_an_average_is_divided_by_the_questions_that_count() -> None:
    (maturity,) = waterfalls(matrix_of("average"), assess("average", plan="yes", team="no", audit="yes"), 8)
    assert (maturity.way, maturity.divisor, maturity.value) == ("average", 3, Fraction(8, 3))
    assert [(bar.id, bar.value, bar.start, bar.end) for bar in maturity.bars] == [
        ("plan", 4, 0, Fraction(4, 3)),
        ("audit", 4, Fraction(4, 3), Fraction(8, 3)),
    ]


def test_a_score_that_the_level_does_not_depend_on_has_no_picture() -> None:
    outcome = assess("average", plan="yes", team="yes", proofs=["papers"])
    assert [found.score for found in waterfalls(matrix_of("average"), outcome, 8)] == ["maturity"]
