"""Showing and saving one section: what was typed is never lost, and never overwrites what somebody else saved."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.domain.lifecycle import Role
from app.storage.assessments import Assessment
from app.web import database
from app.web.access import audience, own_draft, signed_in
from app.web.clock import now
from app.web.localisation import gettext as _
from app.web.localisation import ngettext
from app.web.respondent.addresses import section_url
from app.web.respondent.section_page import Clash, Draft, blocks_of, clashes_of, draft_of
from app.web.section_form import SectionForm, section_form
from app.workflow.assessing import save_answers
from app.workflow.errors import Conflict, Invalid


@dataclass(frozen=True, slots=True)
class Opened:
    """A section that somebody has open, with its form."""

    assessment: Assessment
    draft: Draft
    form: SectionForm


@audience(Role.RESPONDENT)
def show_section(assessment_id: UUID, section_id: str) -> ResponseReturnValue:
    """The questions of a section with what is saved."""
    opened = _open(assessment_id, section_id)
    if not opened.form.questions():
        flash(_("“%(title)s” is not asked with your present answers.", title=opened.form.section.title), "notice")
        return redirect(url_for("respondent.task_list", assessment_id=assessment_id))
    return _page(opened, fresh=tuple(request.args.getlist("opened")))


@audience(Role.RESPONDENT)
def save_section(assessment_id: UUID, section_id: str) -> ResponseReturnValue:
    """Save what is valid; show the section again where something is wrong, new or saved by another."""
    opened = _open(assessment_id, section_id, request.form)
    if request.form.get("matrix") != opened.assessment.published_matrix.logic_digest:
        opened.form.form_errors.append(
            _("Nothing was saved: this page belongs to another edition of the questions. Check what you entered.")
        )
        return _page(opened, status=409, version=_seen_version())
    if opened.form.form_errors:
        return _page(opened, status=400, version=_seen_version())
    try:
        _save(opened)
    except Conflict:
        opened = _open(assessment_id, section_id, request.form)
        if clashes := clashes_of(opened.form, opened.draft):
            return _page(opened, status=409, clashes=clashes)
    except Invalid:
        opened.form.form_errors.append(_("Nothing was saved: an answer does not fit its question. Check your answers."))
        return _page(opened, status=400, version=_seen_version())
    if opened.form.errors:
        return _page(_reread(opened), status=400)
    return redirect(_next(opened))


def _open(assessment_id: UUID, section_id: str, post: MultiDict[str, str] | None = None) -> Opened:
    found = own_draft(assessment_id)
    draft = draft_of(found)
    section = next((section for section in draft.words.sections if section.id == section_id), None) or abort(404)
    return Opened(found, draft, section_form(draft.plan, section, draft.answers, draft.comments, post))


def _reread(opened: Opened) -> Opened:
    """The same form beside the draft as it is after saving."""
    found = own_draft(opened.assessment.id)
    return Opened(found, draft_of(found), opened.form)


def _save(opened: Opened) -> None:
    save_answers(
        database.session(),
        actor=signed_in(),
        assessment_id=opened.assessment.id,
        section_id=opened.form.section.id,
        answers=opened.form.answers(),
        comments=opened.form.comments(),
        version=_seen_version(),
        now=now(),
    )


def _seen_version() -> int:
    """The version that the page was made of; what is no version is older than all."""
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _next(opened: Opened) -> str:
    """Where to go after saving: the same section when it has grown, else where the person wants to be."""
    assessment, section = opened.assessment, opened.form.section
    if opened.form.opened:
        return section_url(assessment.id, section.id, opened=opened.form.opened, back=request.form.get("back"))
    if request.form.get("then") == "later":
        flash(_("Your answers are saved. Come back whenever you like."), "success")
        return url_for("respondent.task_list", assessment_id=assessment.id)
    if request.form.get("back") == "check":
        return url_for("respondent.check", assessment_id=assessment.id)
    draft = draft_of(own_draft(assessment.id))
    sections = draft.plan.visible_sections(draft.answers)
    following = sections[sections.index(section.id) + 1 :] if section.id in sections else ()
    if following:
        return section_url(assessment.id, following[0])
    return url_for("respondent.check", assessment_id=assessment.id)


def _page(
    opened: Opened,
    *,
    status: int = 200,
    version: int | None = None,
    fresh: tuple[str, ...] = (),
    clashes: dict[str, Clash] | None = None,
) -> ResponseReturnValue:
    draft, section = opened.draft, opened.form.section
    sections = draft.plan.visible_sections(draft.answers)
    blocks = blocks_of(opened.form, draft, fresh=fresh, clashes=clashes)
    new = [block for block in blocks if block.fresh]
    notice = ngettext(
        "Your answers are saved. They opened %(num)s further question in this section:",
        "Your answers are saved. They opened %(num)s further questions in this section:",
        len(new),
    )
    page = render_template(
        "respondent/section.html",
        assessment=opened.assessment,
        version=opened.assessment.version if version is None else version,
        form=opened.form,
        section=section,
        blocks=blocks,
        number=sections.index(section.id) + 1 if section.id in sections else None,
        count=len(sections),
        edit=draft.edit(section.id),
        opened=new,
        opened_notice=notice,
        clashes=clashes or {},
        back=request.values.get("back") if request.values.get("back") == "check" else None,
    )
    return make_response(page, status)
