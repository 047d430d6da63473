"""The page of one test's evidence: files are put beside its recorded result and taken off here."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.evidence_file import LARGEST_TOTAL
from app.domain.lifecycle import Role
from app.domain.matrix import Test
from app.domain.recorded_test import read_result
from app.storage.assessments import Assessment
from app.web import database
from app.web.access import audience, own_draft, signed_in
from app.web.clock import now
from app.web.evidence_shown import FileShown, files_of_tests, limits_in_words
from app.web.evidence_words import kinds_in_words, problem_in_words
from app.web.input_gate import largest_body
from app.web.localisation import gettext as _
from app.web.respondent.evidence import ACCEPTED, ROUND_ABOUT, keep_sent
from app.web.respondent.forms import EvidenceForm
from app.web.respondent.section_page import draft_of
from app.workflow.errors import Invalid
from app.workflow.proving_tests import add_test_evidence, remove_test_evidence


@audience(Role.RESPONDENT)
def show_test_evidence(assessment_id: UUID, test_id: str) -> ResponseReturnValue:
    """The files beside a result, and the form to add some."""
    found, test, files = _recorded(assessment_id, test_id)
    return _page(found, test, files, EvidenceForm())


@audience(Role.RESPONDENT)
@largest_body(LARGEST_TOTAL + ROUND_ABOUT)
def change_test_evidence(assessment_id: UUID, test_id: str) -> ResponseReturnValue:
    """Take one file off, or add those that were chosen; what is not taken is named, and the others are added."""
    found, test, files = _recorded(assessment_id, test_id)
    if "remove" in request.form:
        return _remove(found, test, files)
    form = EvidenceForm()
    kept = keep_sent([sent for sent in request.files.getlist("files") if sent.filename], form)
    if kept:
        given = {"actor": signed_in(), "assessment_id": found.id, "test_id": test.id, "files": kept, "now": now()}
        try:
            added = add_test_evidence(database.session(), **given)  # type: ignore[arg-type] # named as it names them
        except Invalid as invalid:
            form.refuse(problem_in_words(invalid.problem, here=len(files), chosen=len(kept)) or abort(404))
        else:
            for row in added:
                flash(_("“%(name)s” is added.", name=row.name), "success")
    if form.errors:
        return _page(*_recorded(assessment_id, test_id), form, 400)
    return redirect(url_for("respondent.test_plan", assessment_id=found.id, _anchor=f"test-{test.id}"))


def _remove(found: Assessment, test: Test, files: tuple[FileShown, ...]) -> ResponseReturnValue:
    wanted = next((file for file in files if str(file.id) == request.form["remove"]), None)
    if wanted is not None:
        remove_test_evidence(
            database.session(),
            actor=signed_in(),
            assessment_id=found.id,
            test_id=test.id,
            file_id=wanted.id,
            now=now(),
        )
        flash(_("“%(name)s” is removed from this test.", name=wanted.name), "success")
    return redirect(url_for("respondent.test_evidence", assessment_id=found.id, test_id=test.id))


def _recorded(assessment_id: UUID, test_id: str) -> tuple[Assessment, Test, tuple[FileShown, ...]]:
    """A test of which a result is recorded, with its files; 404 for others and where it takes none."""
    found = own_draft(assessment_id)
    test = next((each for each in draft_of(found).words.tests if each.id == test_id), None) or abort(404)
    if test.evidence == "never" or read_result(found.test_results.get(test_id)) is None:
        abort(404)
    files = files_of_tests(database.session(), found.id, {test_id: found.test_results[test_id]})
    return found, test, files.get(test_id, ())


def _page(
    found: Assessment, test: Test, files: tuple[FileShown, ...], form: EvidenceForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "respondent/test_evidence.html",
        assessment=found,
        test=test,
        files=files,
        form=form,
        accepted=ACCEPTED,
        limits=limits_in_words(),
        kinds=kinds_in_words(),
    )
    return make_response(page, status)
