"""Reads a matrix as its contract is written, one sentence after another: the oracle for the compiled plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from app.domain.answers import Answer, Answers
from app.domain.matrix import Band, Bound, Computed, Grid, Matrix, Score, Step, Table, Thresholds
from app.domain.outcome import Cell, Outcome, RuleResult, ScoreResult, StepResult
from app.domain.questions import Question
from tests.domain.oracle_conditions import Facts, holds, percent
from tests.domain.oracle_points import Part, contributions, decimal, feeds, most, parts


@dataclass
class Course:
    """What has been found out so far, and what the outcome tells of the way there."""

    matrix: Matrix
    facts: Facts
    visible: list[Question] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    steps: list[StepResult] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    rules: list[RuleResult] = field(default_factory=list)
    threshold: int | None = None


def assess(matrix: Matrix, answers: Answers) -> Outcome:
    """The outcome of the answers, worked out in the order that the contract gives."""
    course = conclude(matrix, answers)
    facts = course.facts
    assert facts.level is not None
    return Outcome(
        level=facts.level,
        method_level=course.rules[0].before if course.rules else facts.level,
        scores={name: _score_result(name, facts) for name in facts.values},
        contributions=contributions(course.parts, matrix.scores),
        steps=tuple(course.steps),
        cells=tuple(course.cells),
        threshold=course.threshold,
        rules=tuple(course.rules),
        categories=tuple(category.id for category in matrix.categories if category.id in facts.categories),
        tests=tuple(test.id for test in matrix.tests if holds(test.when, facts)),
        obligations=tuple(o.id for o in matrix.level(facts.level).obligations if holds(o.when, facts)),
        visible=tuple(question.id for question in course.visible),
        missing=tuple(q.id for q in course.visible if q.required and q.id not in facts.answers),
    )


def level(matrix: Matrix, answers: Answers) -> str:
    """The level alone: the same way, without what follows from the level."""
    found = conclude(matrix, answers).facts.level
    assert found is not None
    return found


def conclude(matrix: Matrix, answers: Answers) -> Course:
    """Everything up to the final level."""
    course = Course(matrix, Facts(matrix))
    ask(course, answers)
    for score in matrix.scores:
        add_up(course, score)
    for computed in matrix.computed:
        if computed.grid is not None:
            read_grid(course, computed, computed.grid)
        else:
            work_out(course, computed)
    for category in matrix.categories:
        if holds(category.when, course.facts):
            course.facts.categories.add(category.id)
    found = by_method(course)
    for rule in matrix.rules:
        if holds(rule.when, course.facts):
            before, found = found, moved(matrix, found, rule.effect, rule.level)
            course.rules.append(RuleResult(rule.id, before, found))
    course.facts.level = found
    return course


def ask(course: Course, answers: Answers) -> None:
    """Visible? Top to bottom; a hidden question's answer can show no other question."""
    for section in course.matrix.sections:
        if not holds(section.show_when, course.facts):
            continue
        for question in section.questions:
            if not holds(question.show_when, course.facts):
                continue
            course.visible.append(question)
            answer: Answer | None = answers.get(question.id)
            if answer not in {None, "", ()}:
                assert answer is not None
                course.facts.answers[question.id] = answer
            course.parts += parts(question, course.facts.answers.get(question.id), course.matrix.scores)


def add_up(course: Course, score: Score) -> None:
    """Scores over visible, answered questions; then the maximum of each, and the band."""
    found = [part for part in course.parts if part.score == score.id]
    questions = {part.question.id for part in found}
    value = combined(score, [part.value for part in found], len(questions))
    maximum = _maximum(course, score) * Fraction(score.maximum_factor)
    _settle(course.facts, score.id, value, maximum, score.bands)


def _maximum(course: Course, score: Score) -> Fraction:
    if isinstance(score.maximum, Decimal):
        return Fraction(score.maximum)
    counted = course.visible if score.maximum == "visible" else course.matrix.questions()
    given = [most(question, score) * Fraction(question.weight) for question in counted if feeds(question, score)]
    return combined(score, given, len(given))


def combined(score: Score, values: Sequence[Fraction], questions: int) -> Fraction:
    """The sum of what these questions give, the highest of it, or the mean over the questions."""
    if score.combine == "highest":
        return max(values, default=Fraction(0))
    total = sum(values, start=Fraction(0))
    return total / questions if score.combine == "average" and questions else total


def _settle(facts: Facts, name: str, value: Fraction, maximum: Fraction, bands: tuple[Band, ...]) -> None:
    facts.values[name], facts.maxima[name] = value, maximum
    reached = [band for band in bands if band.start is not None and not _below(value, maximum, band.start)]
    if bands:
        facts.bands[name] = reached[-1].id if reached else bands[0].id


def _below(value: Fraction, maximum: Fraction, bound: Bound) -> bool:
    return (percent(value, maximum) if bound.percent else value) < Fraction(bound.value)


def work_out(course: Course, computed: Computed) -> None:
    """A computed score: the value it starts from, changed by each step whose condition holds."""
    facts = course.facts
    value, maximum = facts.values[computed.start_from or ""], facts.maxima[computed.start_from or ""]
    assert value is not None
    assert maximum is not None
    _settle(facts, computed.id, value, maximum, computed.bands)
    for step in computed.steps:
        if holds(step.when, facts):
            before, value = value, changed(value, step)
            course.steps.append(StepResult(computed.id, step.id, decimal(before), decimal(value)))
            _settle(facts, computed.id, value, maximum, computed.bands)


def changed(value: Fraction, step: Step) -> Fraction:
    """The value after the step, rounded half up where the step says so."""
    if step.reduce_percent is not None:
        value -= value * Fraction(step.reduce_percent) / 100
    if step.increase_percent is not None:
        value += value * Fraction(step.increase_percent) / 100
    if step.multiply is not None:
        value *= Fraction(step.multiply)
    if step.add is not None:
        value += Fraction(step.add)
    if step.round_whole:
        half_up = (abs(value) * 2 + 1) // 2
        value = Fraction(half_up if value >= 0 else -half_up)
    return value


def read_grid(course: Course, computed: Computed, grid: Grid) -> None:
    """A grid that yields a band of its own; it has no number."""
    course.facts.values[computed.id] = course.facts.maxima[computed.id] = None
    course.facts.bands[computed.id] = cell(course, computed.id, grid)


def cell(course: Course, name: str, grid: Grid) -> str:
    """What stands where the row band meets the column band."""
    row, column = course.facts.bands[grid.rows], course.facts.bands[grid.columns]
    matrix = course.matrix
    bands = {s.id: s.bands for s in matrix.scores} | {c.id: c.bands for c in matrix.computed}
    columns = [band.id for band in bands[grid.columns]]
    found = grid.cells[row][columns.index(column)]
    course.cells.append(Cell(name, row, column, found))
    return found


def by_method(course: Course) -> str:
    """The level by the matrix's one method; where no row decides, the highest."""
    facts = course.facts
    match course.matrix.method:
        case Grid() as grid:
            return cell(course, "level", grid)
        case Thresholds(of, thresholds):
            value, maximum = facts.values[of], facts.maxima[of]
            assert value is not None
            assert maximum is not None
            for place, threshold in enumerate(thresholds):
                bound = threshold.up_to
                if bound is None or (percent(value, maximum) if bound.percent else value) <= Fraction(bound.value):
                    course.threshold = place
                    return threshold.level
        case Table(rows):
            for place, row in enumerate(rows):
                if holds(row.when, facts):
                    course.threshold = place
                    return row.level
    return course.matrix.levels[-1].id


def moved(matrix: Matrix, today: str, effect: str, target: str) -> str:
    """The level after a rule."""
    order = [level.id for level in matrix.levels]
    if effect == "at_least" and order.index(today) >= order.index(target):
        return today
    if effect == "at_most" and order.index(today) <= order.index(target):
        return today
    return target


def _score_result(name: str, facts: Facts) -> ScoreResult:
    value, maximum = facts.values[name], facts.maxima[name]
    return ScoreResult(
        name,
        None if value is None else decimal(value),
        None if maximum is None else decimal(maximum),
        facts.bands.get(name),
    )
