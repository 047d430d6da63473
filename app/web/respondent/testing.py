"""The test plan of a draft, and recording what a test came to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.domain.lifecycle import Role, State
from app.domain.recorded_test import RecordedTest, read_result
from app.storage.assessments import Assessment
from app.web import database
from app.web.access import audience, own_assessment, own_draft, signed_in
from app.web.clock import local, now
from app.web.evidence_shown import FileShown, files_of_tests
from app.web.language_switch import switching
from app.web.localisation import gettext as _
from app.web.respondent.result_form import ResultForm, blocks_of, differences, missing, result_form
from app.web.respondent.section_page import Draft, draft_of
from app.web.tested import TestShown, plan_shown
from app.workflow.errors import Conflict, Invalid
from app.workflow.testing import record_result, remove_result


@dataclass(frozen=True, slots=True)
class Opened:
    """A test that somebody has open, with its form; `shown` is None where the plan does not call for it."""

    assessment: Assessment
    draft: Draft
    shown: TestShown | None
    form: ResultForm

    @property
    def saved(self) -> RecordedTest | None:
        """What is recorded."""
        return read_result(self.assessment.test_results.get(self.form.test.id))


@audience(Role.RESPONDENT)
def test_plan(assessment_id: UUID) -> ResponseReturnValue:
    """The tests that the answers call for so far, each with how it stands."""
    found = own_assessment(assessment_id)
    if found.state != State.DRAFT:
        return redirect(url_for("respondent.result", assessment_id=assessment_id))
    draft = draft_of(found)
    outcome = draft.plan.assess(draft.answers)
    return render_template(
        "respondent/test_plan.html",
        assessment=found,
        plan=plan_shown(draft.plan, draft.answers, found.test_results, outcome, _files(found)),
        remaining=len(outcome.missing),
    )


@audience(Role.RESPONDENT)
def test(assessment_id: UUID, test_id: str) -> ResponseReturnValue:
    """Show one test with its form, and record or replace its result."""
    opened = _open(assessment_id, test_id, request.form if request.method == "POST" else None)
    if request.method == "GET":
        return _page(opened) if opened.shown else _not_called_for(opened)
    if switching():
        return _page(opened)
    if opened.form.errors:
        return _page(opened, status=400)
    try:
        _record(opened)
    except Conflict:
        opened = _open(assessment_id, test_id, request.form)
        return _page(opened, status=409, version=opened.assessment.version, clash=True)
    except Invalid as invalid:
        _say(opened.form, invalid)
        return _page(opened, status=400)
    flash(_("The result of “%(title)s” is recorded.", title=opened.form.test.title), "success")
    if opened.form.test.evidence == "required" and not (opened.shown and opened.shown.files):
        return redirect(url_for("respondent.test_evidence", assessment_id=assessment_id, test_id=test_id))
    return redirect(_back(opened))


@audience(Role.RESPONDENT)
def remove_test(assessment_id: UUID, test_id: str) -> ResponseReturnValue:
    """Ask once more, then take a result back."""
    opened = _open(assessment_id, test_id)
    if opened.saved is None:
        return redirect(url_for("respondent.test_plan", assessment_id=assessment_id))
    if request.method == "GET":
        return render_template("respondent/remove_test.html", assessment=opened.assessment, test=opened.form.test)
    try:
        remove_result(
            database.session(),
            actor=signed_in(),
            assessment_id=assessment_id,
            test_id=test_id,
            version=_seen_version(),
            now=now(),
        )
    except Conflict:
        flash(_("Nothing was taken back: somebody recorded another result in the meantime. Read it first."), "notice")
        return redirect(url_for("respondent.test", assessment_id=assessment_id, test_id=test_id))
    except Invalid:
        pass  # somebody was faster, and it is gone
    flash(_("The result of “%(title)s” is taken back.", title=opened.form.test.title), "success")
    return redirect(url_for("respondent.test_plan", assessment_id=assessment_id))


def _files(found: Assessment) -> dict[str, tuple[FileShown, ...]]:
    return files_of_tests(database.session(), found.id, found.test_results)


def _open(assessment_id: UUID, test_id: str, post: MultiDict[str, str] | None = None) -> Opened:
    found = own_draft(assessment_id)
    draft = draft_of(found)
    test = next((each for each in draft.words.tests if each.id == test_id), None) or abort(404)
    saved = read_result(found.test_results.get(test_id))
    plan = plan_shown(draft.plan, draft.answers, found.test_results, files=_files(found))
    shown = next((each for each in plan.tests if each.test.id == test_id), None)
    return Opened(found, draft, shown, result_form(test, saved, local(now()).date(), post))


def _record(opened: Opened) -> None:
    record_result(
        database.session(),
        actor=signed_in(),
        assessment_id=opened.assessment.id,
        test_id=opened.form.test.id,
        result=opened.form.result(),
        version=_seen_version(),
        now=now(),
    )


def _say(form: ResultForm, invalid: Invalid) -> None:
    """Put what the workflow refused beside its field, in the words of the page."""
    name = next(iter(invalid.questions), "")
    if invalid.problem == "test_not_called_for":
        form.form_errors = [_("Nothing was saved: your present answers do not call for this test any more.")]
    elif invalid.problem == "tester_not_independent":
        sentence = _("Somebody who works on this assessment cannot be its independent tester")
        form.field("independent").errors = [sentence]
    elif invalid.problem == "name_characters":
        form.field(name).errors = [_("Type the name again: it holds characters that cannot be seen")]
    elif invalid.problem == "name_empty":
        form.field(name).errors = [missing(form.test, name)]
    else:
        form.form_errors = [_("Nothing was saved: something does not fit this test. Check what you entered.")]


def _seen_version() -> int:
    """The version that the page was made of; what is no version is older than all."""
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _back(opened: Opened) -> str:
    if request.values.get("back") == "check":
        return url_for("respondent.check", assessment_id=opened.assessment.id)
    return url_for("respondent.test_plan", assessment_id=opened.assessment.id)


def _not_called_for(opened: Opened) -> ResponseReturnValue:
    flash(_("“%(title)s” is not called for with your present answers.", title=opened.form.test.title), "notice")
    return redirect(url_for("respondent.test_plan", assessment_id=opened.assessment.id))


def _page(opened: Opened, *, status: int = 200, version: int | None = None, clash: bool = False) -> ResponseReturnValue:
    edit = opened.assessment.test_results.get(opened.form.test.id)
    seen = _seen_version() if request.method == "POST" else opened.assessment.version
    page = render_template(
        "respondent/test.html",
        assessment=opened.assessment,
        test=opened.form.test,
        shown=opened.shown,
        form=opened.form,
        blocks=blocks_of(opened.form),
        clash=edit if clash else None,
        differences=differences(opened.form, opened.saved) if clash else (),
        saved=opened.saved,
        edit=edit,
        version=seen if version is None else version,
        back="check" if request.values.get("back") == "check" else None,
    )
    return make_response(page, status)
