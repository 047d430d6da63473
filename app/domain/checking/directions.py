"""Tells which way the level can move when one answer becomes another, without trying the other answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.domain.amount import Amount
from app.domain.answers import Answer
from app.domain.checking.frame import Frame
from app.domain.checking.outlook import Outlook
from app.domain.conditions import (
    AllOf,
    AnyOf,
    Comparison,
    Condition,
    InCategory,
    LevelCompares,
    LevelIs,
    Not,
    ScoreCompares,
    ScoreInBand,
)
from app.domain.matrix import Band, Computed, Grid, Rule, Table, Thresholds
from app.domain.relevance import AnswerCondition

UP, DOWN = 1, 2  # flags; for a condition, UP is coming to hold
BOTH = UP | DOWN


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question's answer becomes another; or, with `raised`, the value of a score rises by itself."""

    question: str = ""
    before: Answer | None = None
    after: Answer | None = None
    raised: str = ""


@dataclass(slots=True)
class Directions:
    """Which ways everything can move, from the answers to the level; sound: what is not flagged cannot be."""

    frame: Frame
    whole: Outlook  # over all answers
    exchange: Exchange
    shown: dict[str, int] = field(default_factory=dict)
    values: dict[str, int] = field(default_factory=dict)
    maxima: dict[str, int] = field(default_factory=dict)
    bands: dict[str, int] = field(default_factory=dict)

    def level(self) -> int:
        """Which ways the final level can move."""
        self.whole.conclude()
        found = self._method()
        for rule, places in zip(self.frame.plan.matrix.rules, self.whole.places, strict=False):
            found |= self._rule(rule, places)
        return found

    def _rule(self, rule: Rule, places: frozenset[int]) -> int:
        moves = self.condition(rule.when)
        if rule.effect == "set":
            target = self.frame.names.levels[rule.level]
            return _between([target], places, moves)
        return moves if rule.effect == "at_least" else _swapped(moves)

    def _method(self) -> int:
        method, levels = self.frame.plan.matrix.method, self.frame.names.levels
        match method:
            case Grid():
                return self._grid(method, levels)
            case Thresholds(of, rows):
                self.score(of)
                moves = self.values[of]
                if any(row.up_to is not None and row.up_to.percent for row in rows):
                    moves |= _swapped(self.maxima[of])
                return _along([[levels[row.level] for row in rows]], moves)
            case Table(rows):
                places = [*(levels[row.level] for row in rows), len(levels) - 1]
                found = 0
                for at, row in enumerate(rows):
                    found |= _between([places[at]], places[at + 1 :], self.condition(row.when))
                return found

    def _grid(self, grid: Grid, places: Mapping[str, int]) -> int:
        rows = [[places[result] for result in grid.cells[row]] for row in self.frame.names.bands[grid.rows]]
        self.score(grid.rows)
        self.score(grid.columns)
        columns = [list(column) for column in zip(*rows, strict=True)]
        return _along(columns, self.bands[grid.rows]) | _along(rows, self.bands[grid.columns])

    def condition(self, condition: Condition | None) -> int:
        """Whether the condition can come to hold, or cease to."""
        match condition:
            case AllOf(parts) | AnyOf(parts):
                return _together(self.condition(part) for part in parts)
            case Not(part):
                return _swapped(self.condition(part))
            case ScoreCompares(score, comparison):
                self.score(score)
                return self._compared(score, comparison)
            case ScoreInBand(score, bands):
                self.score(score)
                inside = [int(band in bands) for band in self.frame.names.bands[score]]
                return _along([inside], self.bands[score])
            case InCategory(categories):
                return _together(self.condition(self.frame.categories[category].when) for category in categories)
            case None | LevelIs() | LevelCompares():
                return 0
            case _:
                return self._of_answer(condition)

    def _compared(self, score: str, comparison: Comparison) -> int:
        moves = self.values.get(score, 0) | (_swapped(self.maxima.get(score, 0)) if comparison.percent else 0)
        rising = comparison.at_least is not None or comparison.above is not None
        falling = comparison.at_most is not None or comparison.below is not None
        return (moves if rising else 0) | (_swapped(moves) if falling else 0)

    def _of_answer(self, condition: AnswerCondition) -> int:
        holds, exchange = self.frame.holds(condition), self.exchange
        if condition.question == exchange.question:
            return _step(holds(exchange.before), holds(exchange.after))
        moves = self._shown(condition.question)
        if not moves:
            return 0
        hidden = holds(None)
        truths = self.frame.truths(self.frame.domains[condition.question], condition)
        appearing = _together(_step(hidden, truth) for truth in truths)
        return (appearing if moves & UP else 0) | (_swapped(appearing) if moves & DOWN else 0)

    def _shown(self, question: str) -> int:
        if question not in self.shown:
            self.shown[question] = _together(self.condition(show) for show in self.frame.shown_by[question])
        return self.shown[question]

    def score(self, score: str) -> None:
        """Work out which ways the value, the maximum and the band of a score can move."""
        if score in self.bands:
            return
        if score in self.frame.computed:
            self._compute(self.frame.computed[score])
        else:
            self._add_up(score)
        if score == self.exchange.raised:
            self.values[score] = self.bands[score] = UP

    def _add_up(self, score: str) -> None:
        place = self.frame.names.scores[score]
        total = self.frame.plan.totals[place]
        average = total.score.combine == "average"
        value, maximum = self._own(place), 0
        for question, most in self.frame.feeders[place]:
            moves = self._shown(question)
            gain = self.frame.gain(self.frame.domains[question], place)
            if gain is not None:
                value |= _signed([gain.span.low, gain.span.high], moves, unclear=average)
            maximum |= _signed([most * total.factor], moves, unclear=average)
        self.values[score], self.maxima[score] = value, maximum if total.fixed is None else 0
        self._band(score, total.score.bands)

    def _own(self, place: int) -> int:
        exchange = self.exchange
        if not exchange.question:
            return 0
        domain = self.frame.domains[exchange.question]
        before, after = (self.frame.value(domain, place, one) or 0 for one in (exchange.before, exchange.after))
        return _step(before, after)

    def _band(self, score: str, bands: Sequence[Band]) -> None:
        percent = any(band.start is not None and band.start.percent for band in bands)
        self.bands[score] = self.values[score] | (_swapped(self.maxima[score]) if percent else 0)

    def _compute(self, computed: Computed) -> None:
        name = computed.id
        if computed.grid is not None:
            order = {band: place for place, band in enumerate(self.frame.names.bands[name])}
            self.bands[name] = self._grid(computed.grid, order)
            return
        start = computed.start_from or ""
        self.score(start)
        self.whole.score(start)
        self.values[name], self.maxima[name] = self.values.get(start, 0), self.maxima.get(start, 0)
        self._band(name, computed.bands)
        span = self.whole.values[start]
        for step, apply in self.frame.steps[name]:
            moves, value = self.condition(step.when), self.values[name]
            ends = [apply(end) for end in span]
            if ends[0] > ends[1]:  # the higher the value before, the lower after
                value = _swapped(value) | (value if step.when is not None else 0)
            changes: list[Amount] = [end - was for end, was in zip(ends, span, strict=True)]
            # Rounding may move a value either way between the ends.
            self.values[name] = value | _signed(changes, moves, unclear=step.round_whole)
            span = span.joined(type(span)(min(ends), max(ends)))
            self._band(name, computed.bands)


def _swapped(moves: int) -> int:
    return (UP if moves & DOWN else 0) | (DOWN if moves & UP else 0)


def _together(moves: Iterable[int]) -> int:
    found = 0
    for one in moves:
        found |= one
    return found


def _step(before: Amount, after: Amount) -> int:
    return UP if after > before else DOWN if after < before else 0


def _signed(changes: Sequence[Amount], moves: int, *, unclear: bool = False) -> int:
    """What it does to a sum when a part of it appears (UP) or goes (DOWN)."""
    if unclear:
        return BOTH if moves else 0
    signs = _together(_step(0, change) for change in changes)
    return (signs if moves & UP else 0) | (_swapped(signs) if moves & DOWN else 0)


def _between(ahead: Iterable[int], behind: Iterable[int], moves: int) -> int:
    """What it does to the level when a row comes to hold, and its place stands ahead of those behind."""
    found = _together(_step(other, one) for one in ahead for other in behind)
    return (found if moves & UP else 0) | (_swapped(found) if moves & DOWN else 0)


def _along(lines: Iterable[Sequence[int]], moves: int) -> int:
    """What it does to a result when one goes along lines of cells."""
    found = _together(_step(one, other) for line in lines for one, other in pairwise(line))
    return (found if moves & UP else 0) | (_swapped(found) if moves & DOWN else 0)
