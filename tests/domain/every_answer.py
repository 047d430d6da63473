"""Goes through all answers that somebody could submit to a small matrix, by brute force, to prove claims against."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, product
from math import prod

from hypothesis import strategies as st

from app.domain.answers import Answer
from app.domain.matrix import Matrix
from app.domain.questions import Question

# One number and one day on every bound that `any_matrix` draws, and one of every stretch between two.
NUMBERS = [Decimal(text) for text in ("-1", "0", "0.25", "0.5", "1", "2", "3", "5", "6", "7.25", "8", "10", "11")]
DAYS = ("2025-12-31", "2026-01-01", "2026-06-01", "2026-12-01", "2027-01-01", "2027-06-30", "2027-07-01")


def ways(matrix: Matrix) -> int:
    """How many sets of answers there are to go through."""
    return prod(len(every_answer(question)) for question in matrix.questions())


def every_submission(matrix: Matrix) -> Iterator[dict[str, Answer]]:
    """Every set of answers; hidden questions are answered too, which means nothing."""
    questions = matrix.questions()
    for answers in product(*(every_answer(question) for question in questions)):
        yield {question.id: answer for question, answer in zip(questions, answers, strict=True) if answer is not None}


def some_submission(matrix: Matrix) -> st.SearchStrategy[dict[str, Answer]]:
    """Any one of those, of a matrix of any size."""
    picked = st.tuples(*(st.sampled_from(every_answer(question)) for question in matrix.questions()))
    names = [question.id for question in matrix.questions()]
    return picked.map(
        lambda answers: {name: answer for name, answer in zip(names, answers, strict=True) if answer is not None}
    )


def every_answer(question: Question) -> list[Answer | None]:
    """Every answer to a question that can make a difference; None is no answer."""
    none: list[Answer | None] = [] if question.required else [None]
    match question.kind:
        case "one" | "yes_no":
            return [*(choice.id for choice in question.choices), *none]
        case "many":
            together = [choice.id for choice in question.choices if not choice.alone]
            several = [chosen for size in range(1, len(together) + 1) for chosen in combinations(together, size)]
            return [*several, *((choice.id,) for choice in question.choices if choice.alone), *none]
        case "number":
            return [*(number for number in NUMBERS if _fits(question, number)), *none]
        case "date":
            return [*DAYS, *none]
        case _:
            return ["words", *none]


def _fits(question: Question, number: Decimal) -> bool:
    return (
        (question.minimum is None or number >= Decimal(question.minimum))
        and (question.maximum is None or number <= Decimal(question.maximum))
        and (not question.whole or number == number.to_integral_value())
    )
