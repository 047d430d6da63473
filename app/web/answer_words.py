"""Answers in the words of the matrix, for every page that shows them."""

from __future__ import annotations

from decimal import Decimal

from app.domain.answers import Answer
from app.domain.questions import Question
from app.domain.text import Text
from app.web.localisation import date_in_words, language, number_in_words


def answer_in_words(question: Question, answer: Answer) -> tuple[str, ...]:
    """The answer as lines of text: one for each choice, one line for anything else.

    In: the question in the language of the page. A choice that the matrix does not hold is shown by its id.
    """
    labels = {choice.id: choice.label for choice in question.choices}
    if isinstance(answer, tuple):
        return tuple(labels.get(choice, choice) for choice in answer)
    if isinstance(answer, (int, Decimal)):
        return (with_unit(number_in_words(Decimal(answer)), question.unit),)
    if question.kind == "date":
        return (date_in_words(answer),)
    return (labels.get(answer, answer),)


def with_unit(number: str, unit: Text | None) -> str:
    """A number, written already, with what it counts; without a space where the language sets none."""
    if unit is None:
        return number
    close = language().startswith("zh") or unit == "%"
    return f"{number}{unit}" if close else f"{number} {unit}"


def gap() -> str:
    """What stands between two sentences: a space, and in Chinese nothing."""
    return "" if language().startswith("zh") else " "
