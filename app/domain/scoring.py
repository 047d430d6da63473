"""Compiles a matrix once into a plan that assesses answers quickly, exactly and with a full trace."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from app.domain.amount import Amount, as_decimal
from app.domain.answers import Answer, Answers
from app.domain.combining import Sums, total_of
from app.domain.conditions import Condition
from app.domain.deciding import Holds, Names, Standing, decider
from app.domain.matrix import Computed, Matrix, Score
from app.domain.outcome import (
    Outcome,
    RuleResult,
    StepResult,
)
from app.domain.placing import Derived, derived, method_of
from app.domain.pruning import pruned
from app.domain.questions import Question
from app.domain.trace import cells, contributions, score_results
from app.domain.worth import Gain, Worth, worth

if TYPE_CHECKING:
    from app.domain.levelling import Levelling


class Asked(NamedTuple):
    """A question, ready to be asked."""

    id: str
    show: Holds | None
    required: bool
    worth: Worth
    question: Question
    counted: tuple[Gain, ...]  # its part of the maxima that count visible questions


@dataclass(slots=True)
class Walk:
    """One way through the matrix: what stands, and what was met on the way."""

    standing: Standing
    sums: Sums
    visible: list[Asked] = field(default_factory=list)
    gains: list[tuple[Gain, ...]] = field(default_factory=list)  # of the visible questions
    missing: list[str] = field(default_factory=list)
    maxima: list[Amount] = field(default_factory=list)
    steps: list[tuple[str, str, Amount, Amount]] = field(default_factory=list)
    rules: list[tuple[str, int, int]] = field(default_factory=list)
    method: tuple[int, int | None] = (0, None)


class Plan:
    """A compiled matrix. Nothing that it says changes after it is made: many threads may use one plan."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.names = names = _names(matrix)
        self.peaks = frozenset(place for place, score in enumerate(matrix.scores) if score.combine == "highest")
        self.sections = [
            (
                section.id,
                decider(section.show_when, names),
                [_asked(question, matrix, names) for question in section.questions],
            )
            for section in matrix.sections
        ]
        self.asked = {asked.id: asked for _id, _show, questions in self.sections for asked in questions}
        self.totals = [total_of(matrix, place) for place in range(len(matrix.scores))]
        self.counts_visible = any(total.fixed is None for total in self.totals)
        self.computed = [derived(computed, names) for computed in matrix.computed]
        self.method = method_of(matrix, names)
        self._rules = [
            (rule.id, decider(rule.when, names), rule.effect, matrix.place(rule.level)) for rule in matrix.rules
        ]
        self._categories = _deciders(((c.id, c.when) for c in matrix.categories), names)
        self._tests = _deciders(((test.id, test.when) for test in matrix.tests), names)
        self._obligations = [_deciders(((o.id, o.when) for o in level.obligations), names) for level in matrix.levels]

    def assess(self, answers: Answers) -> Outcome:
        """The outcome of these answers, with its full trace.

        In: answers as `read_answers` gives them, in any order; those of hidden questions and of
        questions that are not asked count nothing. A required question without an answer counts
        nothing either (unless the matrix says `unanswered: worst`) and is listed in `missing`:
        while anything is missing, the level is not one to rely on.
        Raises KeyError for a choice that is not offered.
        """
        walk = self.walk(answers)
        place = self.conclude(walk, self.values(walk))
        standing, levels = walk.standing, self.matrix.levels
        standing.place = place  # known to tests and obligations only
        method_place, threshold = walk.method
        return Outcome(
            level=levels[place].id,
            method_level=levels[method_place].id,
            scores=score_results(standing, self.names),
            contributions=contributions(
                [(asked.question, asked.worth) for asked in walk.visible],
                standing.answers,
                self.totals,
                Sums(len(self.totals), self.peaks),
            ),
            steps=tuple(
                StepResult(computed, step, as_decimal(before), as_decimal(after))
                for computed, step, before, after in walk.steps
            ),
            cells=cells(self.matrix, standing, self.names, levels[method_place].id),
            threshold=threshold,
            rules=tuple(RuleResult(rule, levels[before].id, levels[after].id) for rule, before, after in walk.rules),
            categories=tuple(c.id for c in self.matrix.categories if c.id in standing.categories),
            tests=_holding(self._tests, standing),
            obligations=_holding(self._obligations[place], standing),
            visible=tuple(asked.id for asked in walk.visible),
            missing=tuple(walk.missing),
        )

    def level(self, answers: Answers) -> str:
        """The id of the level that `assess` gives, found without a trace and in a fraction of the time.

        In and errors: as `assess`, but an answer that cannot touch the level is not looked at.
        """
        return self._levelling.level(answers)

    @cached_property
    def _levelling(self) -> Levelling:
        # Made when it is first asked for: most plans never are.
        from app.domain.levelling import Levelling

        return Levelling(Plan(pruned(self.matrix)))

    def visible(self, answers: Answers) -> tuple[str, ...]:
        """The ids of the questions that these answers show, in the file's order."""
        return tuple(asked.id for asked in self._ask(answers).visible)

    def visible_sections(self, answers: Answers) -> tuple[str, ...]:
        """The ids of the sections in which these answers show at least one question."""
        return self.sections_with(frozenset(self.visible(answers)))

    def sections_with(self, shown: Container[str]) -> tuple[str, ...]:
        """The ids of the sections that hold one of these questions."""
        return tuple(
            section for section, _show, questions in self.sections if any(asked.id in shown for asked in questions)
        )

    def walk(self, answers: Answers) -> Walk:
        """Ask and add up: the first half of the way, from which `conclude` goes on."""
        walk = self._ask(answers)
        for gained in walk.gains:
            walk.sums.add(gained)
        most = Sums(len(self.totals), self.peaks)
        if self.counts_visible:
            for asked in walk.visible:
                most.add(asked.counted)
        for place, total in enumerate(self.totals):
            if total.fixed is None:
                walk.maxima.append(most.combined(place, total.score.combine) * total.factor)
            else:
                walk.maxima.append(total.fixed)
        return walk

    def values(self, walk: Walk) -> list[Amount]:
        """The values of the scores that the answers of this walk add up to."""
        return [walk.sums.combined(place, total.score.combine) for place, total in enumerate(self.totals)]

    def conclude(self, walk: Walk, values: list[Amount]) -> int:
        """Go from the values of the scores to the place of the level, and note what is met.

        A walk may be concluded again with other values: that is how proposals are tried.
        """
        standing = walk.standing
        standing.values[:] = values
        standing.maxima[:] = walk.maxima
        standing.bands[:] = [
            total.band(value, maximum) for total, value, maximum in zip(self.totals, values, walk.maxima, strict=True)
        ]
        standing.categories.clear()
        walk.steps.clear()
        walk.rules.clear()
        for computed in self.computed:
            _derive(computed, walk)
        for category, when in self._categories:
            if when is None or when(standing):
                standing.categories.add(category)
        walk.method = self.method(standing)
        place = walk.method[0]
        for rule, when, effect, target in self._rules:
            if when is None or when(standing):
                before, place = place, moved(place, effect, target)
                walk.rules.append((rule, before, place))
        return place

    def _ask(self, answers: Answers) -> Walk:
        """Find out, top to bottom, what is visible, and what each answer, given or missing, is worth."""
        walk = Walk(Standing({}, [], [], []), Sums(len(self.totals), self.peaks))
        standing, gains = walk.standing, walk.gains
        known = standing.answers
        for _id, show_section, questions in self.sections:
            if show_section is not None and not show_section(standing):
                continue
            for asked in questions:
                if asked.show is not None and not asked.show(standing):
                    continue
                walk.visible.append(asked)
                answer = answers.get(asked.id)
                if answer is None or answer in _NO_ANSWER:
                    gains.append(asked.worth.if_unanswered)
                    if asked.required:
                        walk.missing.append(asked.id)
                else:
                    known[asked.id] = answer
                    gains.append(asked.worth.gains(answer))
        return walk


def compile(matrix: Matrix) -> Plan:  # noqa: A001 - the word for it; nobody here compiles Python
    """Compile a matrix, once, into a plan that assesses many answers.

    Raises KeyError when something in the matrix names what is not there; `read_matrix` lets no
    such matrix through.
    """
    return Plan(matrix)


_NO_ANSWER: tuple[Answer, ...] = ("", ())


def _names(matrix: Matrix) -> Names:
    scored: list[Score | Computed] = [*matrix.scores, *matrix.computed]
    return Names(
        many=frozenset(q.id for q in matrix.questions() if q.kind == "many"),
        scores={score.id: place for place, score in enumerate(scored)},
        bands={score.id: tuple(band.id for band in score.bands) for score in scored},
        levels={level.id: place for place, level in enumerate(matrix.levels)},
    )


def _asked(question: Question, matrix: Matrix, names: Names) -> Asked:
    its = worth(question, matrix.scores)
    counted = tuple(gain for gain in its.greatest if matrix.scores[gain[0]].maximum == "visible")
    show = decider(question.show_when, names)
    return Asked(question.id, show, question.required, its, question, counted)


def _deciders(things: Iterable[tuple[str, Condition | None]], names: Names) -> list[tuple[str, Holds | None]]:
    return [(name, decider(when, names)) for name, when in things]


def _holding(deciders: list[tuple[str, Holds | None]], standing: Standing) -> tuple[str, ...]:
    return tuple(name for name, when in deciders if when is None or when(standing))


def _derive(computed: Derived, walk: Walk) -> None:
    standing = walk.standing
    if computed.cells:
        row, column = standing.bands[computed.rows], standing.bands[computed.columns]
        standing.values.append(None)
        standing.maxima.append(None)
        standing.bands.append(computed.cells[row][column])
        return
    value, maximum = standing.values[computed.start] or 0, standing.maxima[computed.start] or 0
    # Its own steps may ask for the score while it is being worked out: they see it so far.
    standing.values.append(value)
    standing.maxima.append(maximum)
    standing.bands.append(computed.band(value, maximum))
    for change in computed.changes:
        if change.when is None or change.when(standing):
            before, value = value, change.apply(value)
            walk.steps.append((computed.id, change.step, before, value))
            standing.values[-1] = value
            standing.bands[-1] = computed.band(value, maximum)


def moved(place: int, effect: str, target: int) -> int:
    """The place of the level after a rule with this effect."""
    if effect == "at_least":
        return max(place, target)
    return min(place, target) if effect == "at_most" else target
