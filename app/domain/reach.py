"""What can be told before every question is answered: the levels that a system can still reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.amount import round_half_up
from app.domain.answers import Answer
from app.domain.matrix import Band, Bound, Computed, Grid, Matrix, Rule, Score, Step, Table, Thresholds
from app.domain.outcome import Outcome
from app.domain.questions import Question
from app.domain.scoring import Plan
from app.domain.settled import Known, Span, all_settled, percent_of, settled
from app.domain.worth import Worth, worth

ZERO = Fraction(0)
NOTHING = Span(ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Reach:
    """The lowest and the highest level that further answers can still lead to."""

    lowest: str
    highest: str


def reach(plan: Plan, answers: Mapping[str, Answer]) -> Reach:
    """The levels between which the final level must lie, whatever is answered next.

    Sound, not exact: every level outside is impossible, while some inside may be impossible too. Each
    answer that is given stays as it is; each score becomes the span of its possible values.
    """
    matrix = plan.matrix
    known = _look(matrix, answers, plan.assess(answers))
    places = _places(matrix, known)
    for rule in matrix.rules:
        places = _after(matrix, rule, places, known)
    return Reach(matrix.levels[min(places)].id, matrix.levels[max(places)].id)


def _look(matrix: Matrix, answers: Mapping[str, Answer], outcome: Outcome) -> Known:
    known = Known(answers)
    for section in matrix.sections:
        shown = settled(section.show_when, known)
        for question in section.questions:
            known.visible[question.id] = all_settled((shown, settled(question.show_when, known)))
    worths = {question.id: worth(question, matrix.scores) for question in matrix.questions()}
    for place, score in enumerate(matrix.scores):
        known.values[score.id] = _value(place, matrix, known, worths)
        known.maxima[score.id] = _maximum(place, matrix, known, worths, outcome)
        _note_bands(score.id, score.bands, known)
    for computed in matrix.computed:
        _compute(computed, known)
    for category in matrix.categories:
        known.categories[category.id] = settled(category.when, known)
    return known


def _value(place: int, matrix: Matrix, known: Known, worths: Mapping[str, Worth]) -> Span:
    certain: list[Span] = []
    possible: list[Span] = []
    for question in matrix.questions():
        visible, its_worth = known.visible[question.id], worths[question.id]
        if visible is False or place not in dict(its_worth.greatest):
            continue
        answer = known.answers.get(question.id)
        span = _given(its_worth, answer, place) if answer is not None else _open(question, its_worth, place)
        counts = question.required or answer is not None or its_worth.if_unanswered
        (certain if visible and counts else possible).append(span)
    return _combined(matrix.scores[place], certain, possible)


def _given(its_worth: Worth, answer: Answer, place: int) -> Span:
    value = Fraction(dict(its_worth.gains(answer))[place])
    return Span(value, value)


def _open(question: Question, its_worth: Worth, place: int) -> Span:
    """Every value that an answer still to be given could contribute."""
    most = Fraction(dict(its_worth.greatest)[place])
    if question.kind == "number":
        starts = [part.start for parts in question.ranges.values() for part in parts]
        tries: list[Answer] = [min(starts) - 1, *starts]
    elif question.kind == "many":
        tries = [(choice.id,) for choice in question.choices]
    else:
        tries = [choice.id for choice in question.choices]
    values = [Fraction(dict(its_worth.gains(answer))[place]) for answer in tries]
    together = sum((min(ZERO, value) for value in values), ZERO) if question.kind == "many" else ZERO
    fewest = min([*values, together] if question.kind == "many" else values)
    return Span(min(fewest, most), max([*values, most]))


def _combined(score: Score, certain: Sequence[Span], possible: Sequence[Span]) -> Span:
    spans = (*certain, *possible)
    if not spans:
        return NOTHING
    if score.combine == "sum":
        return Span(
            sum((s.low for s in certain), ZERO) + sum((min(ZERO, s.low) for s in possible), ZERO),
            sum((s.high for s in certain), ZERO) + sum((max(ZERO, s.high) for s in possible), ZERO),
        )
    if score.combine == "average" and not possible:
        count = len(certain)
        return Span(sum((s.low for s in certain), ZERO) / count, sum((s.high for s in certain), ZERO) / count)
    floor = [] if certain else [ZERO]  # a score that nothing feeds is nought
    high = max([*(s.high for s in spans), *floor])
    if score.combine == "highest":
        return Span(max(s.low for s in certain) if certain else min([*(s.low for s in spans), ZERO]), high)
    return Span(min([*(s.low for s in spans), *floor]), high)


def _maximum(place: int, matrix: Matrix, known: Known, worths: Mapping[str, Worth], outcome: Outcome) -> Span:
    score = matrix.scores[place]
    told = outcome.scores[score.id].maximum
    feeding = [
        (question, Fraction(dict(worths[question.id].greatest)[place]))
        for question in matrix.questions()
        if place in dict(worths[question.id].greatest)
    ]
    if told is not None and (
        score.maximum != "visible" or all(known.visible[question.id] is not None for question, _ in feeding)
    ):
        return Span(Fraction(told), Fraction(told))
    total = sum((max(ZERO, most) for question, most in feeding if known.visible[question.id] is not False), ZERO)
    return Span(ZERO, total * Fraction(score.maximum_factor))


def _note_bands(name: str, bands: Sequence[Band], known: Known) -> None:
    known.order[name] = tuple(band.id for band in bands)
    known.bands[name] = _bands(bands, known.values[name], known.maxima[name])


def _measured(bound: Bound, value: Span, maximum: Span) -> Span:
    """The value in the unit of the bound: as it is, or in percent of its maximum."""
    return percent_of(value, maximum) if bound.percent else value


def _bands(bands: Sequence[Band], value: Span, maximum: Span) -> frozenset[str]:
    found = set()
    for place, band in enumerate(bands):
        following = bands[place + 1].start if place + 1 < len(bands) else None
        begun = place == 0 or band.start is None or band.start.value <= _measured(band.start, value, maximum).high
        over = following is not None and following.value <= _measured(following, value, maximum).low
        if begun and not over:
            found.add(band.id)
    return frozenset(found)


def _compute(computed: Computed, known: Known) -> None:
    if computed.grid is not None:
        known.order[computed.id] = tuple(band.id for band in computed.bands)
        known.bands[computed.id] = _results(computed.grid, known)
        return
    start = computed.start_from or ""
    value, known.maxima[computed.id] = known.values[start], known.maxima[start]
    known.values[computed.id] = value
    _note_bands(computed.id, computed.bands, known)
    for step in computed.steps:
        applies = settled(step.when, known)  # a step may ask for its own score so far
        if applies is not False:
            changed = Span(*sorted((_stepped(step, value.low), _stepped(step, value.high))))
            value = changed if applies else value.joined(changed)
            known.values[computed.id] = value
            _note_bands(computed.id, computed.bands, known)


def _stepped(step: Step, value: Fraction) -> Fraction:
    if step.reduce_percent is not None:
        value -= value * Fraction(step.reduce_percent) / 100
    if step.increase_percent is not None:
        value += value * Fraction(step.increase_percent) / 100
    if step.add is not None:
        value += Fraction(step.add)
    if step.multiply is not None:
        value *= Fraction(step.multiply)
    return Fraction(round_half_up(value)) if step.round_whole else value


def _results(grid: Grid, known: Known) -> frozenset[str]:
    columns = known.order[grid.columns]
    return frozenset(
        grid.cells[row][columns.index(column)] for row in known.bands[grid.rows] for column in known.bands[grid.columns]
    )


def _places(matrix: Matrix, known: Known) -> frozenset[int]:
    method = matrix.method
    if isinstance(method, Grid):
        return frozenset(matrix.place(level) for level in _results(method, known))
    levels = _of_thresholds(method, known) if isinstance(method, Thresholds) else _of_table(method, known)
    return frozenset(matrix.place(level) for level in levels)


def _of_thresholds(method: Thresholds, known: Known) -> list[str]:
    value, maximum = known.values[method.of], known.maxima[method.of]
    levels = []
    passed = True  # whether the value may lie above the threshold before
    for threshold in method.thresholds:
        bound = threshold.up_to
        span = value if bound is None else _measured(bound, value, maximum)
        if passed and (bound is None or span.low <= bound.value):
            levels.append(threshold.level)
        passed = bound is None or span.high > bound.value
    return levels


def _of_table(method: Table, known: Known) -> list[str]:
    levels = []
    for row in method.rows:
        holds = settled(row.when, known)
        if holds is not False:
            levels.append(row.level)
        if holds:
            break
    return levels


def _after(matrix: Matrix, rule: Rule, places: frozenset[int], known: Known) -> frozenset[int]:
    holds = settled(rule.when, known)
    if holds is False:
        return places
    named = matrix.place(rule.level)
    if rule.effect == "set":
        moved = frozenset({named})
    elif rule.effect == "at_least":
        moved = frozenset(max(place, named) for place in places)
    else:
        moved = frozenset(min(place, named) for place in places)
    return moved if holds else places | moved
