"""The answers that a question can still have during a search, in few enough pieces to go through."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import floor

from app.domain.answers import Answer
from app.domain.conditions import AnswerCompares, AnswerIs, Comparison, CountAtLeast, IncludesAll
from app.domain.questions import Question
from app.domain.relevance import AnswerCondition

Holds = Callable[[Answer | None], bool]
_FINEST = Decimal("1E-12")  # an answer has at most twelve digits after the point
_FAR = date.max.toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """Single answers (None: not answered) and, if `several`, every set that has `must` and some of `may`."""

    question: Question
    singles: tuple[Answer | None, ...]
    several: bool = False
    must: frozenset[str] = frozenset()
    may: tuple[str, ...] = ()

    def completion(self, draw: int) -> Answer | None:
        """One of the answers; another number draws another one."""
        if not self.several or (self.singles and draw % 3 == 0):
            return self.singles[draw // 3 % len(self.singles)]
        bits = draw // 3
        chosen = set(self.must).union(name for at, name in enumerate(self.may) if bits >> at % 61 & 1)
        if not chosen:
            chosen = {self.may[bits % len(self.may)]}
        return tuple(choice.id for choice in self.question.choices if choice.id in chosen)

    def truths(self, condition: AnswerCondition, holds: Holds) -> frozenset[bool]:
        """Whether the condition can hold, can fail, or both, where the question is visible."""
        found = {holds(single) for single in self.singles}
        return frozenset(found | self._truths_of_several(condition, holds)) if self.several else frozenset(found)

    def _truths_of_several(self, condition: AnswerCondition, holds: Holds) -> set[bool]:
        most = self.must.union(self.may)
        match condition:
            case AnswerIs(_, choices):
                wanted = frozenset(choices)
                surely = bool(self.must & wanted) or (not self.must and most <= wanted)
                return {True} if surely else {True, False} if most & wanted else {False}
            case IncludesAll(_, choices):
                needed = frozenset(choices)
                return {True} if needed <= self.must else {True, False} if needed <= most else {False}
            case CountAtLeast(_, count):
                return {True} if max(len(self.must), 1) >= count else {len(most) >= count, False}
            case _:
                return {holds(tuple(most))}

    def split(self, condition: AnswerCondition, holds: Holds) -> list[Domain]:
        """Smaller domains that cover this one, each nearer to deciding the condition."""
        parts = [self._only(tuple(s for s in self.singles if holds(s) is side)) for side in (True, False)]
        if not self.several:
            return [part for part in parts if part.singles]
        if len(self._truths_of_several(condition, holds)) == 1:
            parts.append(self._several(self.must, self.may))
        else:
            named = condition.choices if isinstance(condition, AnswerIs | IncludesAll) else self.may
            parts += self.halves(next(name for name in self.may if name in named))
        return [part for part in parts if part.singles or part.several]

    def halves(self, name: str) -> list[Domain]:
        """The sets with this choice, and those without."""
        rest = tuple(other for other in self.may if other != name)
        halves = [self._several(self.must | {name}, rest)]
        if len(rest) == 1 and not self.must:
            halves.append(self._several(frozenset(rest), ()))
        elif rest or self.must:
            halves.append(self._several(self.must, rest))
        return halves

    def grouped(self, value: Callable[[Answer | None], object]) -> list[Domain]:
        """The single answers in groups of the same value, and the sets apart."""
        groups: dict[object, list[Answer | None]] = {}
        for single in self.singles:
            groups.setdefault(value(single), []).append(single)
        parts = [self._only(tuple(group)) for group in groups.values()]
        return [*parts, self._several(self.must, self.may)] if self.several else parts

    def _only(self, singles: tuple[Answer | None, ...]) -> Domain:
        return Domain(self.question, singles)

    def _several(self, must: frozenset[str], may: tuple[str, ...]) -> Domain:
        return Domain(self.question, (), True, must, may)


def whole_domain(question: Question, conditions: Iterable[AnswerCondition]) -> Domain:
    """Every answer that somebody could submit, one for all that neither points nor conditions tell apart."""
    none: tuple[Answer | None, ...] = () if question.required else (None,)
    match question.kind:
        case "one" | "yes_no":
            return Domain(question, tuple(choice.id for choice in question.choices) + none)
        case "many":
            alone = tuple((choice.id,) for choice in question.choices if choice.alone)
            may = tuple(choice.id for choice in question.choices if not choice.alone)
            if len(may) < 2:
                return Domain(question, (*alone, *((name,) for name in may), *none))
            return Domain(question, (*alone, *none), True, frozenset(), may)
        case "number":
            return Domain(question, (*_numbers(question, conditions), *none))
        case "date":
            return Domain(question, (*_days(question, conditions), *none))
        case _:
            return Domain(question, ("text", *none))


def bounds_of(comparison: Comparison) -> Iterator[Decimal | date]:
    """The bounds that are set."""
    for bound in (comparison.at_least, comparison.above, comparison.at_most, comparison.below):
        if bound is not None:
            yield bound


def _numbers(question: Question, conditions: Iterable[AnswerCondition]) -> list[Answer]:
    edges = {part.start for ranges in question.ranges.values() for part in ranges}
    edges |= {bound for bound in _compared(conditions) if isinstance(bound, Decimal)}
    limits = [Decimal(limit) for limit in (question.minimum, question.maximum) if limit is not None]
    step = Decimal(1) if question.whole else _FINEST
    marks = sorted(edges.union(limits)) or [Decimal(0)]
    tries = [marks[0] - 1, *marks, marks[-1] + 1]
    for low, high in pairwise(marks):
        between = floor(low / step) * step + step
        middle = floor((low + high) / 2)
        tries += [Decimal(middle), between]
    if question.whole:
        tries += [Decimal(floor(mark) + more) for mark in marks for more in (-1, 0, 1)]
    fitting = sorted({number for number in tries if _fits(question, number)})
    return list(_one_of_each(fitting, sorted(edges)))


def _one_of_each(numbers: list[Decimal], edges: list[Decimal]) -> Iterator[Decimal]:
    """The shortest number of each stretch between two edges, and each edge."""
    stretches: dict[tuple[int, bool], Decimal] = {}
    for number in numbers:
        place = (bisect_right(edges, number), number in edges)
        if place not in stretches or len(str(number)) < len(str(stretches[place])):
            stretches[place] = number
    yield from stretches.values()


def _fits(question: Question, number: Decimal) -> bool:
    return (
        (question.minimum is None or number >= Decimal(question.minimum))
        and (question.maximum is None or number <= Decimal(question.maximum))
        and (not question.whole or number == number.to_integral_value())
    )


def _days(question: Question, conditions: Iterable[AnswerCondition]) -> list[Answer]:
    edges = {bound.toordinal() for bound in _compared(conditions) if isinstance(bound, date)}
    limits = {date.fromisoformat(limit).toordinal() for limit in (question.minimum, question.maximum) if limit}
    marks = edges.union(limits) or {date(2026, 1, 1).toordinal()}
    tries = sorted({mark + more for mark in marks for more in (-1, 0, 1) if 0 < mark + more <= _FAR})
    days = [date.fromordinal(day).isoformat() for day in tries]
    low, high = question.minimum or days[0], question.maximum or days[-1]
    return [day for day in days if low <= day <= high]


def _compared(conditions: Iterable[AnswerCondition]) -> Iterator[Decimal | date]:
    for condition in conditions:
        if isinstance(condition, AnswerCompares):
            yield from bounds_of(condition.comparison)
