"""Finds the levels of very many stored answers at once: question by question, not row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import islice

from app.domain.amount import Amount
from app.domain.answer_columns import AnswerReader, Given
from app.domain.answers import Answer, Answers
from app.domain.columns import Column, added, combined, constant, mapped
from app.domain.deciding import Standing
from app.domain.matrix import Band, Grid, Matrix, Table, Thresholds
from app.domain.placing import BandOf, Derived
from app.domain.pruning import pruned
from app.domain.scoring import Plan, moved
from app.domain.sifting import Facts, holds

ROWS = 50_000  # at a time: what bounds the memory
NEAR = 200  # rows that the processor keeps at hand while they are turned into columns


def retiered(plan: Plan, rows: Iterable[Answers]) -> Iterator[str]:
    """The level of each row's answers, in order, as `plan.assess` gives it, many times quicker.

    In: answers as `read_answers` gives them. They are read in groups of 50,000, so that any number
    of rows passes through the same memory.
    Raises KeyError for a choice that is not offered, where that can touch the level.
    """
    retiering = Retiering(plan)
    rows = iter(rows)
    while group := list(islice(rows, ROWS)):
        yield from retiering.levels(_by_question(retiering.questions, group), len(group)).rows()


def _by_question(questions: Sequence[str], rows: Sequence[Answers]) -> dict[str, list[Answer | None]]:
    columns: dict[str, list[Answer | None]] = {name: [] for name in questions}
    for start in range(0, len(rows), NEAR):
        near = rows[start : start + NEAR]
        for name, column in columns.items():
            column += [row.get(name) for row in near]
    return columns


def retiered_columns(plan: Plan, columns: Mapping[str, Sequence[Answer | None]], rows: int) -> Iterator[str]:
    """As `retiered`, for answers that are stored by question; a question that is not there has no answers."""
    retiering = Retiering(plan)
    known = [name for name in retiering.questions if name in columns]
    for start in range(0, rows, ROWS):
        count = min(ROWS, rows - start)
        group = {name: columns[name][start : start + count] for name in known}
        yield from retiering.levels(group, count).rows()


class Retiering:
    """A matrix made ready for columns. It remembers the answers that it has read: one for each thread."""

    def __init__(self, plan: Plan) -> None:
        self._plan = Plan(pruned(plan.matrix))
        self._reader = AnswerReader(self._plan)
        self.questions = tuple(question.id for question in self._plan.matrix.questions())

    def levels(self, columns: Mapping[str, Sequence[Answer | None]], rows: int) -> Column[str]:
        """The level of each row; `columns` are those of `questions` that somebody has answered."""
        plan, matrix = self._plan, self._plan.matrix
        facts = Facts(plan.names, self._reader, rows)
        self._ask(facts, columns)
        for place in range(len(plan.totals)):
            _add_up(plan, place, facts)
        for computed in plan.computed:
            _derive(computed, matrix, facts)
        for category in matrix.categories:
            facts.categories[category.id] = holds(category.when, facts)
        found = _by_method(plan, facts)
        for rule in matrix.rules:
            move = partial(_moved, rule.effect, matrix.place(rule.level))
            found = combined(move, holds(rule.when, facts), found)
        return mapped(found, lambda place: matrix.levels[place].id)

    def _ask(self, facts: Facts, columns: Mapping[str, Sequence[Answer | None]]) -> None:
        nothing = [None] * facts.rows
        for section in self._plan.matrix.sections:
            section_shown = holds(section.show_when, facts)
            for question in section.questions:
                given = self._reader.read(question.id, columns.get(question.id, nothing))
                shown = holds(question.show_when, facts)
                ask = partial(_asked, question.id, self._reader.hidden(question.id))
                facts.given[question.id] = combined(ask, section_shown, shown, given)


def _asked(question: str, hidden: Given, section_shown: bool, shown: bool, given: Given) -> Given:
    if not section_shown or not shown:
        return hidden
    if given.gains is None:
        raise KeyError(question)
    return given


def _moved(effect: str, target: int, fires: bool, place: int) -> int:
    return moved(place, effect, target) if fires else place


def _add_up(plan: Plan, place: int, facts: Facts) -> None:
    total = plan.totals[place]
    values, most = [], []
    for name, given in facts.given.items():
        greatest = dict(plan.asked[name].worth.greatest)
        if place in greatest:
            values.append(mapped(given, partial(_gain, place)))
            most.append(mapped(given, partial(_greatest, greatest[place])))
    value = _together(values, total.score.combine, facts.rows)
    if total.fixed is None:
        maximum = mapped(_together(most, total.score.combine, facts.rows), lambda amount: amount * total.factor)
    else:
        maximum = constant(total.fixed, facts.rows)
    facts.values.append(value)
    facts.maxima.append(maximum)
    facts.bands.append(_band(total.score.bands, total.band, value, maximum))


def _gain(place: int, given: Given) -> Amount | None:
    return dict(given.gains or ()).get(place)


def _greatest(amount: Amount, given: Given) -> Amount | None:
    return amount if given.visible else None


def _together(columns: Sequence[Column[Amount | None]], combine: str, rows: int) -> Column[Amount]:
    """The sum, the highest or the average in each row of what is there; 0 where nothing is."""
    if combine == "highest":
        peak: Column[Amount | None] = constant(None, rows)
        for column in columns:
            peak = combined(_higher, peak, column)
        return mapped(peak, lambda amount: amount or 0)
    total = added([mapped(column, lambda amount: amount or 0) for column in columns], rows)
    if combine == "sum":
        return total
    count = added([mapped(column, lambda amount: int(amount is not None)) for column in columns], rows)
    return combined(_average, total, count)


def _higher(one: Amount | None, other: Amount | None) -> Amount | None:
    if one is None or other is None:
        return one if other is None else other
    return max(one, other)


def _average(total: Amount, count: int) -> Amount:
    return Fraction(total) / count if count > 1 else total


def _band(bands: Sequence[Band], band: BandOf, value: Column[Amount], maximum: Column[Amount]) -> Column[int]:
    if any(its.start is not None and its.start.percent for its in bands):
        return combined(band, value, maximum)
    return mapped(value, lambda amount: band(amount, 0))


def _derive(derived: Derived, matrix: Matrix, facts: Facts) -> None:
    computed = next(its for its in matrix.computed if its.id == derived.id)
    if derived.cells:
        facts.values.append(None)
        facts.maxima.append(None)
        row, column = facts.bands[derived.rows], facts.bands[derived.columns]
        facts.bands.append(combined(lambda at, across: derived.cells[at][across], row, column))
        return
    value, maximum = facts.values[derived.start], facts.maxima[derived.start]
    value = constant(0, facts.rows) if value is None else value
    maximum = constant(0, facts.rows) if maximum is None else maximum
    facts.values.append(value)
    facts.maxima.append(maximum)
    facts.bands.append(_band(computed.bands, derived.band, value, maximum))
    for step, change in zip(computed.steps, derived.changes, strict=True):
        value = combined(partial(_changed, change.apply), holds(step.when, facts), value)
        facts.values[-1] = value
        facts.bands[-1] = _band(computed.bands, derived.band, value, maximum)


def _changed(apply: Callable[[Amount], Amount], applies: bool, value: Amount) -> Amount:
    return apply(value) if applies else value


def _by_method(plan: Plan, facts: Facts) -> Column[int]:
    names, matrix = plan.names, plan.matrix
    match matrix.method:
        case Grid(rows, columns, cells):
            across = [[names.levels[level] for level in cells[band]] for band in names.bands[rows]]
            row, column = facts.bands[names.scores[rows]], facts.bands[names.scores[columns]]
            return combined(lambda at, place: across[at][place], row, column)
        case Thresholds(of, _):
            return _by_thresholds(plan, names.scores[of], facts)
        case Table(rows):
            # From the last row to the first, so that the first that holds has the last word.
            place: Column[int] = constant(len(matrix.levels) - 1, facts.rows)
            for table_row in reversed(rows):
                level = names.levels[table_row.level]
                place = combined(partial(_first, level), holds(table_row.when, facts), place)
            return place


def _first(level: int, applies: bool, later: int) -> int:
    return level if applies else later


def _by_thresholds(plan: Plan, index: int, facts: Facts) -> Column[int]:
    before: list[Amount | None] = [None] * index

    def decide(value: Amount, maximum: Amount) -> int:
        return plan.method(Standing({}, [*before, value], [*before, maximum], []))[0]

    value, maximum = facts.values[index], facts.maxima[index]
    nothing: Column[Amount] = constant(0, facts.rows)
    return combined(decide, value or nothing, maximum or nothing)
