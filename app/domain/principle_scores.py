"""How much of the points that questions could give they gave, by the principle they serve, one score at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.amount import Amount, exact
from app.domain.combining import Sums
from app.domain.matrix import Matrix, Score
from app.domain.outcome import Outcome
from app.domain.relevance import relevance
from app.domain.worth import worth


@dataclass(frozen=True, slots=True)
class Share:
    """What the questions of a principle gave to a score, of what those that were asked could give at most."""

    score: str
    value: Amount
    possible: Amount


@dataclass(frozen=True, slots=True)
class PrincipleScore:
    """A principle with its share of each score that its questions feed; `principle` is empty for those without one."""

    principle: str
    shares: tuple[Share, ...]


def by_principle(matrix: Matrix, outcome: Outcome) -> tuple[PrincipleScore, ...]:
    """The shares of every principle, in the file's order, then those of the questions that serve none.

    In: the matrix of the outcome. Scores that the level does not depend on are left out. A question serves the
    principle of its section. Values combine as the score does: they are summed, averaged, or the highest counts.
    """
    serving: dict[str, set[str]] = {name: set() for name in [*(principle.id for principle in matrix.principles), ""]}
    asked = frozenset(outcome.visible)
    for section in matrix.sections:
        serving[section.principle or ""] |= {question.id for question in section.questions if question.id in asked}
    needed = relevance(matrix).scores
    scores = [(place, score) for place, score in enumerate(matrix.scores) if score.id in needed]
    greatest = {
        question.id: dict(worth(question, matrix.scores).greatest)
        for question in matrix.questions()
        if question.id in asked
    }
    return tuple(
        PrincipleScore(
            principle,
            tuple(
                share
                for place, score in scores
                if (share := _share(score, questions, outcome, {q: most.get(place) for q, most in greatest.items()}))
            ),
        )
        for principle, questions in serving.items()
    )


def _share(score: Score, questions: set[str], outcome: Outcome, greatest: dict[str, Amount | None]) -> Share | None:
    """The share of one score, None where the questions neither gave nor could give it a point."""
    given = [
        (part.question, exact(part.value))
        for part in outcome.contributions
        if part.score == score.id and part.question in questions
    ]
    # An average counts only what was answered, so only that could have given it points.
    counted = {question for question, _value in given} if score.combine == "average" else questions
    most = [(name, value) for name, value in greatest.items() if name in counted and value is not None]
    value, possible = _combined(score, given), _combined(score, most)
    return Share(score.id, value, possible) if value or possible > 0 else None


def _combined(score: Score, values: Iterable[tuple[str, Amount]]) -> Amount:
    sums = Sums(1, frozenset({0} if score.combine == "highest" else ()))
    counted: set[str] = set()
    for question, value in values:
        sums.add(((0, value),), first=question not in counted)
        counted.add(question)
    return sums.combined(0, score.combine)
