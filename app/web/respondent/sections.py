"""Showing and saving one section: what was typed is never lost, and never overwrites what somebody else saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.domain.lifecycle import Role
from app.domain.questions import Section
from app.storage.draft_rows import DraftRow
from app.storage.matrices import pinned_digest
from app.web import database
from app.web.access import audience, own_draft_row, signed_in
from app.web.clock import now
from app.web.earlier_words import Mark, marks
from app.web.evidence_shown import FileShown, files_of_draft
from app.web.language_switch import switching
from app.web.localisation import gettext as _
from app.web.localisation import moment_in_words
from app.web.respondent.addresses import section_url
from app.web.respondent.saving_along import as_one_goes
from app.web.respondent.section_frame import Frame, Named
from app.web.respondent.section_page import Draft, QuestionBlock, blocks_of, blocks_to_show, draft_of
from app.web.section_form import SectionForm, section_form
from app.workflow.assessing import answer_section
from app.workflow.errors import Conflict, Invalid

ATTEMPTS = 5  # each but the last was overtaken by somebody's save of the same section, within moments
ADD_FILE = "evidence:"  # what the button says before the question


@dataclass(frozen=True, slots=True)
class Opened:
    """A section that somebody has open, with its form."""

    assessment: DraftRow
    draft: Draft
    form: SectionForm


@audience(Role.RESPONDENT)
def show_section(assessment_id: UUID, section_id: str) -> ResponseReturnValue:
    """The questions of a section with what is saved."""
    found, draft, section = _read(assessment_id, section_id)
    visible, fresh = frozenset(draft.plan.visible(draft.answers)), tuple(request.args.getlist("opened"))
    blocks = blocks_to_show(section, draft, visible, _files(found), fresh=fresh, marks=_marks(found, draft))
    if not blocks:
        flash(_("“%(title)s” is not asked with your present answers.", title=section.title), "notice")
        return redirect(url_for("respondent.task_list", assessment_id=assessment_id))
    new = [block for block in blocks if block.fresh]
    return _drawn(found, draft, section, blocks, {"opened": new} if new else {}, visible)


@audience(Role.RESPONDENT)
def save_section(assessment_id: UUID, section_id: str) -> ResponseReturnValue:
    """Save what is valid and what nobody else changed; show the section again where the person has to act.

    A script that saves as one goes sends the same form with `then=stay`, and is answered with what became of it.
    """
    opened = _open(assessment_id, section_id, request.form)
    if switching():
        return _page(opened)
    status = 200
    if request.form.get("matrix") != pinned_digest(opened.assessment):
        opened.form.form_errors.append(
            _("Nothing was saved: this page belongs to another edition of the questions. Check what you entered.")
        )
        status = 409
    elif not opened.form.form_errors:
        opened = _save(opened)
    if opened.form.clashes:
        status = 409
    elif opened.form.errors and status == 200:
        status = 400
    if request.form.get("then") == "stay":
        return as_one_goes(opened.form, opened.draft, _files(opened.assessment), status)
    return redirect(_next(opened)) if status == 200 else _page(opened, status=status)


def _read(assessment_id: UUID, section_id: str) -> tuple[DraftRow, Draft, Section]:
    found = own_draft_row(assessment_id)
    draft = draft_of(found)
    section = next((section for section in draft.words.sections if section.id == section_id), None)
    return found, draft, section or abort(404)


def _open(assessment_id: UUID, section_id: str, post: MultiDict[str, str]) -> Opened:
    found, draft, section = _read(assessment_id, section_id)
    form = section_form(
        draft.plan, section, draft.answers, draft.comments, post, remarks=draft.remarks, only_show=switching()
    )
    return Opened(found, draft, form)


def _save(opened: Opened) -> Opened:
    """Save, and give the same form beside the draft as it is then.

    What somebody saved since this request began is compared anew; a form that changes nothing is saved only
    when somebody goes on from it, so that the section counts as seen.
    """
    assessment_id, section_id = opened.assessment.id, opened.form.section.id
    for _attempt in range(ATTEMPTS):
        form, draft = opened.form, opened.draft
        stays = request.form.get("then") == "stay" or form.clashes
        if stays and not form.changes(draft.answers, draft.comments):
            return opened
        try:
            saved = answer_section(
                database.session(),
                actor=signed_in(),
                assessment_id=assessment_id,
                section_id=section_id,
                answers=form.answers(),
                comments=form.comments(),
                replies=form.replies(),
                version=opened.assessment.version,
                now=now(),
            )
        except Conflict:
            opened = _open(assessment_id, section_id, request.form)
        except Invalid:
            form.form_errors.append(_("Nothing was saved: an answer does not fit its question. Check your answers."))
            return opened
        else:
            return Opened(saved, draft_of(saved), form)
    return abort(503)


def _next(opened: Opened) -> str:
    """Where to go after saving: the same section when it has grown, else where the person wants to be."""
    assessment, section = opened.assessment, opened.form.section
    back = request.form.get("back")
    if asked := _file_wanted(opened.form):
        return url_for("respondent.evidence", assessment_id=assessment.id, question_id=asked, back=back)
    if opened.form.opened:
        return section_url(assessment.id, section.id, opened=opened.form.opened, back=back)
    if request.form.get("then") == "later":
        flash(_("Your answers are saved. Come back whenever you like."), "success")
        return url_for("respondent.task_list", assessment_id=assessment.id)
    if back == "check":
        return url_for("respondent.check", assessment_id=assessment.id)
    draft = opened.draft
    sections = draft.plan.visible_sections(draft.answers)
    following = sections[sections.index(section.id) + 1 :] if section.id in sections else ()
    if following:
        return section_url(assessment.id, following[0])
    return url_for("respondent.check", assessment_id=assessment.id)


def _file_wanted(form: SectionForm) -> str | None:
    """The question whose button to add a file was pressed."""
    pressed = request.form.get("then", "")
    return next((question.id for question in form.questions() if pressed == ADD_FILE + question.id), None)


def _page(opened: Opened, *, status: int = 200) -> ResponseReturnValue:
    """The page again, after something was sent."""
    draft, form = opened.draft, opened.form
    blocks = blocks_of(form, draft, _files(opened.assessment), marks=_marks(opened.assessment, draft))
    told = {"form": form, "clashes": form.clashes}
    visible = frozenset(draft.plan.visible(draft.answers))
    return make_response(_drawn(opened.assessment, draft, form.section, blocks, told, visible), status)


def _drawn(
    found: DraftRow,
    draft: Draft,
    section: Section,
    blocks: Sequence[QuestionBlock],
    told: Mapping[str, Any],
    visible: frozenset[str],
) -> str:
    """The page with these questions, and whatever more there is to tell."""
    sections, edit = draft.plan.sections_with(visible), draft.edit(section.id)
    number = sections.index(section.id) + 1 if section.id in sections else None
    back = "check" if request.values.get("back") == "check" else None
    frame = Frame(section, pinned_digest(found), number, len(sections), back)
    named = Named(found.id, found.system_name)
    saved = ""
    if edit is not None:
        saved = _("Last saved on %(moment)s by %(name)s", moment=moment_in_words(edit.at), name=edit.by)
    return frame.draw(named, saved, blocks, **told) if told else frame.around(named, saved, blocks)


def _files(found: DraftRow) -> dict[str, tuple[FileShown, ...]]:
    return files_of_draft(database.session(), found)


def _marks(found: DraftRow, draft: Draft) -> dict[str, Mark]:
    return marks(database.session(), found, draft.answers, draft.comments)
