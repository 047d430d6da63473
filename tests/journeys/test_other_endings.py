"""The other ends of the way: sent back and submitted again, rejected, withdrawn, revoked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.answers import Answer
from tests.journeys.examples import example
from tests.journeys.people import CHINESE_RESPONDENT, ENGLISH_RESPONDENT, REVIEWERS
from tests.journeys.person import Person

Visit = Callable[..., Person]
EXAMPLE = "City information chatbot"
RESPONDENTS = {"en": ENGLISH_RESPONDENT, "zh-Hans": CHINESE_RESPONDENT}
LANGUAGES = pytest.mark.parametrize("language", RESPONDENTS)


@LANGUAGES
def test_sent_back_with_a_reason_and_submitted_again(visitor: Visit, language: str) -> None:
    respondent, reviewer = visitor(language), visitor(language)
    assessment = submitted(respondent, language, system := f"Returned system {language}")
    review(reviewer, system)
    reviewer.press("Send back")
    assert reviewer.page.title().startswith(reviewer.words("Error:")), "a reason is asked for"
    reviewer.page.fill("textarea[name=reason]", "Say which pages it reads. 请写明数据来源。")
    reviewer.press("Send back")

    respondent.open(assessment)
    assert "Say which pages it reads. 请写明数据来源。" in respondent.text()
    respondent.press("Revise the assessment")
    changed = example(EXAMPLE)[0] | {"description": "It reads the city’s own pages, and nothing else."}
    submit(respondent, assessment, changed)

    review(reviewer, system)
    assert "It reads the city’s own pages, and nothing else." in reviewer.text()
    reviewer.press("Approve")
    respondent.open(assessment)
    respondent.press("Open the certificate and download it")
    assert respondent.words("Genuine and valid") in respondent.text()


@LANGUAGES
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


@LANGUAGES
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
