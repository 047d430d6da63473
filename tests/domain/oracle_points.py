"""Counts what a question gives to each score, and the most that it could: part of the oracle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import Literal

from app.domain.answers import Answer
from app.domain.matrix import Score
from app.domain.outcome import Contribution
from app.domain.questions import Choice, Question

Reason = Literal["answer", "worst", "unanswered"]
Given = tuple[str | None, Fraction, Reason]  # the choice, its points, and why they count


@dataclass
class Part:
    """What one answer gives to one score."""

    score: str
    question: Question
    choice: str | None
    points: Fraction
    value: Fraction
    reason: Reason


def parts(question: Question, answer: Answer | None, scores: Sequence[Score]) -> Iterator[Part]:
    """What the question gives with this answer, in the order of scores and choices."""
    weight = Fraction(question.weight)
    for score in scores:
        if feeds(question, score):
            for choice, points, reason in _given(question, answer, score):
                yield Part(score.id, question, choice, points, points * weight, reason)


def feeds(question: Question, score: Score) -> bool:
    """Whether some answer has points for the score, be they 0."""
    return score.id in question.ranges or any(score.id in choice.points for choice in question.choices)


def most(question: Question, score: Score) -> Fraction:
    """The greatest points that the question can give to the score.

    The best choice, the best range that a number may reach, or of kind `many` the sum of the
    positive choices that can be chosen together. An optional question can always give nothing.
    """
    if question.kind == "number":
        found = max(_reachable(question, score))
    else:
        each = {choice.id: _points(choice, score) for choice in question.choices}
        found = max(each.values())
        if _adds(question, score):
            together = [each[choice.id] for choice in question.choices if not choice.alone]
            alone = [each[choice.id] for choice in question.choices if choice.alone]
            found = max([sum((points for points in together if points > 0), start=Fraction(0)), *alone])
    return found if question.required else max(found, Fraction(0))


def contributions(found: Sequence[Part], scores: Sequence[Score]) -> tuple[Contribution, ...]:
    """The parts as the trace tells them, with what each score has come to so far."""
    combine = {score.id: score.combine for score in scores}
    values: dict[str, list[Fraction]] = {score.id: [] for score in scores}
    sums: dict[str, Fraction] = {score.id: Fraction(0) for score in scores}
    questions: dict[str, set[str]] = {score.id: set() for score in scores}
    told = []
    for part in found:
        name = part.score
        values[name].append(part.value)
        sums[name] += part.value
        questions[name].add(part.question.id)
        total = sums[name]
        if combine[name] == "highest":
            total = max(values[name])
        elif combine[name] == "average":
            total /= len(questions[name])
        points, value = decimal(part.points), decimal(part.value)
        weight = part.question.weight
        told.append(
            Contribution(name, part.question.id, part.choice, points, weight, value, decimal(total), part.reason)
        )
    return tuple(told)


def decimal(number: Fraction) -> Decimal:
    """The number in decimal; one without end is written with 28 digits."""
    exactly = Context(prec=400, traps=[Inexact])
    try:
        return exactly.divide(Decimal(number.numerator), Decimal(number.denominator))
    except Inexact:
        return Context(prec=28).divide(Decimal(number.numerator), Decimal(number.denominator))


def _given(question: Question, answer: Answer | None, score: Score) -> list[Given]:
    if answer is None:
        return [(None, most(question, score), "unanswered")] if question.unanswered == "worst" else []
    if question.kind == "number":
        assert isinstance(answer, int | Decimal)
        return [(None, _of_number(question, score, Decimal(answer)), "answer")]
    chosen = answer if isinstance(answer, tuple) else (str(answer),)
    choices = [next(choice for choice in question.choices if choice.id == name) for name in chosen]
    for choice in choices:
        if choice.worst:
            return [(choice.id, most(question, score), "worst")]
    if question.count == "highest":
        choices = [max(choices, key=lambda choice: _points(choice, score))]
    return [(choice.id, _points(choice, score), "answer") for choice in choices]


def _adds(question: Question, score: Score) -> bool:
    return question.kind == "many" and question.count == "sum" and score.combine != "highest"


def _points(choice: Choice, score: Score) -> Fraction:
    return Fraction(choice.points.get(score.id, 0))


def _of_number(question: Question, score: Score, answer: Decimal) -> Fraction:
    points = Fraction(0)
    for part in question.ranges[score.id]:
        if answer >= part.start:
            points = Fraction(part.points)
    return points


def _reachable(question: Question, score: Score) -> list[Fraction]:
    """The points of every range in which the minimum and the maximum leave a number."""
    low = None if question.minimum is None else Decimal(question.minimum)
    high = None if question.maximum is None else Decimal(question.maximum)
    inside = [
        part.start
        for part in question.ranges[score.id]
        if (low is None or part.start > low) and (high is None or part.start <= high)
    ]
    found = [_of_number(question, score, start) for start in inside]
    lowest = Fraction(0) if low is None else _of_number(question, score, low)
    return [lowest, *found]
