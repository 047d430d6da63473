"""Turns the answers of many rows into columns of what matters of them: their worth, and the conditions they meet."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from app.domain.answers import Answer
from app.domain.columns import NARROW, Column, numbered
from app.domain.conditions import AnswerCompares
from app.domain.deciding import Holds, Standing, decider
from app.domain.questions import Question
from app.domain.relevance import AnswerCondition, relevance
from app.domain.scoring import Asked, Plan
from app.domain.worth import Gain

REMEMBERED = 100_000  # different answers to one question that are known at the same time


class Given(NamedTuple):
    """All that matters of an answer: two answers with the same `Given` lead to the same level."""

    visible: bool
    gains: tuple[Gain, ...] | None  # None: a choice that is not offered
    meets: tuple[bool, ...]  # the conditions on this question, in their order


class AnswerReader:
    """Reads the answers to the questions of a plan, and remembers those it has seen."""

    def __init__(self, plan: Plan) -> None:
        conditions = relevance(plan.matrix).conditions
        self._questions = {name: _Question(asked, conditions.get(name, []), plan) for name, asked in plan.asked.items()}

    def read(self, question: str, answers: Sequence[Answer | None]) -> Column[Given]:
        """A column with what each row's answer is worth."""
        return self._questions[question].read(answers)

    def hidden(self, question: str) -> Given:
        """What counts where the question is not asked."""
        return self._questions[question].hidden

    def place(self, condition: AnswerCondition) -> int:
        """Where in `Given.meets` a condition stands."""
        return self._questions[condition.question].conditions.index(condition)


class _Question(dict["Answer | None", int]):
    """One question: the code of each answer that was met so far."""

    def __init__(self, asked: Asked, conditions: Sequence[AnswerCondition], plan: Plan) -> None:
        super().__init__()
        self.asked = asked
        self.conditions = list(conditions)
        self._deciders: list[Holds | None] = [decider(condition, plan.names) for condition in conditions]
        self._codes: dict[Given, int] = {}
        self._bounds = _bounds(asked.question, self.conditions)
        self._stretches: dict[tuple[int, int], int] = {}
        self.hidden = Given(False, (), self._meets({}))

    def read(self, answers: Sequence[Answer | None]) -> Column[Given]:
        if len(self) > REMEMBERED:
            self.clear()
        try:
            codes = bytes(map(self.__getitem__, answers))  # adds to `_codes` what is new
        except ValueError:  # a code that no byte can hold
            return numbered(list(map(self.__getitem__, answers)), tuple(self._codes))
        return Column(codes, tuple(self._codes)[:NARROW])

    def __missing__(self, answer: Answer | None) -> int:
        if isinstance(answer, int | Decimal):
            # Numbers differ a thousandfold, but all between the same two bounds are worth the same.
            stretch = bisect_left(self._bounds, answer), bisect_right(self._bounds, answer)
            code = self._stretches.get(stretch)
            if code is None:
                self._stretches[stretch] = code = self._code(answer)
        else:
            code = self._code(answer)
        self[answer] = code
        return code

    def _code(self, answer: Answer | None) -> int:
        return self._codes.setdefault(self._given(answer), len(self._codes))

    def _given(self, answer: Answer | None) -> Given:
        if answer is None or answer in ("", ()):
            return Given(True, self.asked.worth.if_unanswered, self._meets({}))
        try:
            gains: tuple[Gain, ...] | None = self.asked.worth.gains(answer)
        except KeyError:
            gains = None
        return Given(True, gains, self._meets({self.asked.id: answer}))

    def _meets(self, answers: dict[str, Answer]) -> tuple[bool, ...]:
        standing = Standing(answers, [], [], [])
        return tuple(holds is None or holds(standing) for holds in self._deciders)


def _bounds(question: Question, conditions: Sequence[AnswerCondition]) -> list[Decimal]:
    """The numbers at which points or the truth of a condition can change."""
    found = {part.start for ranges in question.ranges.values() for part in ranges}
    for condition in conditions:
        if isinstance(condition, AnswerCompares):
            its = condition.comparison
            bounds = (its.at_least, its.above, its.at_most, its.below)
            found |= {bound for bound in bounds if isinstance(bound, Decimal)}
    return sorted(found)
