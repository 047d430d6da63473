"""Finds the level of answers and nothing else, for callers that ask very often."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from app.domain.answers import Answer, Answers
from app.domain.combining import Sums
from app.domain.deciding import Holds, Standing
from app.domain.scoring import Asked, Plan, Walk
from app.domain.worth import Gain

REMEMBERED = 1024  # answers of one question whose worth is not worked out again

Gains = Callable[[Answer], tuple[Gain, ...]]


class Levelling:
    """The quick way to a level. In: the plan of a matrix that is cut down to what matters.

    Only the asking is written out anew; what follows is the plan's own.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._ids = [level.id for level in plan.matrix.levels]
        self._maxima = [total.fixed or 0 for total in plan.totals]
        self._sections = [(show, [_quick(asked) for asked in questions]) for _id, show, questions in plan.sections]

    def level(self, answers: Answers) -> str:
        """The id of the level; raises KeyError for a choice that is not offered where that matters."""
        plan = self._plan
        walk = plan.walk(answers) if plan.counts_visible else self._walk(answers)
        return self._ids[plan.conclude(walk, plan.values(walk))]

    def _walk(self, answers: Answers) -> Walk:
        known: dict[str, Answer] = {}
        sums = Sums(len(self._maxima), self._plan.peaks)
        walk = Walk(Standing(known, [], [], []), sums, maxima=self._maxima)
        standing, totals, counts, peaks = walk.standing, sums.totals, sums.counts, sums.peaks
        given = answers.get
        for show_section, questions in self._sections:
            if show_section is not None and not show_section(standing):
                continue
            for name, show, gains, if_unanswered in questions:
                if show is not None and not show(standing):
                    continue
                answer = given(name)
                if answer is None or answer in ("", ()):
                    gained = if_unanswered
                else:
                    known[name] = answer
                    gained = gains(answer)
                for place, value in gained:
                    if place not in peaks:
                        totals[place] += value
                    elif not counts[place] or value > totals[place]:
                        totals[place] = value
                    counts[place] += 1
        return walk


def _quick(asked: Asked) -> tuple[str, Holds | None, Gains, tuple[Gain, ...]]:
    gains: Gains = asked.worth.gains
    if asked.question.kind in {"many", "number"}:
        gains = lru_cache(REMEMBERED)(gains)
    return asked.id, asked.show, gains, asked.worth.if_unanswered
