"""Searches for the smallest set of answer changes that would lower, or raise, the level."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from operator import add
from typing import NamedTuple

from app.domain.amount import Amount
from app.domain.answers import Answer, Answers
from app.domain.holding import Holding, candidates
from app.domain.scoring import Plan, Walk
from app.domain.turning import Turn, Turns, turns

MOST_CHANGES = 3
# Steps of search before it gives up, well under 200 ms. Steps are counted, not seconds, so that
# the same answers get the same proposal on any machine.
MOST_STEPS = 40_000
_ASK, _CONCLUDE, _MERGE = 15, 8, 1


@dataclass(frozen=True, slots=True)
class Change:
    """Another answer to one question."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Proposal:
    """Answer changes, in the file's order, and the level that they lead to.

    Where the search gave up, `decided` is False, there are no changes, and the level is today's.
    """

    level: str
    changes: tuple[Change, ...]
    decided: bool = True


def what_would_lower(plan: Plan, answers: Answers) -> Proposal | None:
    """The smallest set of one, two or three answer changes that leads to a lower level.

    A change gives one question another answer: another choice, one choice more or less, a number
    of another range. Never proposed: a question that the matrix calls `fixed`, an answer that
    `counts_as: worst`, a text, a date, taking an answer away, and what would leave a required
    question unanswered that is answered or hidden now. Of several smallest sets, one that changes
    points only comes before one that conditions ask for, and then the file's order decides.
    None when there is none, or when the level is the lowest.
    """
    return _Search(plan, answers, lowers=True).run(lambda place, today: place < today)


def what_would_raise(plan: Plan, answers: Answers) -> Proposal | None:
    """As `what_would_lower`, for a higher level: the nearest answers that the level depends on."""
    return _Search(plan, answers).run(lambda place, today: place > today)


def what_keeps_from_rising(plan: Plan, answers: Answers) -> Proposal | None:
    """The nearest single answer that would raise the level: of all such changes, one with the least rise.

    A change is what `what_would_lower` says; where none of those raises the level so little, also another
    answer to a `fixed` question or one that counts as the worst: the level depends on them as well.
    None when no single one raises the level.
    """
    place = plan.matrix.place
    nearest = [_Search(plan, answers, every=every).nearest_rise() for every in (False, True)]
    return min((found for found in nearest if found), key=lambda found: place(found.level), default=None)


class _GaveUp(Exception):
    pass


class _Reached(NamedTuple):
    """A walk with some changes, what it asks, and whether no question that matters is newly open."""

    walk: Walk
    asked: frozenset[str]
    whole: bool


# What matters of some plain changes: what they add to each score that adds up, the highest of
# their gains to each score that takes the highest, and the questions whose own gain that replaces.
_Sum = tuple[tuple[Amount, ...], tuple[Amount | None, ...], tuple[str, ...]]
_Layer = dict[_Sum, tuple[Change, ...]]


class _Search:
    """One search.

    Changes that conditions ask for are tried one by one; all others only add up, so that of those
    with the same sum one stands for all.
    """

    def __init__(self, plan: Plan, answers: Answers, *, every: bool = False, lowers: bool = False) -> None:
        self.plan = plan
        self.answers = answers
        self.steps = 0
        matrix = plan.matrix
        # A walk through a large matrix takes longer, and so costs more of the steps.
        self.size = 1 + (len(plan.asked) + len(matrix.rules) + len(matrix.categories)) // 200
        self.today = plan.walk(answers)
        self.place = plan.conclude(self.today, plan.values(self.today))
        self.holding = Holding(plan, self.place) if lowers else None
        self.turns: Turns = turns(plan, answers, self.today.standing, every=every)
        self.walks: dict[tuple[Change, ...], _Reached] = {}
        self.layers: dict[frozenset[str], list[_Layer]] = {}

    def run(self, reaches: Callable[[int, int], bool]) -> Proposal | None:
        last = len(self.plan.matrix.levels) - 1
        if not any(reaches(place, self.place) for place in (0, last)):
            return None
        try:
            for size in range(1, MOST_CHANGES + 1):
                for turned in range(size + 1):
                    for changes, place in self._reached(turned, size - turned):
                        if reaches(place, self.place):
                            return self._proposal(place, changes)
        except _GaveUp:
            return Proposal(self.plan.matrix.levels[self.place].id, (), decided=False)
        return None

    def nearest_rise(self) -> Proposal | None:
        """The single change that raises the level least."""
        try:
            single = [found for turned in (0, 1) for found in self._reached(turned, 1 - turned)]
        except _GaveUp:
            return Proposal(self.plan.matrix.levels[self.place].id, (), decided=False)
        above = [(place, changes) for changes, place in single if place > self.place]
        if not above:
            return None
        place, changes = min(above, key=lambda found: found[0])
        return self._proposal(place, changes)

    def _proposal(self, place: int, changes: tuple[Change, ...]) -> Proposal:
        order = {question.id: at for at, question in enumerate(self.plan.matrix.questions())}
        in_order = tuple(sorted(changes, key=lambda change: order[change.question]))
        return Proposal(self.plan.matrix.levels[place].id, in_order)

    def _reached(self, turned: int, plain: int) -> Iterator[tuple[tuple[Change, ...], int]]:
        """Each set of so many changes that conditions ask for and so many plain ones, with its level."""
        for switched in self._switched((), list(self.turns.switches), turned, plain):
            reached = self._walk(switched)
            if not reached.whole:
                continue
            possible = self._possible(reached, plain) if plain else None
            if possible is not None and possible.isdisjoint(self.turns.plain):
                continue
            walk = reached.walk
            if not plain:
                self._spend(_CONCLUDE * self.size)
                yield switched, self.plan.conclude(walk, self.plan.values(walk))
                continue
            for effect, changes in self._layer(reached, plain).items():
                self._spend(_CONCLUDE * self.size)
                yield switched + changes, self.plan.conclude(walk, self._values(walk, effect))

    def _switched(
        self, before: tuple[Change, ...], later: list[str], more: int, plain: int
    ) -> Iterator[tuple[Change, ...]]:
        """Each way to change so many more of the later questions, before so many plain ones.

        Questions are shown by earlier ones only, so one that the changes before it do not show
        cannot be part of the set.
        """
        if not more:
            yield before
            return
        reached = self._walk(before)
        possible = self._possible(reached, more + plain)
        for at, question in enumerate(later):
            if question in reached.asked and (possible is None or question in possible):
                for answer in self.turns.switches[question]:
                    yield from self._switched((*before, Change(question, answer)), later[at + 1 :], more - 1, plain)

    def _possible(self, reached: _Reached, left: int) -> frozenset[str] | None:
        """The questions that each of the changes left must be about; None where it may be any."""
        if self.holding is None:
            return None
        self._spend(_CONCLUDE * self.size)
        self.plan.conclude(reached.walk, self.plan.values(reached.walk))
        return candidates(self.holding.after(reached.walk), left)

    def _walk(self, switched: tuple[Change, ...]) -> _Reached:
        if switched not in self.walks:
            self._spend(_ASK * self.size)
            walk = self.plan.walk({**self.answers, **{change.question: change.answer for change in switched}})
            new = self.turns.matter.intersection(walk.missing).difference(self.today.missing)
            self.walks[switched] = _Reached(walk, frozenset(asked.id for asked in walk.visible), not new)
        return self.walks[switched]

    def _layer(self, reached: _Reached, size: int) -> _Layer:
        """The sums that so many plain changes can have, each with the first set that has it."""
        asked = reached.asked.intersection(self.turns.plain)
        layers = self.layers.setdefault(asked, [{self._nothing(): ()}])
        if len(layers) <= size:
            layers[1:] = [{} for _ in range(size)]
            for question, options in self.turns.plain.items():
                for smaller in range(size - 1, -1, -1) if question in asked else ():
                    self._extend(layers, smaller, question, options)
        return layers[size]

    def _extend(self, layers: list[_Layer], smaller: int, question: str, options: list[Turn]) -> None:
        larger = layers[smaller + 1]
        for (added, peaks, replaced), changes in layers[smaller].items():
            for option in options:
                self._spend(_MERGE)
                effect = (
                    tuple(map(add, added, option.added)),
                    tuple(map(_higher, peaks, option.peaks)),
                    (*replaced, question) if option.replaces else replaced,
                )
                if effect not in larger:
                    larger[effect] = (*changes, Change(question, option.answer))

    def _nothing(self) -> _Sum:
        return (0,) * len(self.turns.sums), (None,) * len(self.turns.peaks), ()

    def _values(self, walk: Walk, effect: _Sum) -> list[Amount]:
        added, peaks, replaced = effect
        values = self.plan.values(walk)
        for place, extra in zip(self.turns.sums, added, strict=True):
            count = walk.sums.counts[place]
            average = self.plan.totals[place].score.combine == "average" and count > 1
            values[place] += extra / Fraction(count) if average else extra
        if replaced:
            for place, peak in zip(self.turns.peaks, peaks, strict=True):
                left = [
                    value
                    for asked, gains in zip(walk.visible, walk.gains, strict=True)
                    if asked.id not in replaced
                    for score, value in gains
                    if score == place
                ]
                values[place] = max(left if peak is None else [*left, peak], default=0)
        return values

    def _spend(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise _GaveUp


def _higher(one: Amount | None, other: Amount | None) -> Amount | None:
    if one is None or other is None:
        return one if other is None else other
    return max(one, other)
