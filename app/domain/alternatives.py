"""The other answers that could be proposed for a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from math import floor

from app.domain.answers import Answer
from app.domain.conditions import AnswerCompares
from app.domain.questions import Question
from app.domain.relevance import AnswerCondition


def alternatives(
    question: Question, answer: Answer | None, conditions: Sequence[AnswerCondition], *, every: bool = False
) -> list[Answer]:
    """Other answers worth trying, in the order of the file.

    Nothing that `counts_as: worst` is proposed: not knowing is no improvement. Of several choices
    one is taken away or added. Of a number, the starts of the ranges that change its points, then
    values on either side of the bounds that conditions name. Texts and dates are facts: none.
    With `every`, also those of `fixed` questions and those that count as the worst.
    """
    if question.fixed and not every:
        return []
    match question.kind:
        case "one" | "yes_no":
            return [c.id for c in question.choices if c.id != answer and (every or not c.worst)]
        case "many":
            return list(_one_more_or_less(question, answer if isinstance(answer, tuple) else (), every=every))
        case "number":
            return [number for number in _numbers(question, conditions) if number != answer]
        case _:
            return []


def _one_more_or_less(question: Question, chosen: tuple[str, ...], *, every: bool) -> Iterator[Answer]:
    alone = {choice.id for choice in question.choices if choice.alone}
    for choice in question.choices:
        if choice.id in chosen:
            left = tuple(name for name in chosen if name != choice.id)
            if left:  # an empty list would be no answer
                yield left
        elif choice.worst and not every:
            continue
        elif choice.alone:
            yield (choice.id,)
        else:
            added = {choice.id, *chosen} - alone
            yield tuple(other.id for other in question.choices if other.id in added)


def _numbers(question: Question, conditions: Sequence[AnswerCondition]) -> Iterable[Decimal]:
    starts = sorted({part.start for ranges in question.ranges.values() for part in ranges})
    bounds = {
        bound for condition in conditions if isinstance(condition, AnswerCompares) for bound in _bounds(condition)
    }
    edges = sorted(bounds.union(starts))
    if not edges:
        return
    # Between two edges nothing changes, so one number stands for all of them.
    between = [(low + high) / 2 for low, high in pairwise(edges)]
    if question.whole:
        between = [Decimal(floor(low) + 1) for low in edges]
    lowest = edges[0] - 1 if question.minimum is None else Decimal(question.minimum)
    tried: set[Decimal] = set()
    for number in (*starts, *sorted(bounds), lowest, *between, edges[-1] + 1):
        if number not in tried and _fits(question, number):
            tried.add(number)
            yield number


def _bounds(condition: AnswerCompares) -> Iterator[Decimal]:
    its = condition.comparison
    for bound in (its.at_least, its.above, its.at_most, its.below):
        if isinstance(bound, Decimal):
            yield bound


def _fits(question: Question, number: Decimal) -> bool:
    return (
        (question.minimum is None or number >= Decimal(question.minimum))
        and (question.maximum is None or number <= Decimal(question.maximum))
        and (not question.whole or number == number.to_integral_value())
    )
