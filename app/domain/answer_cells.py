"""Reading the cells of a filled-in sheet into answers: with good will, never by guessing, each mistake by its cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches

from app.domain.answer_sheet import ANSWER, COMMENT, KEY, cell_name, offered, sheet_rows, unguarded
from app.domain.answers import Answer, read_answers, to_json
from app.domain.cell_values import Misread, is_blank, plain, read_day, read_figure, read_words
from app.domain.matrix import Matrix
from app.domain.questions import Choice, Question
from app.domain.translation import YES_NO, in_language
from app.domain.typed_texts import COMMENT_LENGTH, LINE_LENGTH, TEXT_LENGTH

Cell = str | float | int | bool | date | datetime | time | timedelta | None
Rows = Sequence[Sequence[Cell]]

LONGEST_LABEL = 300
NO_ANSWER = ("unknown_row", "no_question")  # of these rows nothing can be offered, whichever edition is asked


@dataclass(frozen=True, slots=True)
class CellMistake:
    """What is wrong with one cell: its name, the question, a name for the problem, what stood there.

    `nearest` is the choice that was probably meant.
    """

    cell: str
    question: str
    problem: str
    given: str = ""
    nearest: str = ""


@dataclass(slots=True)
class ReadSheet:
    """What a sheet holds: good answers and comments, and a mistake for each of the others."""

    answers: dict[str, Answer] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    mistakes: list[CellMistake] = field(default_factory=list)


@dataclass(slots=True)
class _Ticks:
    """The yes and no of a question that takes many choices."""

    yes: list[str] = field(default_factory=list)
    no: list[str] = field(default_factory=list)
    wrong: bool = False
    cells: dict[str, str] = field(default_factory=dict)


def read_sheet(matrix: Matrix, rows: Rows, formulas: frozenset[str] = frozenset()) -> ReadSheet:
    """Read the rows of a sheet, its header first; `formulas` names the cells that hold one.

    An empty cell changes nothing, so that a file that is half filled in takes nothing away. A choice is given by its
    label in any language of the matrix, or by its id.
    """
    return _Reading(matrix, formulas).read(rows)


class _Reading:
    def __init__(self, matrix: Matrix, formulas: frozenset[str]) -> None:
        self.formulas = formulas
        self.matrix = matrix
        self.rows = {row.key: row for row in sheet_rows(matrix) if row.key}
        self.words = _Words(matrix)
        self.found = ReadSheet()
        self.cells: dict[str, str] = {}  # question -> the cell of its answer
        self.ticks: dict[str, _Ticks] = {}
        self.raw: dict[str, object] = {}

    def read(self, rows: Rows) -> ReadSheet:
        for cell in sorted(self.formulas, key=_in_order):
            self._wrong(cell, "", "formula")
        seen: set[str] = set()
        for number, row in enumerate(rows[1:], start=2):
            key = plain(row[KEY]) if row else ""
            if not key:
                self._stray(row, number)
            elif key in seen:
                self._wrong(cell_name(KEY, number), key, "twice", key)
            elif key not in self.rows:
                self._wrong(cell_name(KEY, number), key, "unknown_row", key)
            else:
                seen.add(key)
                self._row(key, row, number)
        for question, ticks in self.ticks.items():
            self._many(question, ticks)
        self._check()
        return self.found

    def _stray(self, row: Sequence[Cell], number: int) -> None:
        for column in (ANSWER, COMMENT):
            if len(row) > column and not is_blank(row[column]):
                self._wrong(cell_name(column, number), "", "no_question", plain(row[column]))

    def _row(self, key: str, row: Sequence[Cell], number: int) -> None:
        found = self.rows[key]
        question = found.question
        if question is None:
            return
        cell = cell_name(ANSWER, number)
        if found.choice is None:
            self.cells[question.id] = cell
            self._comment(question, row[COMMENT] if len(row) > COMMENT else None, cell_name(COMMENT, number))
        value = row[ANSWER] if len(row) > ANSWER else None
        if is_blank(value) or cell in self.formulas:
            return
        try:
            if found.choice is not None:
                self._tick(question, found.choice, value, cell)
            else:
                self.raw[question.id] = self._answer(question, value)
        except Misread as misread:
            if found.choice is not None:
                self.ticks.setdefault(question.id, _Ticks()).wrong = True
            self._wrong(cell, question.id, misread.problem, plain(value), misread.nearest)

    def _answer(self, question: Question, value: Cell) -> object:
        match question.kind:
            case "number":
                return read_figure(value, whole=question.whole)
            case "date":
                return read_day(value)
            case "one" | "yes_no":
                return self.words.choice(question, value)
            case "many":
                raise Misread("one_below")  # its choices have rows of their own
            case "text" | "long_text":
                return read_words(
                    value,
                    longest=LINE_LENGTH if question.kind == "text" else TEXT_LENGTH,
                    one_line=question.kind == "text",
                )

    def _tick(self, question: Question, choice: Choice, value: Cell, cell: str) -> None:
        ticks = self.ticks.setdefault(question.id, _Ticks())
        ticks.cells[choice.id] = cell
        (ticks.yes if self.words.yes(value) else ticks.no).append(choice.id)

    def _many(self, question: str, ticks: _Ticks) -> None:
        if ticks.wrong:
            return
        if ticks.yes:
            self.raw[question] = tuple(ticks.yes)
            self.cells[question] = ticks.cells[ticks.yes[0]]
        elif ticks.no:
            # Nothing is chosen, which is no answer; whether one is to be removed cannot be told from here.
            self._wrong(next(iter(ticks.cells.values())), question, "all_no")

    def _comment(self, question: Question, value: Cell, cell: str) -> None:
        if is_blank(value) or cell in self.formulas:
            return
        if question.comment.mode == "never" and not question.comment.required_for:
            self._wrong(cell, question.id, "no_comment", plain(value))
            return
        try:
            self.found.comments[question.id] = read_words(value, longest=COMMENT_LENGTH)
        except Misread as misread:
            self._wrong(cell, question.id, misread.problem, plain(value))

    def _check(self) -> None:
        """Hold what was read against the bounds of the matrix."""
        answers, mistakes = read_answers(self.matrix, to_json(self.raw))  # type: ignore[arg-type] # read one by one
        self.found.answers = answers
        for mistake in mistakes:
            cell = self.cells.get(mistake.question, "")
            self._wrong(cell, mistake.question, mistake.problem)
        self.found.mistakes.sort(key=lambda each: _in_order(each.cell))

    def _wrong(self, cell: str, question: str, problem: str, given: str = "", nearest: str = "") -> None:
        self.found.mistakes.append(CellMistake(cell, question, problem, given[:80], nearest))


class _Words:
    """Every word for a choice, in every language of the matrix."""

    def __init__(self, matrix: Matrix) -> None:
        self.choices: dict[str, dict[str, set[str]]] = {}  # question -> folded words -> ids
        self.labels: dict[str, dict[str, str]] = {}  # question -> folded words -> the words
        for language in matrix.languages:
            for question in in_language(matrix, language).questions():
                names = offered(question)
                for choice in question.choices:
                    self._note(question.id, choice.id, str(choice.label))
                    self._note(question.id, choice.id, names[choice.id])
                    self._note(question.id, choice.id, choice.id)
        self.yeses = {_folded(yes) for yes, _no in YES_NO.values()} | {"true"}
        self.noes = {_folded(no) for _yes, no in YES_NO.values()} | {"false"}

    def _note(self, question: str, choice: str, words: str) -> None:
        folded = _folded(words)
        self.choices.setdefault(question, {}).setdefault(folded, set()).add(choice)
        self.labels.setdefault(question, {}).setdefault(folded, words)

    def choice(self, question: Question, value: Cell) -> str:
        """The id of the choice that the words name; Misread with the nearest one otherwise."""
        if question.kind == "yes_no" and isinstance(value, bool):
            return "yes" if value else "no"
        known = self.choices.get(question.id, {})
        words = _folded(unguarded(plain(value)))
        ids = known.get(words, set()) if len(words) <= LONGEST_LABEL else set()
        # An id that is also the label of another choice: the label is what people see, and it is not ours to choose.
        if len(ids) == 1:
            return next(iter(ids))
        raise Misread("two_choices" if ids else "not_offered", self._nearest(question.id, words))

    def yes(self, value: Cell) -> bool:
        """Whether a cell says yes; Misread when it says neither."""
        words = _folded(plain(value))
        if value is True or words in self.yeses:
            return True
        if value is False or words in self.noes:
            return False
        raise Misread("not_yes_no")

    def _nearest(self, question: str, words: str) -> str:
        labels = self.labels.get(question, {})
        if not words or len(words) > LONGEST_LABEL:
            return ""
        close = get_close_matches(words, [label[:LONGEST_LABEL] for label in labels], n=1, cutoff=0.7)
        return labels.get(close[0], "") if close else ""


def _folded(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def _in_order(cell: str) -> tuple[int, str]:
    digits = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return (int(digits) if digits.isdigit() else 0, cell)
