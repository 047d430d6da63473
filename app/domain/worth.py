"""What each answer of a question is worth to each score, worked out once per question."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from app.domain.amount import Amount, as_decimal, exact
from app.domain.answers import Answer
from app.domain.matrix import Score
from app.domain.questions import Choice, Question

Gain = tuple[int, Amount]  # the place of a score, and what it gets
Reason = Literal["answer", "worst", "unanswered"]


class Row(NamedTuple):
    """One line of the trace, before running totals."""

    score: int
    choice: str | None
    points: Decimal
    value: Amount
    reason: Reason


@dataclass(frozen=True, slots=True)
class Worth:
    """The worth of one question.

    `gains` gives what an answer adds, one entry for each score that the question feeds; `rows`
    gives the same, choice by choice. `greatest` is the most that the question can give: what the
    maximum counts, and what `counts_as: worst` and `unanswered: worst` stand for.
    """

    gains: Callable[[Answer], tuple[Gain, ...]]
    rows: Callable[[Answer | None], list[Row]]
    greatest: tuple[Gain, ...]
    if_unanswered: tuple[Gain, ...]


class _Feed(NamedTuple):
    """How one question feeds one score; all values are points times weight."""

    score: int
    values: dict[str, Amount]  # by choice
    points: dict[str, Decimal]
    greatest: Amount
    greatest_points: Decimal
    adds: bool  # several choices add up, else the highest counts
    each: bool  # the trace shows every choice, else only the one that counts


def worth(question: Question, scores: Sequence[Score]) -> Worth:
    """Work out what the answers of a question are worth.

    A choice without points for a score that the question feeds gives it 0. Of several choices,
    one that `counts_as: worst` decides alone: the question gives its most, and no more. For a
    score that takes the highest, choices of one question never add up.
    """
    if question.kind == "number":
        return _of_number(question, scores)
    feeds = [
        _feed(question, place, score)
        for place, score in enumerate(scores)
        if any(score.id in choice.points for choice in question.choices)
    ]
    worst = frozenset(choice.id for choice in question.choices if choice.worst)
    greatest = tuple((feed.score, feed.greatest) for feed in feeds)
    if question.kind == "many":
        gains = _gains_of_many(feeds, worst, greatest)
    else:
        table: dict[Answer, tuple[Gain, ...]] = {
            choice.id: greatest if choice.worst else tuple((feed.score, feed.values[choice.id]) for feed in feeds)
            for choice in question.choices
        }
        gains = table.__getitem__ if feeds else _nothing
    return Worth(
        gains,
        lambda answer: _rows(feeds, worst, question, answer),
        greatest,
        greatest if question.unanswered == "worst" else (),
    )


def _nothing(answer: Answer) -> tuple[Gain, ...]:  # noqa: ARG001 - stands in for a table of gains
    return ()


def _feed(question: Question, place: int, score: Score) -> _Feed:
    weight = exact(question.weight)
    points = {choice.id: choice.points.get(score.id, Decimal(0)) for choice in question.choices}
    values: dict[str, Amount] = {name: exact(number) * weight for name, number in points.items()}
    several = question.kind == "many"
    adds = several and question.count == "sum" and score.combine != "highest"
    exactly = {name: exact(number) for name, number in points.items()}
    most = _greatest_sum(question.choices, exactly) if adds else max(exactly.values())
    if not question.required:
        most = max(most, 0)  # it may be left open, which gives nothing: not knowing is no better
    each = several and question.count == "sum"
    return _Feed(place, values, points, most * weight, as_decimal(most), adds, each)


def _greatest_sum(choices: Sequence[Choice], points: dict[str, Amount]) -> Amount:
    # A choice that stands alone cannot add to the others.
    together = sum((points[c.id] for c in choices if not c.alone and points[c.id] > 0), start=0)
    return max([together, *(points[c.id] for c in choices if c.alone)])


def _gains_of_many(
    feeds: list[_Feed], worst: frozenset[str], greatest: tuple[Gain, ...]
) -> Callable[[Answer], tuple[Gain, ...]]:
    tables = [(feed.score, feed.values, sum if feed.adds else max) for feed in feeds]

    def gains(answer: Answer) -> tuple[Gain, ...]:
        chosen: tuple[str, ...] = answer  # type: ignore[assignment]
        if not worst.isdisjoint(chosen):
            return greatest
        return tuple((score, combine([values[name] for name in chosen])) for score, values, combine in tables)

    return gains if feeds else _nothing


def _rows(feeds: list[_Feed], worst: frozenset[str], question: Question, answer: Answer | None) -> list[Row]:
    if answer is None:
        if question.unanswered != "worst":
            return []
        return [_worst_row(feed, None, "unanswered") for feed in feeds]
    chosen = answer if isinstance(answer, tuple) else (str(answer),)
    unknown = next((name for name in chosen if name in worst), None)
    if unknown is not None:
        return [_worst_row(feed, unknown, "worst") for feed in feeds]
    rows = []
    for feed in feeds:
        names = chosen if feed.each else (max(chosen, key=feed.points.__getitem__),)
        rows += [Row(feed.score, name, feed.points[name], feed.values[name], "answer") for name in names]
    return rows


def _worst_row(feed: _Feed, choice: str | None, reason: Reason) -> Row:
    return Row(feed.score, choice, feed.greatest_points, feed.greatest, reason)


class _Scale(NamedTuple):
    """The ranges of a number for one score: where each begins, and its points and value."""

    score: int
    starts: list[Decimal]
    points: list[Decimal]  # the first is for a number below every range
    values: list[Amount]
    greatest: int


def _of_number(question: Question, scores: Sequence[Score]) -> Worth:
    scales = [_scale(question, place, score.id) for place, score in enumerate(scores) if score.id in question.ranges]

    def gains(answer: Answer) -> tuple[Gain, ...]:
        return tuple((scale.score, scale.values[bisect_right(scale.starts, answer)]) for scale in scales)

    def rows(answer: Answer | None) -> list[Row]:
        if answer is None:
            places = [scale.greatest for scale in scales]
            if question.unanswered != "worst":
                return []
        else:
            places = [bisect_right(scale.starts, answer) for scale in scales]
        reason: Reason = "unanswered" if answer is None else "answer"
        return [
            Row(scale.score, None, scale.points[place], scale.values[place], reason)
            for scale, place in zip(scales, places, strict=True)
        ]

    greatest = tuple((scale.score, scale.values[scale.greatest]) for scale in scales)
    return Worth(gains, rows, greatest, greatest if question.unanswered == "worst" else ())


def _scale(question: Question, place: int, score: str) -> _Scale:
    ranges = question.ranges[score]
    starts = [part.start for part in ranges]
    points = [Decimal(0), *(part.points for part in ranges)]
    weight = exact(question.weight)
    values: list[Amount] = [exact(number) * weight for number in points]
    # Only ranges that the question lets a number reach can be its greatest.
    low = 0 if question.minimum is None else bisect_right(starts, Decimal(question.minimum))
    high = len(starts)
    if question.maximum is not None:
        high = bisect_right(starts, Decimal(question.maximum))
    reachable = [*range(low, max(low, high) + 1)]
    if not question.required:
        reachable.append(0)  # it may be left open, which gives nothing
    greatest = max(reachable, key=points.__getitem__)
    return _Scale(place, starts, points, values, greatest)
