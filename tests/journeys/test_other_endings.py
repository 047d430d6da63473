"""The other ends of the way: sent back and submitted again, rejected, withdrawn, revoked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.domain.answers import Answer
from tests.journeys.examples import example
from tests.journeys.people import CHINESE_RESPONDENT, ENGLISH_RESPONDENT, REVIEWERS
from tests.journeys.person import Person

Visit = Callable[..., Person]
EXAMPLE = "City information chatbot"
RESPONDENTS = {"en": ENGLISH_RESPONDENT, "zh-Hans": CHINESE_RESPONDENT}
CHANGED = "It reads the city’s own pages, and nothing else."
# A remark on the answer to a question, and what is replied.
REMARKS = {
    "description": ("Which pages does it read? 请写明数据来源。", "The city’s own; the answer says so now."),
    "intended_purpose": ("Is it meant for children too?", "No, and it need not say so. 不必写明。"),
}
# Each ending in one language; tests/pages looks at all pages in both.
ENGLISH, CHINESE = (pytest.mark.parametrize("language", [language]) for language in RESPONDENTS)


@CHINESE
def test_sent_back_with_remarks_and_submitted_again_with_replies(visitor: Visit, language: str) -> None:
    respondent, reviewer = visitor(language), visitor(language)
    assessment = submitted(respondent, language, system := f"Returned system {language}")
    review(reviewer, system)
    remark_on_answers(reviewer)
    reviewer.press("Send back")
    assert reviewer.page.title().startswith(reviewer.words("Error:")), "a reason is asked for"
    reviewer.page.fill("textarea[name=reason]", "Say which pages it reads. 请写明数据来源。")
    reviewer.press("Send back")

    respondent.open(assessment)
    assert "Say which pages it reads. 请写明数据来源。" in respondent.text()
    for remark, _reply in REMARKS.values():
        assert remark in respondent.text()
    respondent.press("Revise the assessment")
    reply_and_change(respondent, assessment)
    respondent.page.check("input[name=declaration]")
    respondent.press("Submit the assessment")

    review(reviewer, system)
    for question, (remark, reply) in REMARKS.items():
        together = reviewer.page.locator(f"#question-{question} .remarked").inner_text()
        change = "Changed" if question == "description" else "The answer is the same as before."
        assert together.index(remark) < together.index(reply) < together.index(reviewer.words(change))
    assert CHANGED in reviewer.page.locator("#question-description").inner_text()
    reviewer.press("Approve")
    respondent.open(assessment)
    respondent.press("Open the certificate and download it")
    assert respondent.words("Genuine and valid") in respondent.text()


@ENGLISH
def test_rejected_with_a_reason(visitor: Visit, language: str) -> None:
    respondent, reviewer = visitor(language), visitor(language)
    assessment = submitted(respondent, language, system := f"Rejected system {language}")
    review(reviewer, system)
    reviewer.page.fill("textarea[name=reason]", "It is not what its name says.")
    reviewer.press("Reject")

    respondent.open(assessment)
    assert respondent.words("Rejected") in respondent.text()
    assert "It is not what its name says." in respondent.text()
    for button in ("Submit the assessment", "Revise the assessment", "Open the certificate and download it"):
        assert respondent.page.get_by_text(respondent.words(button)).count() == 0


def test_withdrawn_before_anybody_looked(visitor: Visit) -> None:
    respondent = visitor("en")
    assessment = submitted(respondent, "en", "Withdrawn system")
    respondent.open(assessment)
    respondent.press("Withdraw")
    respondent.press("Withdraw it for good")
    assert "Withdrawn system" in respondent.text()
    reviewer = visitor("en")
    reviewer.sign_in(REVIEWERS[0].email)
    reviewer.open("/queue")
    assert "Withdrawn system" not in reviewer.text()


@CHINESE
def test_the_public_page_tells_at_once_that_a_certificate_is_suspended_and_revoked(
    visitor: Visit, language: str
) -> None:
    respondent, reviewer, stranger = visitor(language), visitor(language), visitor(language)
    assessment = submitted(respondent, language, system := f"Revoked system {language}")
    review(reviewer, system)
    review_page = reviewer.path()
    reviewer.press("Approve")
    respondent.open(assessment)
    respondent.press("Open the certificate and download it")
    certificate = respondent.path()
    for button, heading in (
        ("Suspend the certificate", "Genuine, but suspended"),
        ("Lift the suspension", "Genuine and valid"),
        ("Revoke the certificate", "Genuine, but revoked"),
    ):
        reviewer.open(review_page)
        reviewer.page.fill("textarea[name=reason]", "A report came in.")
        reviewer.press(button)
        stranger.open(f"/language/{language}?next={certificate}")
        assert stranger.words(heading) in stranger.text()
        assert "A report came in." not in stranger.text()


def remark_on_answers(reviewer: Person) -> None:
    """Write each remark on the page that its answer leads to."""
    for question, (remark, _reply) in REMARKS.items():
        reviewer.follow(reviewer.page.locator(f"#question-{question} .try a").first)
        reviewer.page.fill("textarea[name=remark]", remark)
        reviewer.press("Save the remark")
        assert remark in reviewer.page.locator(f"#question-{question}").inner_text()


def reply_and_change(respondent: Person, assessment: str) -> None:
    """Be told what lacks a reply, follow the first link, reply beside the questions and change one answer."""
    page = respondent.page
    respondent.open(f"{assessment}/check")
    assert page.get_by_role("button", name=respondent.words("Submit the assessment")).count() == 0
    links = page.locator(".notice.warning a")
    assert links.count() == len(REMARKS)
    respondent.follow(links.first)
    for question, (remark, reply) in REMARKS.items():
        assert remark in page.locator(f"#question-{question}").inner_text()
        page.fill(f"#question-{question} textarea[name^='reply.']", reply)
    page.fill("[name='answer.description']", CHANGED)
    page.locator("h1").click()
    while page.evaluate("() => sessionStorage.getItem(`fenji:${location.pathname}`)"):  # something is not saved yet
        page.wait_for_timeout(50)
    page.reload()
    for question, (_remark, reply) in REMARKS.items():
        kept = page.locator(f"#question-{question} textarea[name^='reply.']")
        expect(kept).to_have_value(reply)
    respondent.press("Save and continue")
    assert respondent.path() == f"{assessment}/check"


def submitted(person: Person, language: str, system_name: str) -> str:
    """Sign in, answer everything and submit; gives the path of the assessment."""
    person.sign_in(RESPONDENTS[language].email)
    assessment = person.begin(system_name)
    submit(person, assessment, example(EXAMPLE)[0])
    return assessment


def submit(person: Person, assessment: str, answers: dict[str, Answer]) -> None:
    """Answer every question anew, by a file since other journeys fill in page by page, and submit."""
    person.take_over(assessment, answers)
    person.page.check("input[name=declaration]")
    person.press("Submit the assessment")
    assert person.words("Assessment submitted") in person.text()


def review(reviewer: Person, system_name: str) -> None:
    """Come to the review page of a system through the queue, ready to decide."""
    reviewer.sign_in(REVIEWERS[0].email)
    reviewer.open("/queue")
    reviewer.follow(reviewer.page.get_by_role("link", name=system_name, exact=True))
    reviewer.press("Start the review")
