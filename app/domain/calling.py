"""Why a test belongs to a system's test plan: the level, the categories, the answers and scores that call for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.domain.answers import Answer
from app.domain.conditions import (
    AllOf,
    AnyOf,
    Condition,
    InCategory,
    LevelCompares,
    LevelIs,
    Not,
    ScoreCompares,
    ScoreInBand,
)
from app.domain.matrix import Matrix, Test
from app.domain.outcome import Outcome
from app.domain.settled import Known, Span, settled


@dataclass(frozen=True, slots=True)
class Calling:
    """What calls for a test, by id and in the file's order; nothing at all where it belongs to every plan."""

    level: bool = False
    categories: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()

    @property
    def everybody(self) -> bool:
        """Whether every system is tested like this."""
        return not (self.level or self.categories or self.questions or self.scores)


def what_calls(matrix: Matrix, test: Test, answers: Mapping[str, Answer], outcome: Outcome) -> Calling:
    """What calls for a test of this outcome's plan: of alternatives only those that hold."""
    parts = tuple(_parts(test.when, matrix, _known(matrix, answers, outcome), outcome))
    categories = {name for part in parts if isinstance(part, InCategory) for name in part.categories}
    scores = {part.score for part in parts if isinstance(part, ScoreCompares | ScoreInBand)}
    questions = {getattr(part, "question", None) for part in parts}
    return Calling(
        any(isinstance(part, LevelIs | LevelCompares) for part in parts),
        tuple(name for name in outcome.categories if name in categories),
        tuple(question.id for question in matrix.questions() if question.id in questions),
        tuple(name for name in outcome.scores if name in scores),
    )


def _parts(condition: Condition | None, matrix: Matrix, known: Known, outcome: Outcome) -> Iterator[Condition]:
    match condition:
        case None | Not():
            return
        case AllOf(parts):
            for part in parts:
                yield from _parts(part, matrix, known, outcome)
        case AnyOf(parts):
            for part in parts:
                if _holds(part, matrix, known, outcome):
                    yield from _parts(part, matrix, known, outcome)
        case _:
            yield condition


def _holds(condition: Condition, matrix: Matrix, known: Known, outcome: Outcome) -> bool:
    place = matrix.place(outcome.level)
    match condition:
        case AllOf(parts):
            return all(_holds(part, matrix, known, outcome) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, matrix, known, outcome) for part in parts)
        case Not(part):
            return not _holds(part, matrix, known, outcome)
        case LevelIs(levels):
            return outcome.level in levels
        case LevelCompares(at_least, above, at_most, below):
            return (
                (at_least is None or place >= matrix.place(at_least))
                and (above is None or place > matrix.place(above))
                and (at_most is None or place <= matrix.place(at_most))
                and (below is None or place < matrix.place(below))
            )
        case _:
            return settled(condition, known) is True


def _known(matrix: Matrix, answers: Mapping[str, Answer], outcome: Outcome) -> Known:
    """What is settled once nothing more is answered: everything; an open question counts as one that is not asked."""
    given = {name for name in outcome.visible if name in answers}
    known = Known(answers, visible={question.id: question.id in given for question in matrix.questions()})
    for score in outcome.scores.values():
        known.bands[score.id] = frozenset() if score.band is None else frozenset({score.band})
        if score.value is not None and score.maximum is not None:
            known.values[score.id] = Span(Fraction(score.value), Fraction(score.value))
            known.maxima[score.id] = Span(Fraction(score.maximum), Fraction(score.maximum))
    known.categories.update({category.id: category.id in outcome.categories for category in matrix.categories})
    return known
