"""The sentences that say what is wrong with a cell of a spreadsheet, or with an answer in JSON."""

from __future__ import annotations

from app.domain.answer_cells import CellMistake
from app.domain.answer_sheet import COMMENT, LETTERS
from app.domain.matrix import Matrix
from app.domain.questions import Question
from app.domain.typed_texts import COMMENT_LENGTH, LINE_LENGTH, TEXT_LENGTH
from app.web import question_sentences as sentences
from app.web.localisation import gettext as _
from app.web.localisation import number_in_words

NUMBERS = frozenset({"not_whole", "not_a_number", "number_too_long"})
CHOICES = frozenset({"not_offered", "choice_not_offered", "not_a_choice", "two_choices", "not_a_list", "choice_twice"})


def cell_sentence(words: Matrix, sheet: str, mistake: CellMistake) -> str:
    """One line: where, what is wrong, and what was probably meant."""
    question = next((each for each in words.questions() if each.id == mistake.question.partition(".")[0]), None)
    said = _about_row(mistake) if question is None else _about_answer(question, mistake)
    if mistake.nearest:
        said = _("%(sentence)s; did you mean “%(choice)s”?", sentence=said, choice=mistake.nearest)
    if not mistake.cell:
        return _("Question “%(name)s”: %(sentence)s", name=mistake.question[:60], sentence=said)
    return _("Sheet “%(sheet)s”, cell %(cell)s: %(sentence)s", sheet=sheet, cell=mistake.cell, sentence=said)


def _about_row(mistake: CellMistake) -> str:
    return {
        "formula": _("Replace the formula by its value"),
        "no_question": _("This row belongs to no question; write the answer beside its question"),
        "unknown_row": _("There is no question “%(name)s”", name=mistake.given),
        "unknown_question": _("There is no such question"),
    }.get(mistake.problem, _("This cannot be read"))


def _about_answer(question: Question, mistake: CellMistake) -> str:
    ask, given, problem = question.ask, mistake.given, mistake.problem
    if problem in NUMBERS:
        return sentences.of_number(question, problem)
    if problem in ("too_low", "too_high"):
        return sentences.out_of_bounds(question)
    if problem == "alone":
        return sentences.only_alone(question, next(choice for choice in question.choices if choice.alone))
    if problem == "too_long":
        return _("Shorten the text to %(longest)s characters", longest=number_in_words(_longest(question, mistake)))
    if problem in CHOICES:
        offered = sentences.not_offered(question)
        return _("“%(given)s” is not offered for “%(ask)s”", given=given, ask=ask) if given else offered
    return {
        "formula": _("Replace the formula by its value"),
        "not_a_date": _("“%(given)s” is no date; write it as 2026-11-23", given=given),
        "two_dates": _("“%(given)s” can be read as two dates; write it as 2026-11-23", given=given),
        "not_yes_no": _("Choose yes or no, not “%(given)s”", given=given),
        "all_no": _("Every answer to “%(ask)s” is “no”: choose one, or leave all of them empty", ask=ask),
        "one_below": _("Leave this cell empty; say yes or no in the rows below"),
        "no_comment": _("No comment is asked for here"),
        "twice": _("This row is there twice; remove one of them"),
        "unknown_row": _("“%(ask)s” has no answer called “%(name)s”", ask=ask, name=given),
    }.get(problem, _("Type the text again: it holds something that cannot be read as text"))


def _longest(question: Question, mistake: CellMistake) -> int:
    if mistake.cell[:1] == LETTERS[COMMENT]:
        return COMMENT_LENGTH
    return LINE_LENGTH if question.kind == "text" else TEXT_LENGTH


def json_sentence(problem: str, detail: str) -> str:
    """Why a file of JSON holds no answers."""
    return {
        "unknown_key": _("The file has “%(name)s”, which is not known here", name=detail),
        "twice": _("“%(name)s” stands in the file twice", name=detail),
        "no_answers": _("The file has no “answers”"),
        "no_comments": _("The comments in the file are not texts by question"),
    }.get(problem, _("This file is neither a spreadsheet (.xlsx) nor JSON that can be read"))
