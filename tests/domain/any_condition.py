"""Any condition that may stand at a place of a matrix, for property tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from app.domain.conditions import (
    AllOf,
    AnswerCompares,
    Answered,
    AnswerIs,
    AnyOf,
    Comparison,
    Condition,
    CountAtLeast,
    InCategory,
    IncludesAll,
    LevelCompares,
    LevelIs,
    Not,
    ScoreCompares,
    ScoreInBand,
)
from app.domain.questions import Question

NUMBERS = (Decimal(0), Decimal("0.5"), Decimal(2), Decimal(5), Decimal("7.25"), Decimal(10))
PERCENTS = tuple(Decimal(number) for number in ("0", "25", "33.3", "50", "80", "100"))
DAYS = (date(2026, 1, 1), date(2026, 12, 1), date(2027, 6, 30))


@dataclass
class Scope:
    """What stands earlier in the matrix, so that a condition may speak of it."""

    questions: list[Question] = field(default_factory=list)
    scores: list[str] = field(default_factory=list)  # with a number
    bands: dict[str, tuple[str, ...]] = field(default_factory=dict)
    categories: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)


def maybe_condition(scope: Scope) -> st.SearchStrategy[Condition | None]:
    """A condition, or none."""
    known = scope.questions or scope.scores or scope.bands
    return st.one_of(st.none(), any_condition(scope)) if known else st.none()


def any_condition(scope: Scope) -> st.SearchStrategy[Condition]:
    """A condition on what the scope knows, nested at most three deep."""
    part = st.one_of(_parts(scope))
    return st.recursive(
        part,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts))),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
            inner.map(Not),
        ),
        max_leaves=4,
    )


def _parts(scope: Scope) -> list[st.SearchStrategy[Condition]]:
    found: list[st.SearchStrategy[Condition]] = [_of_question(question) for question in scope.questions]
    if scope.scores:
        compares = st.builds(ScoreCompares, st.sampled_from(scope.scores), any_comparison(NUMBERS, percent=True))
        found += [compares, compares]
    found += [
        _some(bands).map(lambda chosen, score=score: ScoreInBand(score, chosen))  # type: ignore[misc]
        for score, bands in scope.bands.items()
    ]
    if scope.categories:
        found.append(_some(tuple(scope.categories)).map(InCategory))
    if scope.levels:
        level = st.sampled_from(scope.levels)
        bound = st.one_of(st.none(), level)
        found += [_some(tuple(scope.levels)).map(LevelIs), st.builds(LevelCompares, level, bound, bound, bound)]
        found.append(st.builds(LevelCompares, at_most=level, above=bound))
    return found


def _of_question(question: Question) -> st.SearchStrategy[Condition]:
    answered = st.builds(Answered, st.just(question.id), st.booleans())
    offered = tuple(choice.id for choice in question.choices)
    match question.kind:
        case "number":
            return st.one_of(answered, st.builds(AnswerCompares, st.just(question.id), any_comparison(NUMBERS)))
        case "date":
            return st.one_of(answered, st.builds(AnswerCompares, st.just(question.id), any_comparison(DAYS)))
        case "text" | "long_text":
            return answered
        case "many":
            return st.one_of(
                answered,
                _some(offered).map(lambda chosen: AnswerIs(question.id, chosen)),
                _some(offered).map(lambda chosen: IncludesAll(question.id, chosen)),
                st.integers(1, 3).map(lambda count: CountAtLeast(question.id, count)),
            )
        case _:
            return st.one_of(answered, _some(offered).map(lambda chosen: AnswerIs(question.id, chosen)))


@st.composite
def any_comparison(
    draw: st.DrawFn, bounds: tuple[Decimal, ...] | tuple[date, ...], *, percent: bool = False
) -> Comparison:
    """One bound or two; of a score also in percent of its maximum."""
    of_maximum = percent and draw(st.booleans())
    bound: st.SearchStrategy[Decimal | date] = st.sampled_from(PERCENTS if of_maximum else bounds)
    sides = draw(st.integers(1, 8))
    return Comparison(
        at_least=draw(bound) if sides in {1, 5, 7} else None,
        above=draw(bound) if sides in {2, 6} else None,
        at_most=draw(bound) if sides in {3, 5, 6} else None,
        below=draw(bound) if sides in {4, 7, 8} else None,
        percent=of_maximum,
    )


def _some(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(names), min_size=1, max_size=min(2, len(names)), unique=True).map(tuple)
