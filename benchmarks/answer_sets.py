"""Makes answer sets as offices store them: most questions answered, every kind, the same from the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from app.domain.answers import Answer
from app.domain.matrix import Matrix
from app.domain.questions import Question

LEFT_OPEN = 0.05  # of all questions
LARGEST = 3_000_000


def answer_sets(matrix: Matrix, count: int, seed: int) -> Iterator[dict[str, Answer]]:
    """So many random answer sets; nearly no two of them are alike."""
    chance = Random(seed)  # noqa: S311 - the same rows in every run, and no secret
    questions = matrix.questions()
    for _ in range(count):
        yield {q.id: _answer(q, chance) for q in questions if chance.random() >= LEFT_OPEN}


def _answer(question: Question, chance: Random) -> Answer:
    match question.kind:
        case "one" | "yes_no":
            return chance.choice(question.choices).id
        case "many":
            together = [choice.id for choice in question.choices if not choice.alone]
            chosen = set(chance.sample(together, min(len(together), chance.randint(1, 3))))
            return tuple(name for name in together if name in chosen)
        case "number":
            # As many small numbers as large ones.
            lowest = Decimal(question.minimum or 0)
            return lowest + Decimal(chance.randint(0, 10 ** chance.randint(0, 6)))
        case "date":
            return f"20{chance.randint(20, 29)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        case "text" | "long_text":
            return f"System {chance.randint(1, LARGEST)}"
