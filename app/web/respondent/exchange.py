"""Answers out of an assessment and into it: a spreadsheet or JSON, and what would change before anything does."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import ValidationError

from app.documents.spreadsheet_making import make_spreadsheet
from app.documents.spreadsheet_reading import LARGEST_FILE
from app.domain.answer_json import JsonRefused, parse_answers
from app.domain.answers import Answers, read_answers, to_json
from app.domain.copying import changes
from app.domain.lifecycle import Role, State
from app.domain.questions import Question
from app.storage.assessments import Assessment, latest_submission
from app.web import database
from app.web.access import audience, own_assessment, own_draft, signed_in
from app.web.answer_words import answer_in_words
from app.web.clock import now
from app.web.language_switch import Form, switching
from app.web.localisation import LazyText, ngettext
from app.web.localisation import gettext as _
from app.web.respondent.answer_book import AnswerBook, as_json, as_sheet, book_of
from app.web.respondent.answer_file import AnswerFile, FileRefused, read_file
from app.web.respondent.section_page import Draft, draft_of
from app.web.respondent.task_list import Edit, read_edit
from app.workflow.errors import Conflict, Invalid
from app.workflow.importing import import_answers

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 200  # mistakes on one page


class AnswerFileForm(Form):
    """The file to take answers over from."""

    file = FileField(LazyText("File with answers"))

    def validate_file(self, field: FileField) -> None:
        """Say what is missing; what the file holds is looked at afterwards."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choose the file to take answers over from"))


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """One question that would change; `since` names who changed it after the file was written."""

    question: Question
    before: tuple[str, ...]
    after: tuple[str, ...]
    comment_before: str
    comment_after: str
    since: Edit | None


@audience(Role.RESPONDENT)
def answers_json(assessment_id: UUID) -> ResponseReturnValue:
    """The answers as JSON."""
    book = _book(own_assessment(assessment_id))
    content = json.dumps(as_json(book), ensure_ascii=False).encode() + b"\n"  # one line: `matrix assess` reads it
    return _file(book, content, "application/json", "json")


@audience(Role.RESPONDENT)
def answers_xlsx(assessment_id: UUID) -> ResponseReturnValue:
    """The questionnaire with its answers as a spreadsheet."""
    book = _book(own_assessment(assessment_id))
    return _file(book, make_spreadsheet(as_sheet(book)), XLSX, "xlsx")


@audience(Role.RESPONDENT)
def show_import(assessment_id: UUID) -> ResponseReturnValue:
    """Ask for the file."""
    return _ask(own_draft(assessment_id), AnswerFileForm(formdata=None))


@audience(Role.RESPONDENT)
def read_import(assessment_id: UUID) -> ResponseReturnValue:
    """Read the file, and show every mistake, or what it would change; nothing is saved yet."""
    found, form = own_draft(assessment_id), AnswerFileForm()
    if not form.validate():
        return _ask(found, form, 400)
    draft = draft_of(found)
    try:
        read = read_file(form.file.data.stream.read(LARGEST_FILE + 1), draft.words)
    except FileRefused as refused:
        form.file.errors = [str(refused)]
        return _ask(found, form, 400)
    if read.mistakes:
        form.file.errors = [
            ngettext(
                "Nothing was taken over: the file has %(num)s mistake",
                "Nothing was taken over: the file has %(num)s mistakes",
                len(read.mistakes),
            )
        ]
        return _ask(found, form, 400, read.mistakes)
    return _preview(found, draft, read)


@audience(Role.RESPONDENT)
def apply_import(assessment_id: UUID) -> ResponseReturnValue:
    """Save what was shown, provided that nobody saved anything since; otherwise show it again."""
    found = own_draft(assessment_id)
    draft = draft_of(found)
    try:
        line = parse_answers(request.form.get("answers", "").encode())
    except JsonRefused:
        return redirect(url_for("respondent.show_import", assessment_id=found.id))
    answers, _mistakes = read_answers(draft.plan.matrix, line.answers)
    read = AnswerFile(answers, line.comments, about=line.about)
    if switching():
        return _preview(found, draft, read)
    given = request.form.get("version", "")
    version = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    try:
        count = import_answers(
            database.session(),
            actor=signed_in(),
            assessment_id=found.id,
            answers=answers,
            comments=line.comments,
            version=version,
            now=now(),
        )
    except (Conflict, Invalid):
        found = own_draft(assessment_id)
        return _preview(found, draft_of(found), read, 409)
    flash(ngettext("%(num)s answer was taken over.", "%(num)s answers were taken over.", count), "success")
    return redirect(url_for("respondent.task_list", assessment_id=found.id))


def _book(found: Assessment) -> AnswerBook:
    """The draft; what was submitted, once there is something."""
    submitted = None if found.state == State.DRAFT else latest_submission(database.session(), found)
    return book_of(found, submitted, now())


def _file(book: AnswerBook, content: bytes, kind: str, ending: str) -> ResponseReturnValue:
    name = f"{_('Answers')} {book.system}"[:80].replace("/", "-")
    response = send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=f"{name}.{ending}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _ask(
    found: Assessment, form: AnswerFileForm, status: int = 200, mistakes: tuple[str, ...] = ()
) -> ResponseReturnValue:
    page = render_template(
        "respondent/import.html",
        assessment=found,
        form=form,
        mistakes=mistakes[:MOST_SHOWN],
        more=max(0, len(mistakes) - MOST_SHOWN),
    )
    return make_response(page, status)


def _preview(found: Assessment, draft: Draft, read: AnswerFile, status: int = 200) -> ResponseReturnValue:
    shown = _changes(found, draft, read)
    sent = {
        "answers": to_json(read.answers),
        "comments": dict(read.comments),
        "draft": {name: value for name, value in read.about.items() if name != "assessment"},
        "id": read.about.get("assessment"),
    }
    page = render_template(
        "respondent/import_preview.html",
        assessment=found,
        changes=shown,
        left=read.left[:MOST_SHOWN],
        refused=status == 409,
        of_another=read.about.get("assessment") not in (None, str(found.id)),
        overwritten=sum(1 for each in shown if each.since),
        answers=json.dumps(sent, ensure_ascii=False),
    )
    return make_response(page, status)


def _changes(found: Assessment, draft: Draft, read: AnswerFile) -> tuple[ChangeShown, ...]:
    """What would be different, in the questionnaire's order; what the file does not name stays."""
    after: Answers = {**draft.answers, **read.answers}
    comments = {**draft.comments, **read.comments}
    different = changes(draft.answers, draft.comments, after, comments)
    written = _moment(read.about.get("exported_at"))
    return tuple(
        ChangeShown(
            question,
            _lines(question, draft.answers),
            _lines(question, after),
            draft.comments.get(question.id, ""),
            comments.get(question.id, ""),
            _since(found.answer_edits, question.id, written),
        )
        for question in draft.words.questions()
        if question.id in different
    )


def _lines(question: Question, answers: Answers) -> tuple[str, ...]:
    return answer_in_words(question, answers[question.id]) if question.id in answers else ()


def _since(edits: Mapping[str, Mapping[str, str]], question: str, written: datetime | None) -> Edit | None:
    edit = read_edit(edits[question]) if question in edits else None
    return edit if edit is not None and written is not None and edit.at > written else None


def _moment(told: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(told or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
