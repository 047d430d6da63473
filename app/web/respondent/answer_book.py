"""The questionnaire of an assessment with its answers, as the facts of a spreadsheet and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from app.documents.spreadsheet_making import SheetFacts, SheetLine, Value
from app.domain.answer_sheet import LONGEST_CELL, SheetRow, offered, sheet_rows
from app.domain.answers import Answer, Answers, read_answers, to_json
from app.domain.matrix import Matrix
from app.domain.questions import Question
from app.domain.translation import in_language, yes_and_no
from app.storage.assessments import Assessment, Submission
from app.storage.matrices import plan_of
from app.web import question_sentences as sentences
from app.web.condition_words import condition_in_words
from app.web.localisation import gettext as _
from app.web.localisation import language, moment_in_words


@dataclass(frozen=True, slots=True)
class AnswerBook:
    """What is exported: a draft, or what was submitted; `version` tells a later import what would be overwritten."""

    assessment: str
    system: str
    matrix: Matrix = field(repr=False)  # as long as a book
    answers: Answers
    comments: Mapping[str, str]
    version: int
    at: datetime

    def draft(self) -> dict[str, str]:
        """Which state of the draft this is."""
        return {"version": str(self.version), "exported_at": self.at.astimezone(UTC).isoformat()}


def book_of(found: Assessment, submitted: Submission | None, now: datetime) -> AnswerBook:
    """The submission where there is one to export, else the draft."""
    given = submitted or found
    matrix = plan_of(given.published_matrix).matrix
    answers, _mistakes = read_answers(matrix, given.answers)
    return AnswerBook(str(found.id), given.system_name, matrix, answers, given.comments, found.version, now)


def as_json(book: AnswerBook) -> dict[str, object]:
    """The answers as `matrix assess` reads them, with their comments and where they come from."""
    matrix = book.matrix
    return {
        "id": book.assessment,
        "matrix": {"id": matrix.id, "version": matrix.version},
        "draft": book.draft(),
        "answers": to_json(book.answers),
        "comments": dict(book.comments),
    }


def as_sheet(book: AnswerBook) -> SheetFacts:
    """The questionnaire in the language of the page."""
    matrix = book.matrix
    words = in_language(matrix, language())
    about = {
        "assessment": book.assessment,
        "matrix": matrix.id,
        "edition": matrix.version,
        **book.draft(),
    }
    return SheetFacts(
        language=language(),
        title=book.system,
        created=book.at,
        intro_name=_("Read this first"),
        intro=tuple(_intro(book, words)),
        sheet_name=_("Answers"),
        headers=(_("Question"), _("Help"), _("Your answer"), _("Your comment")),
        lines=tuple(_lines(book, words)),
        about=about,
    )


def _intro(book: AnswerBook, words: Matrix) -> Iterator[str]:
    yield _("Questions: %(title)s, edition %(version)s.", title=words.title, version=words.version)
    yield _("Written on %(moment)s.", moment=moment_in_words(book.at))
    yield ""
    yield _("Fill in the framed cells on the sheet “%(sheet)s”. Everything else is locked.", sheet=_("Answers"))
    yield _("Where there is a list, choose from it. Where several answers may be chosen, each has a row: yes or no.")
    yield _("Write numbers in digits and dates as 2026-11-23. Write words only, no formulas.")
    yield _("Leave empty what you do not know yet. An empty cell changes nothing when the file is taken over.")
    yield _("Some questions are asked only with certain other answers; it says so beside them.")
    yield _("Do not change the grey column on the left: it says which question a row belongs to.")
    yield ""
    yield _("Then open the assessment on this site, choose “Take answers over from a file” and choose this file.")
    yield _("You see what would change before anything is saved.")


def _lines(book: AnswerBook, words: Matrix) -> Iterator[SheetLine]:
    answers, comments = book.answers, book.comments
    for row in sheet_rows(words):
        if row.question is None:
            yield SheetLine("section", "", row.section.title, _section_help(words, row))
        elif row.choice is None:
            yield _question(words, row.question, answers.get(row.question.id), comments)
        else:
            yield _tick(row, answers.get(row.question.id))


def _question(words: Matrix, question: Question, answer: Answer | None, comments: Mapping[str, str]) -> SheetLine:
    asks_comment = question.comment.mode != "never" or bool(question.comment.required_for)
    long = isinstance(answer, str) and len(answer) > LONGEST_CELL
    kind = {"many": "choices", "yes_no": "one"}.get(question.kind, question.kind)
    return SheetLine(
        kind="whole" if question.whole else kind,
        key=question.id,
        ask=question.ask if question.required else _("%(ask)s (optional)", ask=question.ask),
        help="\n".join(_help(words, question, long=long)),
        offered=tuple(offered(question).values()) if kind == "one" else (),
        bounds=(question.minimum, question.maximum),
        wrong=_wrong(question),
        value=None if long else _value(question, answer),
        comment=comments.get(question.id, "") if asks_comment else None,
    )


def _tick(row: SheetRow, answer: Answer | None) -> SheetLine:
    yes, no = yes_and_no(language())
    assert row.choice is not None  # noqa: S101 - a row of a choice
    chosen = isinstance(answer, tuple) and row.choice.id in answer
    value = None if answer is None else str(yes if chosen else no)
    helps = [str(row.choice.help)] if row.choice.help else []
    if row.choice.alone:
        helps.append(_("Choose this by itself."))
    return SheetLine(
        "tick",
        row.key,
        row.choice.label,
        "\n".join(helps),
        (str(yes), str(no)),
        wrong=_("Choose from the list."),
        value=value,
    )


def _value(question: Question, answer: Answer | None) -> Value:
    if answer is None or isinstance(answer, tuple):
        return None
    if isinstance(answer, int | Decimal):
        return Decimal(answer)
    if question.kind == "date":
        return date.fromisoformat(answer)
    return offered(question).get(answer, answer)


def _section_help(words: Matrix, row: SheetRow) -> str:
    when = _only_if(words, row.section.show_when)
    return "\n".join(part for part in (when, str(row.section.intro or "")) if part)


def _help(words: Matrix, question: Question, *, long: bool) -> Iterator[str]:
    if question.show_when:
        yield _only_if(words, question.show_when)
    if question.kind == "many":
        yield _("Choose yes for each that applies, in the rows below.")
    if question.help:
        yield str(question.help)
    if question.unit:
        yield _("In: %(unit)s.", unit=question.unit)
    if question.minimum is not None or question.maximum is not None:
        yield sentences.out_of_bounds(question) + _(".")
    if long:
        yield _("Your answer is too long for a cell. It stays as it is; change it on the page.")


def _only_if(words: Matrix, condition: object) -> str:
    if condition is None:
        return ""
    return _("Asked only if %(condition)s.", condition=condition_in_words(words, condition))  # type: ignore[arg-type]


def _wrong(question: Question) -> str:
    """What the spreadsheet program says to a value that does not fit."""
    if question.kind == "number":
        whole = sentences.of_number(question, "not_whole" if question.whole else "not_a_number")
        return whole if question.minimum is None and question.maximum is None else sentences.out_of_bounds(question)
    if question.kind == "date":
        return _("Write the date as 2026-11-23.")
    return _("Choose from the list.")
