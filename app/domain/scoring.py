"""Compiles a matrix once into a plan that assesses answers quickly, exactly and with a full trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

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
from app.domain.questions import Question
from app.domain.trace import cells, contributions, score_results
from app.domain.worth import Gain, Worth, worth


class _Asked(NamedTuple):
    """A question, ready to be asked."""

    id: str
    show: Holds | None
    required: bool
    worth: Worth
    question: Question
    counted: tuple[Gain, ...]  # its part of the maxima that count visible questions


@dataclass(slots=True)
class _Walk:
    """One way through the matrix: what stands, and what was met on the way."""

    standing: Standing
    visible: list[_Asked] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    steps: list[tuple[str, str, Amount, Amount]] = field(default_factory=list)
    rules: list[tuple[str, int, int]] = field(default_factory=list)
    method: tuple[int, int | None] = (0, None)
    place: int = 0


class Plan:
    """A compiled matrix. It holds no state of its own: many threads may use one plan."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self._names = names = _names(matrix)
        self._peaks = frozenset(place for place, score in enumerate(matrix.scores) if score.combine == "highest")
        self._sections = [
            (
                section.id,
                decider(section.show_when, names),
                [_asked(question, matrix, names) for question in section.questions],
            )
            for section in matrix.sections
        ]
        self._totals = [total_of(matrix, place) for place in range(len(matrix.scores))]
        self._counts_visible = any(total.fixed is None for total in self._totals)
        self._derived = [derived(computed, names) for computed in matrix.computed]
        self._method = method_of(matrix, names)
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
        walk = self._walked(answers)
        standing, levels = walk.standing, self.matrix.levels
        method_place, threshold = walk.method
        return Outcome(
            level=levels[walk.place].id,
            method_level=levels[method_place].id,
            scores=score_results(standing, self._names),
            contributions=contributions(
                [(asked.question, asked.worth) for asked in walk.visible],
                standing.answers,
                self._totals,
                Sums(len(self._totals), self._peaks),
            ),
            steps=tuple(
                StepResult(computed, step, as_decimal(before), as_decimal(after))
                for computed, step, before, after in walk.steps
            ),
            cells=cells(self.matrix, standing, self._names, levels[method_place].id),
            threshold=threshold,
            rules=tuple(RuleResult(rule, levels[before].id, levels[after].id) for rule, before, after in walk.rules),
            categories=tuple(c.id for c in self.matrix.categories if c.id in standing.categories),
            tests=_holding(self._tests, standing),
            obligations=_holding(self._obligations[walk.place], standing),
            visible=tuple(asked.id for asked in walk.visible),
            missing=tuple(walk.missing),
        )

    def level_and_missing(self, answers: Answers) -> tuple[int, list[str]]:
        """The place of the level, and the required questions without answer: `assess` without trace."""
        walk = self._walked(answers)
        return walk.place, walk.missing

    def visible(self, answers: Answers) -> tuple[str, ...]:
        """The ids of the questions that these answers show, in the file's order."""
        walk = _Walk(Standing({}, [], [], []))
        self._ask(answers, walk)
        return tuple(asked.id for asked in walk.visible)

    def visible_sections(self, answers: Answers) -> tuple[str, ...]:
        """The ids of the sections in which these answers show at least one question."""
        shown = set(self.visible(answers))
        return tuple(
            section for section, _show, questions in self._sections if any(asked.id in shown for asked in questions)
        )

    def _walked(self, answers: Answers) -> _Walk:
        """Go the whole way, in the order that the contract of the matrix file gives."""
        walk = _Walk(Standing({}, [], [], []))
        standing = walk.standing
        self._add_up(self._ask(answers, walk), walk)
        for computed in self._derived:
            _derive(computed, walk)
        for category, when in self._categories:
            if when is None or when(standing):
                standing.categories.add(category)
        walk.method = self._method(standing)
        place = walk.method[0]
        for rule, when, effect, target in self._rules:
            if when is None or when(standing):
                before, place = place, _moved(place, effect, target)
                walk.rules.append((rule, before, place))
        walk.place = standing.place = place
        return walk

    def _ask(self, answers: Answers, walk: _Walk) -> list[tuple[Gain, ...]]:
        """Find out what is visible; give what each answer, given or missing, is worth."""
        standing, gains = walk.standing, []
        known = standing.answers
        for _id, show_section, questions in self._sections:
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
        return gains

    def _add_up(self, gains: list[tuple[Gain, ...]], walk: _Walk) -> None:
        count = len(self._totals)
        values = Sums(count, self._peaks)
        maxima = Sums(count, self._peaks)
        for gained in gains:
            values.add(gained)
        if self._counts_visible:
            for asked in walk.visible:
                maxima.add(asked.counted)
        standing = walk.standing
        for place, total in enumerate(self._totals):
            combine = total.score.combine
            value = values.combined(place, combine)
            maximum = total.fixed
            if maximum is None:
                maximum = maxima.combined(place, combine) * total.factor
            standing.values.append(value)
            standing.maxima.append(maximum)
            standing.bands.append(total.band(value, maximum))


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


def _asked(question: Question, matrix: Matrix, names: Names) -> _Asked:
    its = worth(question, matrix.scores)
    counted = tuple(gain for gain in its.greatest if matrix.scores[gain[0]].maximum == "visible")
    show = decider(question.show_when, names)
    return _Asked(question.id, show, question.required, its, question, counted)


def _deciders(things: Iterable[tuple[str, Condition | None]], names: Names) -> list[tuple[str, Holds | None]]:
    return [(name, decider(when, names)) for name, when in things]


def _holding(deciders: list[tuple[str, Holds | None]], standing: Standing) -> tuple[str, ...]:
    return tuple(name for name, when in deciders if when is None or when(standing))


def _derive(computed: Derived, walk: _Walk) -> None:
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


def _moved(place: int, effect: str, target: int) -> int:
    if effect == "at_least":
        return max(place, target)
    return min(place, target) if effect == "at_most" else target
