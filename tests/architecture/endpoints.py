"""Every endpoint of the product with the people it is for; an endpoint that is not here fails the tests."""

from __future__ import annotations

from app.domain.lifecycle import Role
from app.web.access import EVERYONE, SIGNED_IN

PUBLIC = frozenset({EVERYONE})
PEOPLE = frozenset({SIGNED_IN})  # which assessment each may see is decided when it is loaded
RESPONDENTS = frozenset({str(Role.RESPONDENT)})
REVIEWERS = frozenset({str(Role.REVIEWER), str(Role.ETHICS_REVIEWER)})

ENDPOINTS: dict[str, frozenset[str]] = {
    "account.choose_language": PUBLIC,
    "account.sign_in": PUBLIC,
    "account.sign_out": PUBLIC,
    "evidence.download": PEOPLE,
    "levels.stylesheet": PUBLIC,
    "public.certificate": PUBLIC,
    "public.certificate_pdf": PEOPLE,
    "public.verify": PUBLIC,
    "public.verify_file": PUBLIC,
    "respondent.again": RESPONDENTS,
    "respondent.answers_json": RESPONDENTS,
    "respondent.answers_xlsx": RESPONDENTS,
    "respondent.apply_import": RESPONDENTS,
    "respondent.assessments": RESPONDENTS,
    "respondent.before_submitting": RESPONDENTS,
    "respondent.change_evidence": RESPONDENTS,
    "respondent.change_test_evidence": RESPONDENTS,
    "respondent.check": RESPONDENTS,
    "respondent.evidence": RESPONDENTS,
    "respondent.colleagues": RESPONDENTS,
    "respondent.hand_over": RESPONDENTS,
    "respondent.invite": RESPONDENTS,
    "respondent.named_section": RESPONDENTS,
    "respondent.new_assessment": RESPONDENTS,
    "respondent.remove_test": RESPONDENTS,
    "respondent.read_import": RESPONDENTS,
    "respondent.result": RESPONDENTS,
    "respondent.revise": RESPONDENTS,
    "respondent.save_named_section": RESPONDENTS,
    "respondent.save_section": RESPONDENTS,
    "respondent.section": RESPONDENTS,
    "respondent.show_import": RESPONDENTS,
    "respondent.submit": RESPONDENTS,
    "respondent.submitted": RESPONDENTS,
    "respondent.submitted_answers": RESPONDENTS,
    "respondent.take_off": RESPONDENTS,
    "respondent.task_list": RESPONDENTS,
    "respondent.test": RESPONDENTS,
    "respondent.test_evidence": RESPONDENTS,
    "respondent.test_plan": RESPONDENTS,
    "respondent.withdraw": RESPONDENTS,
    "reviewer.approve": REVIEWERS,
    "reviewer.change_certificate": REVIEWERS,
    "reviewer.queue": REVIEWERS,
    "reviewer.review": REVIEWERS,
    "reviewer.show_certificates": REVIEWERS,
    "reviewer.start_review": REVIEWERS,
    "reviewer.turn_down": REVIEWERS,
    "static_files.serve": PUBLIC,
    "welcome.healthz": PUBLIC,
    "welcome.help_page": PUBLIC,
    "welcome.start": PUBLIC,
}
