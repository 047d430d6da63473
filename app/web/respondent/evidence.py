"""The page of one question's evidence: files are added and taken off here; the section saves what was typed before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import abort, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from app.domain.completeness import takes
from app.domain.evidence_file import KINDS, LARGEST_FILE, LARGEST_TOTAL, FileRefused
from app.domain.lifecycle import Role
from app.domain.questions import Question, Section
from app.storage.assessments import Assessment
from app.web import database
from app.web.access import audience, own_draft, signed_in
from app.web.answer_words import answer_in_words
from app.web.clock import now
from app.web.evidence_shown import FileShown, files_of_draft, limits_in_words
from app.web.evidence_words import kinds_in_words, problem_in_words, refusal_in_words
from app.web.input_gate import largest_body
from app.web.localisation import gettext as _
from app.web.localisation import ngettext
from app.web.respondent.addresses import section_url
from app.web.respondent.forms import EvidenceForm
from app.web.respondent.section_page import draft_of
from app.workflow.adding_evidence import KeptFile, add_evidence, keep_file, remove_evidence
from app.workflow.errors import Invalid

ROUND_ABOUT = 1024 * 1024  # what a form adds to its files
ACCEPTED = ",".join(ending for kind in KINDS for ending in kind.endings)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that takes files, with its section, its answer in words and the files it has."""

    assessment: Assessment
    section: Section
    question: Question
    lines: tuple[str, ...]
    files: tuple[FileShown, ...]

    def back(self) -> str:
        """The way back: the page to check all answers, or the question itself."""
        if _comes_from_check():
            return url_for("respondent.check", assessment_id=self.assessment.id)
        return section_url(self.assessment.id, self.section.id, question=self.question.id)


@audience(Role.RESPONDENT)
def show_evidence(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """The files beside a question, and the form to add some."""
    return _page(_asked(assessment_id, question_id), EvidenceForm())


@audience(Role.RESPONDENT)
@largest_body(LARGEST_TOTAL + ROUND_ABOUT)
def change_evidence(assessment_id: UUID, question_id: str) -> ResponseReturnValue:
    """Take one file off, or add those that were chosen; what is not taken is named, and the others are added."""
    asked = _asked(assessment_id, question_id)
    if "remove" in request.form:
        return _remove(asked)
    form = EvidenceForm()
    kept = keep_sent([sent for sent in request.files.getlist("files") if sent.filename], form)
    added = _add(asked, kept, form) if kept else ()
    if form.errors:
        return _page(_asked(assessment_id, question_id), form, 400, added)
    _tell(asked, kept, added)
    return redirect(asked.back())


def _asked(assessment_id: UUID, question_id: str) -> Asked:
    found = own_draft(assessment_id)
    draft = draft_of(found)
    visible = draft.plan.visible(draft.answers)
    found_in = next(
        (
            (section, question)
            for section in draft.words.sections
            for question in section.questions
            if question.id == question_id and question.id in visible and takes(question.evidence)
        ),
        None,
    )
    section, question = found_in or abort(404)
    answer = draft.answers.get(question.id)
    lines = () if answer is None else answer_in_words(question, answer)
    files = files_of_draft(database.session(), found).get(question.id, ())
    return Asked(found, section, question, tuple(lines), files)


def keep_sent(sent: Sequence[FileStorage], form: EvidenceForm) -> list[KeptFile]:
    """Put what can be taken on the disk, one file in memory at a time; the others become errors of the form."""
    kept = []
    if not sent:
        form.refuse(_("Choose at least one file"))
    for file in sent:
        with file.stream as stream:
            data = stream.read(LARGEST_FILE + 1)
        try:
            directory = current_app.config["FENJI_SETTINGS"].data_directory
            kept.append(keep_file(directory, name=file.filename or "", data=data))
        except FileRefused as refused:
            form.refuse(refusal_in_words(refused))
        except OSError:
            current_app.logger.exception("an evidence file could not be written")
            form.refuse(_("“%(name)s” could not be stored. Try again later.", name=file.filename))
    return kept


def _add(asked: Asked, kept: Sequence[KeptFile], form: EvidenceForm) -> tuple[str, ...]:
    """Put kept files beside the question; gives the names of those that are new there."""
    try:
        rows = add_evidence(
            database.session(),
            actor=signed_in(),
            assessment_id=asked.assessment.id,
            question_id=asked.question.id,
            files=kept,
            now=now(),
        )
    except Invalid as invalid:
        form.refuse(problem_in_words(invalid.problem, here=len(asked.files), chosen=len(kept)) or abort(404))
        return ()
    return tuple(row.name for row in rows)


def _tell(asked: Asked, kept: Sequence[KeptFile], added: Sequence[str]) -> None:
    if not added:
        sentence = ngettext(
            "This file was here already, so nothing was added.",
            "These files were here already, so nothing was added.",
            len(kept),
        )
        flash(sentence, "notice")
        return
    flash(_added(added), "success")
    replaced = {file.name for file in asked.files} & set(added)
    for name in sorted(replaced):
        flash(_("“%(name)s” takes the place of the earlier file of that name.", name=name), "notice")


def _added(names: Sequence[str]) -> str:
    if len(names) == 1:
        return _("“%(name)s” is added.", name=names[0])
    return ngettext("%(num)s file is added.", "%(num)s files are added.", len(names))


def _remove(asked: Asked) -> ResponseReturnValue:
    wanted = next((file for file in asked.files if str(file.id) == request.form["remove"]), None)
    if wanted is not None:
        remove_evidence(
            database.session(),
            actor=signed_in(),
            assessment_id=asked.assessment.id,
            question_id=asked.question.id,
            file_id=wanted.id,
            now=now(),
        )
        flash(_("“%(name)s” is removed from this question.", name=wanted.name), "success")
    back = "check" if _comes_from_check() else None
    return redirect(
        url_for("respondent.evidence", assessment_id=asked.assessment.id, question_id=asked.question.id, back=back)
    )


def _comes_from_check() -> bool:
    return request.values.get("back") == "check"


def _page(asked: Asked, form: EvidenceForm, status: int = 200, added: Sequence[str] = ()) -> ResponseReturnValue:
    page = render_template(
        "respondent/evidence.html",
        asked=asked,
        form=form,
        accepted=ACCEPTED,
        limits=limits_in_words(),
        kinds=kinds_in_words(),
        added=_added(added) if added else None,
        back="check" if _comes_from_check() else None,
    )
    return make_response(page, status)
