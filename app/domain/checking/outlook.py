"""What can still come of a matrix while each question may have any answer of its domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.amount import Amount
from app.domain.checking.domains import Domain
from app.domain.checking.frame import Frame
from app.domain.checking.spans import NOUGHT, Gain, Span, bands_of, combined, known, meets_comparison, reaches
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
from app.domain.matrix import Computed, Grid, Rule, Table, Thresholds
from app.domain.relevance import AnswerCondition
from app.domain.settled import Truth, all_settled, any_settled

Open = tuple[str, AnswerCondition | int]  # a question, and the condition or the score it leaves open


@dataclass(slots=True)
class Outlook:
    """Sound bounds, worked out only as far as asked; exact where every domain that matters is a single answer.

    `opened` lists what was looked at and could not be told, first things first: where to split next.
    """

    frame: Frame
    domains: Mapping[str, Domain]
    opened: dict[Open, None] = field(default_factory=dict)
    seen: dict[str, Truth] = field(default_factory=dict)
    values: dict[str, Span] = field(default_factory=dict)
    maxima: dict[str, Span] = field(default_factory=dict)
    bands: dict[str, frozenset[int]] = field(default_factory=dict)
    steps: dict[tuple[str, str], Truth] = field(default_factory=dict)
    carried: dict[str, Truth] = field(default_factory=dict)
    places: list[frozenset[int]] = field(default_factory=list)  # before each rule, then after all
    fired: list[Truth] = field(default_factory=list)

    def visible(self, question: str) -> Truth:
        """Whether the question is shown."""
        if question not in self.seen:
            show = self.frame.shown_by[question]
            self.seen[question] = all_settled(self.truth(condition) for condition in show)
        return self.seen[question]

    def truth(self, condition: Condition | None, places: frozenset[int] = frozenset()) -> Truth:
        """Whether the condition holds; `places` are the levels possible, for conditions that ask for it."""
        match condition:
            case None:
                return True
            case AllOf(parts):
                return all_settled(self.truth(part, places) for part in parts)
            case AnyOf(parts):
                return any_settled(self.truth(part, places) for part in parts)
            case Not(part):
                inner = self.truth(part, places)
                return None if inner is None else not inner
            case ScoreCompares(score, comparison):
                self.score(score)
                if score not in self.values:  # a chained grid has bands only
                    return False
                return meets_comparison(self.values[score], self.maxima[score], comparison)
            case ScoreInBand(score, bands):
                wanted = frozenset(self.frame.names.bands[score].index(band) for band in bands)
                self.score(score)
                return known(band in wanted for band in self.bands[score])
            case InCategory(categories):
                return any_settled(self.category(category) for category in categories)
            case LevelIs() | LevelCompares():
                wanted = self.frame.places_of(condition)
                return known(place in wanted for place in places)
            case _:
                return self._of_answer(condition)

    def _of_answer(self, condition: AnswerCondition) -> Truth:
        holds = self.frame.holds(condition)
        visible = self.visible(condition.question)
        if visible is False:
            return holds(None)
        truths = self.frame.truths(self.domains[condition.question], condition)
        if len(truths) > 1:
            self.opened.setdefault((condition.question, condition))
        return known(truths if visible else truths | {holds(None)})

    def category(self, category: str) -> Truth:
        """Whether the system carries the category."""
        if category not in self.carried:
            self.carried[category] = self.truth(self.frame.categories[category].when)
        return self.carried[category]

    def score(self, score: str) -> None:
        """Work out the value, the maximum and the bands of a score or computed score."""
        if score in self.bands:
            return
        if score in self.frame.computed:
            self._compute(self.frame.computed[score])
            return
        place = self.frame.names.scores[score]
        total = self.frame.plan.totals[place]
        gains, greatest = [], []
        for question, most in self.frame.feeders[place]:
            visible = self.visible(question)
            if visible is False:
                continue
            greatest.append(Gain(Span(most, most), visible is True))
            gain = self.frame.gain(self.domains[question], place)
            if gain is None:
                continue
            if gain.span.low != gain.span.high or not gain.sure:
                self.opened.setdefault((question, place))
            gains.append(Gain(gain.span, gain.sure and visible is True))
        self.values[score] = combined(gains, total.score.combine)
        most_of_all = combined(greatest, total.score.combine)
        ends: list[Amount] = sorted(end * total.factor for end in most_of_all)
        self.maxima[score] = Span(*ends) if total.fixed is None else Span(total.fixed, total.fixed)
        self.bands[score] = bands_of(total.score.bands, self.values[score], self.maxima[score])

    def _compute(self, computed: Computed) -> None:
        name = computed.id
        if computed.grid is not None:
            order = self.frame.names.bands[name]
            self.bands[name] = frozenset(order.index(result) for result in self.cells(computed.grid).values())
            return
        start = computed.start_from or ""
        self.score(start)
        value, maximum = self.values.get(start, NOUGHT), self.maxima.get(start, NOUGHT)
        self.values[name], self.maxima[name] = value, maximum
        self.bands[name] = bands_of(computed.bands, value, maximum)
        for step, apply in self.frame.steps[name]:
            applies = self.truth(step.when)
            self.steps[name, step.id] = applies
            if applies is not False:
                changed = Span(*sorted((apply(value.low), apply(value.high))))
                value = changed if applies else value.joined(changed)
                self.values[name] = value
                self.bands[name] = bands_of(computed.bands, value, maximum)

    def cells(self, grid: Grid) -> dict[tuple[int, int], str]:
        """The cells that can be reached, by row and column, with their results."""
        self.score(grid.rows)
        self.score(grid.columns)
        rows = self.frame.names.bands[grid.rows]
        return {
            (row, column): grid.cells[rows[row]][column]
            for row in self.bands[grid.rows]
            for column in self.bands[grid.columns]
        }

    def decided(self) -> dict[int, int]:
        """The places of the level that the method can give, by the row that gives it (any cells for a grid)."""
        method, levels = self.frame.plan.matrix.method, self.frame.names.levels
        match method:
            case Grid():
                return {number: levels[result] for number, result in enumerate(self.cells(method).values())}
            case Thresholds(of, thresholds):
                self.score(of)
                exceeded = [
                    row.up_to is not None and reaches(self.values[of], self.maxima[of], row.up_to, above=True)
                    for row in thresholds
                ]
                return self._first([None if told is None else not told for told in exceeded], thresholds)
            case Table(rows):
                return self._first([self.truth(row.when) for row in rows], rows)

    def _first(self, truths: list[Truth], rows: tuple[object, ...]) -> dict[int, int]:
        levels = self.frame.names.levels
        found = {}
        for place, (truth, row) in enumerate(zip(truths, rows, strict=True)):
            if truth is not False:
                found[place] = levels[row.level]  # type: ignore[attr-defined]
            if truth:
                return found
        return {**found, len(rows): len(levels) - 1}

    def conclude(self) -> frozenset[int]:
        """The places of the levels that can come in the end."""
        if not self.places:
            self.places.append(frozenset(self.decided().values()))
            for rule in self.frame.plan.matrix.rules:
                fires = self.truth(rule.when)
                self.fired.append(fires)
                self.places.append(self._after(rule, fires, self.places[-1]))
        return self.places[-1]

    def _after(self, rule: Rule, fires: Truth, places: frozenset[int]) -> frozenset[int]:
        if fires is False:
            return places
        moved = self.frame.moved(rule, places)
        return moved if fires else places | moved
