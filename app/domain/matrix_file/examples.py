"""The answers of examples: nodes -> what the questionnaire would hand in."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.matrix_file.mistakes import Mistakes, quoted
from app.domain.matrix_file.names import KnownQuestion, Names, check_name
from app.domain.matrix_file.nodes import Broken, Entry, Fields, Listing, Scalar, plain
from app.domain.matrix_file.records import Record


def example_answers(file: Record, names: Names, mistakes: Mistakes) -> tuple[Mapping[str, object], ...]:
    """The answers of every example, in file order; unknown questions and choices are noted."""
    return tuple(_answers(example, names, mistakes) for example in file.many("examples", Record))


def _answers(example: Record, names: Names, mistakes: Mistakes) -> Mapping[str, object]:
    node = example.values.get("answers")
    if not isinstance(node, Fields):
        if node is not None and not isinstance(node, Broken):
            mistakes.add(example.line_of("answers"), "“answers” must be a mapping from questions to answers")
        return {}
    answers: dict[str, object] = {}
    for name, entry in node.entries.items():
        if check_name(name, names.questions, "question", entry.line, mistakes):
            answers[name] = _answer(names.questions[name], entry, mistakes)
    return answers


def _answer(question: KnownQuestion, entry: Entry, mistakes: Mistakes) -> object:
    node = entry.value
    if not question.choices:
        return plain(node)
    if isinstance(node, Listing):
        if question.kind != "many":
            mistakes.add(entry.line, f"{quoted(question.id)} takes one answer, not a list")
        return [_choice(question, item, entry.line, mistakes) for item in node.items if isinstance(item, Scalar)]
    if not isinstance(node, Scalar):
        mistakes.add(entry.line, f"{quoted(question.id)} takes the id of a choice")
        return None
    choice = _choice(question, node, entry.line, mistakes)
    return [choice] if question.kind == "many" else choice


def _choice(question: KnownQuestion, node: Scalar, line: int, mistakes: Mistakes) -> str:
    word = node.text
    if isinstance(node.value, bool) and word not in question.choices:
        word = "yes" if node.value else "no"
    check_name(word, question.choices, f"choice of {quoted(question.id)} called", node.line or line, mistakes)
    return word
