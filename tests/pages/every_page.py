"""Every page of the product, in the order in which somebody meets them."""

# A new page gets one line here. `{draft}` in an address is the assessment of this name in lived_in.STATES,
# `{certified_number}` the number of its certificate.

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from tests.journeys.examples import default_matrix
from tests.pages import checked_files, factor_pages, situations
from tests.pages.coming_and_going import ADMINISTRATOR
from tests.pages.lived_in import COLLEAGUE, NEW_REVIEWER, NEWCOMER, RESPONDENT, REVIEWER, SECOND_REVIEWER
from tests.pages.showing import Page, at, sent

NOBODY = None
AUDITOR = "ingrid.larsen@example.org"
RESULTS = (
    "complete",
    "submitted",
    "in_review",
    "sent_back",
    "rejected",
    "approved",
    "certified",
    "suspended",
    "revoked",
    "superseded",
)
REVIEWS = ("submitted", "in_review", "sent_back", "resubmitted", "approved", "certified", "suspended", "revoked")
CERTIFICATES = ("certified", "suspended", "revoked", "superseded", "replacing")
INCIDENTS = ("certified", "suspended", "replacing")
# Endpoints that answer GET with something that is no page of their own, and what that is.
NO_PAGES = {
    "auditor.checkpoint": "a signed checkpoint for safe keeping",
    "auditor.export": "entries for spreadsheets and programs",
    "factors.add_passkey_options": "JSON for a script",
    "factors.second_step_options": "JSON for a script",
    "factors.sign_in_options": "JSON for a script",
    "account.choose_language": "sends back to the page it was asked from",
    "decisions.letter": "a PDF",
    "evidence.download": "the bytes that somebody uploaded",
    "levels.stylesheet": "a style sheet",
    "public.certificate_json": "JSON for programs",
    "public.certificate_pdf": "a PDF",
    "register.badge": "a picture",
    "register.feed": "a feed for programs",
    "register.feed_in": "a feed for programs",
    "register.register_json": "JSON for programs",
    "respondent.answers_json": "JSON for programs",
    "respondent.answers_xlsx": "a spreadsheet",
    "respondent.before_submitting": "sends on to the check page",
    "static_files.serve": "styles, scripts and pictures",
    "welcome.healthz": "JSON for machines",
}


def for_everyone() -> Iterator[Page]:
    """Coming in and going out."""
    for who, name in ((NOBODY, "nobody"), (RESPONDENT, "respondent"), (REVIEWER, "reviewer")):
        yield Page(f"start {name}", "welcome.start", who, at("/"))
    yield Page("help", "welcome.help_page", NOBODY, at("/help"))
    yield Page("sign in", "account.sign_in", NOBODY, at("/sign-in"))
    yield Page("sign in ended", "account.sign_in", NOBODY, at("/sign-in?next=/assessments&ended=yes"))
    yield Page("sign in wrong", "account.sign_in", NOBODY, sent("/sign-in", {"email": "", "password": ""}), 400)
    yield Page("sign in too often", "account.sign_in", NOBODY, situations.too_many_attempts, 429)
    yield Page("forgotten", "account.forgotten", NOBODY, at("/forgotten"))
    yield Page("forgotten wrong", "account.forgotten", NOBODY, sent("/forgotten"), 400)
    yield Page("forgotten sent", "account.forgotten", NOBODY, at("/forgotten?sent=yes"))
    yield Page("invitation", "account.choose_password", NOBODY, situations.invitation)
    yield Page("invitation wrong", "account.choose_password", NOBODY, situations.invitation_with_mistake, 400)
    yield Page("invitation unknown", "account.open_invitation", NOBODY, at("/invitation/nothing"), 404)
    yield Page("invitation dead", "account.open_invitation", NOBODY, situations.invitation_replaced, 410)
    yield Page("reset unknown", "account.open_reset", NOBODY, at("/reset/nothing"), 404)
    yield Page("account", "account.own", RESPONDENT, at("/account"))
    yield Page("password", "account.change_password", RESPONDENT, at("/account/password"))
    wrong = sent("/account/password", {"password": "no", "new_password": "no"})
    yield Page("password wrong", "account.change_password", RESPONDENT, wrong, 400)
    yield Page("signed out", "account.sign_out", NOBODY, situations.signed_out)
    yield Page("session ended", "errors", NOBODY, situations.session_ended, 403)
    yield Page("welcome back", "account.sign_in", NOBODY, situations.welcome_back)


def with_a_provider() -> Iterator[Page]:
    """Coming in with a provider of OpenID Connect, and what can go wrong on the way."""
    yield Page("provider sign in", "account.sign_in", NOBODY, at("/sign-in?next=/assessments"), app="federated")
    yield Page("provider sign in kept", "account.sign_in", NOBODY, situations.session_ended_begun, app="federated")
    yield Page("provider away", "federation.begin", NOBODY, at("/sign-in/provider"), 503, "federated")
    back = at("/sign-in/provider/return?state=x&code=x")
    yield Page("provider not begun", "federation.come_back", NOBODY, back, 400, "federated")
    for reason, status in (
        ("denied", 403),
        ("late", 400),
        ("answer", 400),
        ("nobody", 403),
        ("unverified", 403),
        ("linked", 403),
        ("incomplete", 403),
    ):
        yield Page(f"provider {reason}", "federation.come_back", NOBODY, at(f"/problem/{reason}"), status, "federated")
    yield Page("provider signed out", "federation.signed_out", NOBODY, at("/signed-out"), app="federated")


def for_the_second_step() -> Iterator[Page]:
    """Confirming who one is, and setting up what one confirms it with."""
    factors, of_one = "/account/second-factors", factor_pages.somebody_with_factors
    yield Page("second factors none", "factors.second_factors", RESPONDENT, at(factors))
    yield Page("second factors", "factors.second_factors", NOBODY, of_one(factors))
    yield Page("app", "factors.set_up_app", RESPONDENT, at(f"{factors}/app"))
    yield Page("app wrong", "factors.set_up_app", RESPONDENT, sent(f"{factors}/app", {"code": "1"}, "form"), 400)
    yield Page("passkey", "factors.add_passkey", RESPONDENT, at(f"{factors}/passkey"))
    yield Page(
        "passkey wrong", "factors.add_passkey", RESPONDENT, sent(f"{factors}/passkey", {"name": ""}, "form"), 400
    )
    yield Page("passkey refused", "factors.sign_in_by_passkey", NOBODY, factor_pages.passkey_refused, 400)
    yield Page("recovery codes", "factors.recovery_codes", NOBODY, factor_pages.recovery_codes)
    yield Page("recovery codes anew", "factors.recovery_codes", NOBODY, of_one(f"{factors}/codes"))
    yield Page("factor removed", "factors.remove", NOBODY, of_one(f"{factors}/{{factor}}/remove"))
    yield Page("second step", "factors.second_step", NOBODY, of_one("/sign-in/second-factor", confirmed=False))
    yield Page("second step wrong", "factors.second_step", NOBODY, factor_pages.wrong_code, 400)
    yield Page("held back", "errors", NOBODY, factor_pages.held_back, 403)


def for_respondents() -> Iterator[Page]:
    """From the list of assessments to the result."""
    yield Page("assessments", "respondent.assessments", RESPONDENT, at("/assessments"))
    yield Page("assessments none", "respondent.assessments", NEWCOMER, at("/assessments"))
    yield Page("new assessment", "respondent.new_assessment", RESPONDENT, at("/assessments/new"))
    yield Page("new assessment wrong", "respondent.new_assessment", RESPONDENT, sent("/assessments/new"), 400)
    for name in ("empty", "draft", "complete", "remarked"):
        yield Page(f"task list {name}", "respondent.task_list", RESPONDENT, at(f"/assessments/{{{name}}}"))
    yield Page("colleagues", "respondent.colleagues", RESPONDENT, at("/assessments/{complete}/colleagues"))
    yield Page("colleagues as one", "respondent.colleagues", COLLEAGUE, at("/assessments/{complete}/colleagues"))
    nobody = sent("/assessments/{complete}/colleagues", form="form")
    yield Page("colleagues nobody", "respondent.invite", RESPONDENT, nobody, 400)
    hand_over = at("/assessments/{complete}/colleagues/{colleague}/hand-over")
    yield Page("hand over", "respondent.hand_over", RESPONDENT, hand_over)
    yield Page("test plan draft", "respondent.test_plan", RESPONDENT, at("/assessments/{draft}/tests"))
    yield Page("test plan", "respondent.test_plan", RESPONDENT, at("/assessments/{complete}/tests"))
    yield Page("test", "respondent.test", RESPONDENT, situations.one_test())
    yield Page("test wrong", "respondent.test", RESPONDENT, situations.one_test_with_mistake, 400)
    yield Page("test clash", "respondent.test", RESPONDENT, situations.one_test_with_clash, 409)
    yield Page("test evidence", "respondent.test_evidence", RESPONDENT, situations.one_test("/evidence"))
    yield Page("test taken back", "respondent.remove_test", RESPONDENT, situations.one_test("/remove"))
    yield Page("check draft", "respondent.check", RESPONDENT, at("/assessments/{draft}/check"))
    yield Page("check complete", "respondent.check", RESPONDENT, at("/assessments/{complete}/check"))
    yield Page("check remarked", "respondent.check", RESPONDENT, at("/assessments/{remarked}/check"))
    yield Page("check undeclared", "respondent.check", RESPONDENT, sent("/assessments/{complete}/check"), 400)
    yield Page("submitted", "respondent.submitted", RESPONDENT, at("/assessments/{submitted}/submitted"))
    for name in RESULTS:
        yield Page(f"result {name}", "respondent.result", RESPONDENT, at(f"/assessments/{{{name}}}/result"))
    for name in ("submitted", "sent_back", "resubmitted"):
        answers = at(f"/assessments/{{{name}}}/result/answers")
        yield Page(f"answers {name}", "respondent.submitted_answers", RESPONDENT, answers)
    yield Page("import", "respondent.show_import", RESPONDENT, at("/assessments/{complete}/import"))
    nothing = sent("/assessments/{complete}/import", form="form")
    yield Page("import nothing", "respondent.read_import", RESPONDENT, nothing, 400)
    yield Page("import changes", "respondent.read_import", RESPONDENT, situations.file_of_answers)
    yield Page("again certified", "respondent.again", RESPONDENT, at("/assessments/{certified}/again"))
    yield Page("again withdrawn", "respondent.again", RESPONDENT, at("/assessments/{withdrawn}/again"))
    yield Page("withdraw", "respondent.withdraw", RESPONDENT, at("/assessments/{draft}/withdraw"))
    yield Page("withdrawn", "respondent.result", RESPONDENT, at("/assessments/{withdrawn}/result"))


def sections() -> Iterator[Page]:
    """Every section of the shipped matrix, and what can go wrong on one."""
    first = default_matrix().sections[0].id
    yield Page("section empty", "respondent.section", RESPONDENT, at(f"/assessments/{{empty}}/{first}"))
    for section in default_matrix().sections:
        filled = situations.section_filled(section.id)
        yield Page(f"section {section.id}", "respondent.section", RESPONDENT, filled)
    yield Page("evidence", "respondent.evidence", RESPONDENT, situations.evidence)
    yield Page("evidence none chosen", "respondent.evidence", RESPONDENT, situations.evidence_without_file, 400)
    yield Page("section named", "respondent.named_section", RESPONDENT, situations.named_section)
    yield Page("section wrong", "respondent.section", RESPONDENT, situations.section_with_mistake, 400)
    remarked = at(f"/assessments/{{remarked}}/{first}")
    yield Page("section remarked", "respondent.section", RESPONDENT, remarked)
    yield Page("section clash", "respondent.section", RESPONDENT, situations.section_with_clash, 409)


def for_reviewers() -> Iterator[Page]:
    """From the queue to the decision."""
    yield Page("queue", "reviewer.queue", REVIEWER, at("/queue"))
    yield Page("queue all", "reviewer.queue", REVIEWER, at("/queue?view=all&due=none&q=a"))
    yield Page("queue none", "reviewer.queue", REVIEWER, at("/queue?q=nothing-of-the-kind&level=x"))
    yield Page("queue new", "reviewer.queue", NEW_REVIEWER, at("/queue"))
    yield Page("queue certificates", "reviewer.show_certificates", REVIEWER, at("/queue/certificates"))
    for name in REVIEWS:
        yield Page(f"review {name}", "reviewer.review", SECOND_REVIEWER, at(f"/reviews/{{{name}}}"))
    yield Page("incidents", "reviewer.incidents", REVIEWER, at("/queue/incidents"))
    yield Page("incidents decided", "reviewer.incidents", REVIEWER, at("/queue/incidents?show=decided"))
    for name in INCIDENTS:
        page = at(f"/incidents/{{incident_{name}_number}}")
        yield Page(f"incident {name}", "reviewer.incident", REVIEWER, page)
    dismissing = sent("/incidents/{incident_certified_number}", form="form")
    yield Page("incident without reason", "reviewer.answer_incident", REVIEWER, dismissing, 400)
    yield Page("incident refused", "reviewer.answer_incident", REVIEWER, situations.incident_decided, 409)
    yield Page("review to sign", "reviewer.review", REVIEWER, at("/reviews/{in_review}"))
    what_if = f"/reviews/{{in_review}}/what-if?question={default_matrix().sections[0].questions[0].id}"
    yield Page("what if", "reviewer.what_if", REVIEWER, at("/reviews/{in_review}/what-if"))
    yield Page("what if another", "reviewer.what_if", REVIEWER, at(f"{what_if}&try=yes"))
    send_back = sent("/reviews/{in_review}", form="form", action="/reviews/{in_review}/send-back")
    yield Page("review without reason", "reviewer.turn_down", REVIEWER, send_back, 400)
    yield Page("remark", "reviewer.remark", REVIEWER, situations.remark)
    yield Page("remark missing", "reviewer.write_remark", REVIEWER, situations.remark_without_words, 400)
    refused = sent("/reviews/{in_review}", {"reason": "Fine."}, "form", "/reviews/{approved}/approve")
    yield Page("review refused", "reviewer.approve", REVIEWER, refused, 409)


def for_administrators() -> Iterator[Page]:
    """Who there is, and who comes in."""
    yield Page("start administrator", "welcome.start", ADMINISTRATOR, at("/"))
    yield Page("people", "administrator.people", ADMINISTRATOR, at("/people"))
    yield Page("people narrowed", "administrator.people", ADMINISTRATOR, at("/people?role=reviewer&standing=active"))
    yield Page("people none", "administrator.people", ADMINISTRATOR, at("/people?words=zzz"))
    yield Page("person", "administrator.person", ADMINISTRATOR, at("/people/{colleague}"))
    yield Page("person invited", "administrator.person", ADMINISTRATOR, at("/people/{invited}"))
    yield Page("person yourself", "administrator.person", ADMINISTRATOR, at("/people/{administrator}"))
    yield Page("person gone", "administrator.person", ADMINISTRATOR, at("/people/{gone}"))
    yield Page("deactivate", "administrator.deactivate", ADMINISTRATOR, at("/people/{colleague}/deactivate"))
    yield Page("invite", "administrator.invite", ADMINISTRATOR, at("/people/invite"))
    yield Page("invite wrong", "administrator.invite", ADMINISTRATOR, sent("/people/invite", form="form"), 400)
    yield Page("organisations", "administrator.organisations", ADMINISTRATOR, at("/organisations"))
    wrong = sent("/organisations", form="form")
    yield Page("organisations wrong", "administrator.organisations", ADMINISTRATOR, wrong, 400)


def for_auditors() -> Iterator[Page]:
    """The ledger, one entry, and its verification."""
    yield Page("ledger", "auditor.entries", AUDITOR, at("/ledger"))
    yield Page("ledger filtered", "auditor.entries", AUDITOR, at("/ledger?action=approve&text=none"))
    yield Page("ledger entry", "auditor.entry", AUDITOR, at("/ledger/3"))
    yield Page("ledger verification", "auditor.show_verification", AUDITOR, at("/ledger/verification"))


def for_the_public() -> Iterator[Page]:
    """Certificates, as a stranger checks them."""
    number = "/certificates/{certified_number}"
    for name in CERTIFICATES:
        yield Page(f"certificate {name}", "public.certificate", NOBODY, at(f"/certificates/{{{name}_number}}"))
    yield Page("certificate own", "public.certificate", RESPONDENT, at(number))
    yield Page("certificate expired", "public.certificate", NOBODY, at(number), app="later")
    yield Page("certificate unknown", "public.certificate", NOBODY, at("/certificates/FJ-2026-0000-0000"), 404)
    incident = number + "/incident"
    yield Page("report incident", "public.report_incident", NOBODY, at(incident))
    yield Page("report incident by name", "public.report_incident", RESPONDENT, at(incident))
    yield Page("report incident wrong", "public.report_incident", NOBODY, sent(incident), 400)
    yield Page("report incident too often", "public.report_incident", NOBODY, situations.too_many_reports, 429)
    for name in ("revoked", "superseded"):
        over = at(f"/certificates/{{{name}_number}}/incident")
        yield Page(f"report incident {name}", "public.report_incident", NOBODY, over, 409)
    yield Page("incident reported", "public.incident_reported", NOBODY, situations.incident_reported)
    yield Page("register", "register.show_register", NOBODY, at("/register"))
    yield Page("register narrowed", "register.show_register", NOBODY, at("/register?q=a&state=revoked&level=x"))
    yield Page("register none", "register.show_register", NOBODY, at("/register?q=nothing-of-the-kind"))
    yield Page("verify", "public.verify", NOBODY, at("/verify"))
    yield Page("verify wrong", "public.verify", NOBODY, at("/verify?number=one"), 400)
    yield Page("verify too many numbers", "public.verify", NOBODY, checked_files.too_many_numbers, 429)
    yield Page("verify too many files", "public.verify_file", NOBODY, checked_files.too_many_files, 429)
    yield Page("verify too large", "public.verify_file", NOBODY, checked_files.file_too_large, 413)
    yield Page("verify no file", "public.verify_file", NOBODY, sent("/verify", form="1"), 400)
    for name, change in checked_files.FILES.items():
        yield Page(f"file {name}", "public.verify_file", NOBODY, checked_files.file_checked(change))
    yield Page("file letter", "public.verify_file", NOBODY, checked_files.letter_checked)


def errors() -> Iterator[Page]:
    """The page of every mistake that can happen anywhere."""
    for status in (400, 403, 404, 409, 413, 429, 500):
        yield Page(f"error {status}", "errors", RESPONDENT, at(f"/fails/{status}"), status)
    yield Page("error slow", "errors", RESPONDENT, at("/fails/5030"), 503)
    yield Page("error unsigned", "errors", RESPONDENT, at("/fails/5031"), 503)
    yield Page("error evidence lost", "errors", RESPONDENT, situations.evidence_lost, 500)
    yield Page("error 404 nobody", "errors", NOBODY, at("/nothing"), 404)
    yield Page("error 405", "errors", NOBODY, at("/sign-out"), 405)
    yield Page("error 503", "errors", NOBODY, at("/"), 503, "away")
    yield Page("error form expired", "errors", RESPONDENT, situations.form_without_token, 400)
    yield Page("error form foreign", "errors", NOBODY, situations.foreign_form, 400)
    yield Page("error unreadable", "errors", NOBODY, at("/help?x=%FF"), 400)


COMING_IN = (for_everyone, with_a_provider, for_the_second_step)
ALL = (*COMING_IN, for_respondents, sections, for_reviewers, for_auditors, for_administrators, for_the_public, errors)
PAGES = {page.name: page for page in chain.from_iterable(each() for each in ALL)}
