"""The respondent's pages: each loads what the person may see, acts, and shows or sends on."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.lifecycle import Action, Refused, Role, State
from app.storage.assessments import Assessment, mine
from app.storage.columns import reference
from app.web import database
from app.web.access import audience, own_assessment, own_draft, signed_in
from app.web.answer_words import gap, with_unit
from app.web.clock import now
from app.web.earlier_words import marks
from app.web.evidence_shown import files_of_tests
from app.web.explained import explained
from app.web.localisation import gettext as _
from app.web.respondent import again, colleagues, evidence, exchange, results, sections, test_files, testing
from app.web.respondent.addresses import section_url
from app.web.respondent.assessment_list import listed, matrices_of
from app.web.respondent.check_page import checked_sections, no_longer_asked
from app.web.respondent.drawn_questions import drawn_question
from app.web.respondent.forms import DeclarationForm, NewAssessmentForm, name_sentence
from app.web.respondent.listing import change_listing, decides_listing
from app.web.respondent.section_page import draft_of
from app.web.respondent.task_list import overview
from app.web.tested import plan_shown
from app.workflow import assessing
from app.workflow.errors import Conflict, Invalid
from app.workflow.standing import allowed_actions, remarks_to_answer

blueprint = Blueprint("respondent", __name__)
blueprint.app_template_global("reference")(reference)
blueprint.app_template_global("section_url")(section_url)
blueprint.app_template_global("with_unit")(with_unit)
blueprint.app_template_global("gap")(gap)
blueprint.app_template_global("drawn_question")(drawn_question)

for address, name in (("<section_id>", "section"), ("sections/<section_id>", "named_section")):
    rule = f"/assessments/<uuid:assessment_id>/{address}"
    blueprint.add_url_rule(rule, name, sections.show_section, methods=["GET"])
    blueprint.add_url_rule(rule, f"save_{name}", sections.save_section, methods=["POST"])
for address, name, view, methods in (
    ("again", "again", again.again, ["GET", "POST"]),
    ("evidence/<question_id>", "evidence", evidence.show_evidence, ["GET"]),
    ("evidence/<question_id>", "change_evidence", evidence.change_evidence, ["POST"]),
    ("answers.json", "answers_json", exchange.answers_json, ["GET"]),
    ("answers.xlsx", "answers_xlsx", exchange.answers_xlsx, ["GET"]),
    ("import", "show_import", exchange.show_import, ["GET"]),
    ("import", "read_import", exchange.read_import, ["POST"]),
    ("import/apply", "apply_import", exchange.apply_import, ["POST"]),
    ("colleagues", "colleagues", colleagues.show_colleagues, ["GET"]),
    ("colleagues", "invite", colleagues.invite, ["POST"]),
    ("colleagues/<uuid:person_id>/take-off", "take_off", colleagues.take_off, ["POST"]),
    ("colleagues/<uuid:person_id>/hand-over", "hand_over", colleagues.hand_over, ["GET", "POST"]),
):
    blueprint.add_url_rule(f"/assessments/<uuid:assessment_id>/{address}", name, view, methods=methods)
blueprint.add_url_rule("/assessments/<uuid:assessment_id>/submitted", "submitted", results.submitted)
blueprint.add_url_rule("/assessments/<uuid:assessment_id>/result", "result", results.result)
blueprint.add_url_rule(
    "/assessments/<uuid:assessment_id>/result/answers", "submitted_answers", results.submitted_answers
)
blueprint.add_url_rule("/assessments/<uuid:assessment_id>/listing", "change_listing", change_listing, methods=["POST"])
TESTS = "/assessments/<uuid:assessment_id>/tests"
blueprint.add_url_rule(TESTS, "test_plan", testing.test_plan)
blueprint.add_url_rule(f"{TESTS}/<test_id>", "test", testing.test, methods=["GET", "POST"])
blueprint.add_url_rule(f"{TESTS}/<test_id>/evidence", "test_evidence", test_files.show_test_evidence, methods=["GET"])
blueprint.add_url_rule(
    f"{TESTS}/<test_id>/evidence", "change_test_evidence", test_files.change_test_evidence, methods=["POST"]
)
blueprint.add_url_rule(f"{TESTS}/<test_id>/remove", "remove_test", testing.remove_test, methods=["GET", "POST"])


@blueprint.get("/assessments")
@audience(Role.RESPONDENT)
def assessments() -> ResponseReturnValue:
    """Everything this person is responsible for."""
    person = signed_in().person_id
    rows = listed(database.session(), mine(database.session(), person) if person else ())
    return render_template("respondent/assessments.html", rows=rows, matrices=matrices_of(rows))


@blueprint.route("/assessments/new", methods=["GET", "POST"])
@audience(Role.RESPONDENT)
def new_assessment() -> ResponseReturnValue:
    """Ask for the system's name and begin."""
    form = NewAssessmentForm()
    if request.method == "GET":
        return _new_page(form)
    if form.validate():
        try:
            key = assessing.create(
                database.session(), actor=signed_in(), system_name=form.system_name.data or "", now=now()
            )
            return redirect(url_for("respondent.task_list", assessment_id=key))
        except Invalid as invalid:
            sentence = name_sentence(invalid.problem.removeprefix("name_"))
            if invalid.problem == "no_matrix":
                sentence = _("No questions have been published yet. Ask the office that runs this site.")
            form.form_errors.append(sentence)
    return make_response(_new_page(form), 400)


def _new_page(form: NewAssessmentForm) -> str:
    return render_template("respondent/new_assessment.html", form=form, earlier=again.again_from(database.session()))


@blueprint.get("/assessments/<uuid:assessment_id>")
@audience(Role.RESPONDENT)
def task_list(assessment_id: UUID) -> ResponseReturnValue:
    """The sections of a draft with what they still need; once submitted, its result."""
    found = own_assessment(assessment_id)
    if found.state != State.DRAFT:
        return redirect(url_for("respondent.result", assessment_id=assessment_id))
    draft = draft_of(found)
    return render_template(
        "respondent/task_list.html",
        assessment=found,
        actions=_actions(found),
        beginning=again.beginning(database.session(), found),
        people=colleagues.at_work(database.session(), found),
        invites=found.owner_id == signed_in().person_id,
        test_plan=plan_shown(draft.plan, draft.answers, found.test_results),
        overview=overview(
            draft.plan,
            draft.words,
            draft.answers,
            draft.comments,
            draft.evidence,
            draft.edits,
            [each.question for each in remarks_to_answer(database.session(), found)],
        ),
    )


@blueprint.get("/assessments/<uuid:assessment_id>/check")
@audience(Role.RESPONDENT)
def check(assessment_id: UUID) -> ResponseReturnValue:
    """Every answer with a link to change it, what is missing, the level, and the declaration."""
    found = own_draft(assessment_id)
    # Nothing is ticked for anybody the first time; later it is what the owner said last.
    return _check_page(found, DeclarationForm(formdata=None, data={"listed": found.listed}))


@blueprint.get("/assessments/<uuid:assessment_id>/submit")
@audience(Role.RESPONDENT)
def before_submitting(assessment_id: UUID) -> ResponseReturnValue:
    """The address of a form that was sent, asked for again: the page that it stands on."""
    return redirect(url_for("respondent.check", assessment_id=own_assessment(assessment_id).id))


@blueprint.post("/assessments/<uuid:assessment_id>/submit")
@audience(Role.RESPONDENT)
def submit(assessment_id: UUID) -> ResponseReturnValue:
    """Submit what the person has just checked; a second press of the button changes nothing."""
    if own_assessment(assessment_id).state in {State.SUBMITTED, State.IN_REVIEW}:
        flash(_("This assessment was submitted already. Nothing has changed."), "notice")
        return redirect(url_for("respondent.submitted", assessment_id=assessment_id))
    found, form = own_draft(assessment_id), DeclarationForm()
    if not form.validate():
        return _check_page(found, form, 400)
    try:
        assessing.submit(
            database.session(),
            actor=signed_in(),
            assessment_id=found.id,
            version=_version(form),
            now=now(),
            listed=bool(form.listed.data) if decides_listing(found) else None,
        )
    except Conflict:
        form.form_errors.append(
            _("Nothing was submitted: answers were changed after you opened this page. Check them again below.")
        )
    except Invalid as invalid:
        sentence = _("Nothing was submitted: some answers are missing. They are listed below.")
        if invalid.problem == "tests_incomplete":
            sentence = _("Nothing was submitted: the results of some tests are not complete. They are listed below.")
        elif invalid.problem == "remarks_open":
            sentence = _("Nothing was submitted: some remarks still need your reply. They are listed below.")
        form.form_errors.append(sentence)
    else:
        return redirect(url_for("respondent.submitted", assessment_id=found.id))
    form.declaration.data = False
    return _check_page(own_draft(assessment_id), form, 409)


def _version(form: DeclarationForm) -> int:
    given = form.version.data or ""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _check_page(found: Assessment, form: DeclarationForm, status: int = 200) -> ResponseReturnValue:
    draft = draft_of(found)
    checked = checked_sections(found, draft)
    changed = marks(database.session(), found, draft.answers, draft.comments)
    files = files_of_tests(database.session(), found.id, found.test_results)
    test_plan = plan_shown(draft.plan, draft.answers, found.test_results, files=files)
    lacking = [(answer, what) for section in checked for answer in section.answers for what in answer.lacks]
    page = render_template(
        "respondent/check.html",
        assessment=found,
        form=form,
        decides_listing=decides_listing(found),
        actions=_actions(found),
        sections=checked,
        marks=changed,
        lacking=lacking,
        remarks=draft.remarks,
        to_answer=[answer for section in checked for answer in section.answers for _each in answer.to_answer],
        no_longer_asked=no_longer_asked(draft),
        test_plan=test_plan,
        explained=None if lacking or test_plan.incomplete else explained(draft.plan, draft.answers),
    )
    return make_response(page, status)


@blueprint.route("/assessments/<uuid:assessment_id>/withdraw", methods=["GET", "POST"])
@audience(Role.RESPONDENT)
def withdraw(assessment_id: UUID) -> ResponseReturnValue:
    """Ask once more, then take the assessment back for good."""
    found = own_assessment(assessment_id)
    if request.method == "GET":
        if Action.WITHDRAW not in _actions(found):
            raise Refused("not_in_this_state")
        return render_template("respondent/withdraw.html", assessment=found)
    assessing.withdraw(database.session(), actor=signed_in(), assessment_id=found.id, now=now())
    flash(_("“%(name)s” is withdrawn.", name=found.system_name), "success")
    return redirect(url_for("respondent.assessments"))


@blueprint.post("/assessments/<uuid:assessment_id>/revise")
@audience(Role.RESPONDENT)
def revise(assessment_id: UUID) -> ResponseReturnValue:
    """Open the next revision of what was sent back."""
    found = own_assessment(assessment_id)
    assessing.revise(database.session(), actor=signed_in(), assessment_id=found.id, now=now())
    flash(_("The next revision is open. Your earlier answers are here; change what the reviewer asked for."), "success")
    return redirect(url_for("respondent.task_list", assessment_id=found.id))


def _actions(found: Assessment) -> tuple[Action, ...]:
    return allowed_actions(database.session(), signed_in(), found)
