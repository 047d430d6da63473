"""A file of answers that somebody sends: what it holds, in words, whichever kind it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.documents.spreadsheet_reading import Spreadsheet, SpreadsheetRefused, read_spreadsheet
from app.domain.answer_cells import CellMistake, read_sheet
from app.domain.answer_json import JsonRefused, parse_answers
from app.domain.answers import Answer, read_answers
from app.domain.matrix import Matrix
from app.domain.typed_numbers import Unreadable
from app.domain.typed_texts import COMMENT_LENGTH, LINE_LENGTH, TEXT_LENGTH, read_text
from app.web.localisation import gettext as _
from app.web.respondent.cell_sentences import cell_sentence, json_sentence


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """What a file holds; `left` are sentences on answers that do not fit because the file is of another edition."""

    answers: dict[str, Answer] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    mistakes: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)


class FileRefused(ValueError):
    """A file that cannot be read at all; its message is a sentence for the person."""


def read_file(content: bytes, words: Matrix) -> AnswerFile:
    """Read a spreadsheet or JSON; `words` is the matrix in the language of the page. Raises FileRefused."""
    if not content:
        raise FileRefused(_("The file is empty"))
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        return _json(content, words)
    try:
        return _sheet(read_spreadsheet(content), words)
    except SpreadsheetRefused as refused:
        raise FileRefused(_refusal(refused.problem)) from None


def _sheet(sheet: Spreadsheet, words: Matrix) -> AnswerFile:
    found = read_sheet(words, sheet.rows, sheet.formulas)
    told = [cell_sentence(words, sheet.name, mistake) for mistake in found.mistakes]
    same = _same_edition(words, sheet.about.get("matrix"), sheet.about.get("edition"))
    return _file(found.answers, found.comments, found.mistakes, told, sheet.about, same=same)


def _file(
    answers: dict[str, Answer],
    comments: dict[str, str],
    mistakes: list[CellMistake],
    told: list[str],
    about: Mapping[str, str],
    *,
    same: bool,
) -> AnswerFile:
    """In a file of another edition, what does not fit is left behind; a formula is a mistake in any edition."""
    wrong = [sentence for each, sentence in zip(mistakes, told, strict=True) if same or each.problem == "formula"]
    left = [sentence for sentence in told if sentence not in wrong]
    return AnswerFile(answers, comments, tuple(wrong), tuple(left), about)


def _json(content: bytes, words: Matrix) -> AnswerFile:
    try:
        line = parse_answers(content)
    except JsonRefused as refused:
        raise FileRefused(json_sentence(refused.problem, refused.detail)) from None
    answers, mistakes = read_answers(words, line.answers)
    found = [CellMistake("", each.question, each.problem) for each in mistakes]
    found += _unfit_texts(answers, words)
    comments: dict[str, str] = {}
    questions = {question.id: question for question in words.questions()}
    for name, comment in line.comments.items():
        question = questions.get(name)
        if question is None:
            found.append(CellMistake("", name, "unknown_question"))
        elif comment.strip() and question.comment.mode == "never" and not question.comment.required_for:
            found.append(CellMistake("", name, "no_comment"))
        elif problem := _problem(comment, COMMENT_LENGTH, one_line=False):
            found.append(CellMistake("", name, problem))
        elif comment.strip():
            comments[name] = comment.strip()
    told = [cell_sentence(words, "", mistake) for mistake in found]
    same = line.matrix is None or _same_edition(words, *line.matrix)
    return _file(answers, comments, found, told, line.about, same=same)


def _unfit_texts(answers: dict[str, Answer], words: Matrix) -> list[CellMistake]:
    """Take out the texts that could not be typed on a page, and name them."""
    found = []
    for question in words.questions():
        answer, line = answers.get(question.id), question.kind == "text"
        if isinstance(answer, str) and question.kind in ("text", "long_text"):
            problem = _problem(answer, LINE_LENGTH if line else TEXT_LENGTH, one_line=line)
            if problem:
                found.append(CellMistake("", question.id, problem))
                del answers[question.id]
    return found


def _problem(words: str, longest: int, *, one_line: bool) -> str:
    try:
        read_text(words, longest=longest, one_line=one_line)
    except Unreadable as unreadable:
        return unreadable.problem
    return ""


def _same_edition(words: Matrix, name: str | None, version: str | None) -> bool:
    return (name, version) == (words.id, words.version)


def _refusal(problem: str) -> str:
    return {
        "large": _("The file is too large: at most 3 MB, unpacked 24 MB, 20,000 rows and 200,000 cells"),
        "old": _("Save the file as an Excel workbook (.xlsx) without a password; old .xls files are not read"),
        "open_document": _("Save the file as an Excel workbook (.xlsx); OpenDocument files are not read"),
        "macros": _("Save the file as a workbook without macros (.xlsx)"),
        "links": _("Remove the links to other files and data sources from the workbook"),
        "another": _("This is not the spreadsheet of an assessment. Download it here and fill that one in"),
    }.get(problem, _("This file is neither a spreadsheet (.xlsx) nor JSON that can be read"))
