"""Any good answers to a matrix, for property tests."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from app.domain.answers import Answer, Answers, read_answers, to_json
from app.domain.matrix import Matrix
from app.domain.questions import Question


def any_answers(matrix: Matrix) -> st.SearchStrategy[dict[str, Answer]]:
    """Some questions answered, others not, in any order."""
    questions = matrix.questions()
    return (
        st.fixed_dictionaries({}, optional={question.id: any_answer(question) for question in questions})
        .flatmap(lambda answers: st.permutations(list(answers.items())))
        .map(dict)
    )


def all_answers(matrix: Matrix) -> st.SearchStrategy[dict[str, Answer]]:
    """Every question answered."""
    return st.fixed_dictionaries({question.id: any_answer(question) for question in matrix.questions()})


def any_answer(question: Question) -> st.SearchStrategy[Answer]:
    """Any good answer to a question."""
    match question.kind:
        case "one" | "yes_no":
            return st.sampled_from([choice.id for choice in question.choices])
        case "many":
            together = [choice.id for choice in question.choices if not choice.alone]
            several = st.sets(st.sampled_from(together), min_size=1).map(
                lambda chosen: tuple(name for name in together if name in chosen)
            )
            alone = [(choice.id,) for choice in question.choices if choice.alone]
            return st.one_of(several, st.sampled_from(alone)) if alone else several
        case "number":
            starts = [part.start for ranges in question.ranges.values() for part in ranges]
            near = [start + step for start in starts for step in (-1, 0, 1) if start + step >= 0]
            return st.sampled_from([*near, Decimal(0), Decimal(7 if question.whole else "0.5"), Decimal(10) ** 17])
        case "date":
            return st.dates().map(lambda day: day.isoformat())
        case "text" | "long_text":
            return st.sampled_from(["Fenji", "分级"])


def good_answers(matrix: Matrix) -> st.SearchStrategy[Answers]:
    """Answers within the bounds of their questions."""
    return any_answers(matrix).map(lambda answers: read_answers(matrix, to_json(answers))[0])
