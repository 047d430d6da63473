"""The shape of a questionnaire as a sheet: which rows there are, and how cells are kept from becoming formulas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.matrix import Matrix
from app.domain.questions import Choice, Question, Section

# The columns, by place; a row is found by the key in its first column, so rows may be moved about.
KEY, ASK, HELP, ANSWER, COMMENT = range(5)
LETTERS = "ABCDE"
MARK = "fenji-answers-1"  # stands in the first cell of the sheet with the answers
LONGEST_CELL = 32_000  # a cell holds 32,767 characters
_BEGINS_A_FORMULA = frozenset("=+-@\t\r＝＋－＠")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row below the header: a section's title, a question, or one choice of a question that takes many."""

    key: str  # empty for a section
    section: Section
    question: Question | None = None
    choice: Choice | None = None


def sheet_rows(matrix: Matrix) -> Iterator[SheetRow]:
    """Every row below the header, in order; ids hold no point, so no two keys are the same."""
    for section in matrix.sections:
        yield SheetRow("", section)
        for question in section.questions:
            yield SheetRow(question.id, section, question)
            if question.kind == "many":
                yield from (
                    SheetRow(f"{question.id}.{choice.id}", section, question, choice) for choice in question.choices
                )


def offered(question: Question) -> dict[str, str]:
    """Each choice as a cell names it: by its label, and where two have the same label by its id besides."""
    labels = [str(choice.label) for choice in question.choices]
    return {
        choice.id: f"{choice.label} ({choice.id})" if labels.count(str(choice.label)) > 1 else str(choice.label)
        for choice in question.choices
    }


def guarded(words: str) -> str:
    """The words as a cell holds them: no program that opens the file takes them for a formula."""
    return f"'{words}" if words.lstrip("'")[:1] in _BEGINS_A_FORMULA and words.lstrip("'") else words


def unguarded(words: str) -> str:
    """What `guarded` was given."""
    return words[1:] if words[:1] == "'" and words.lstrip("'")[:1] in _BEGINS_A_FORMULA and words.lstrip("'") else words


def cell_name(column: int, row: int) -> str:
    """The name of a cell; the first row is 1."""
    return f"{LETTERS[column]}{row}"
