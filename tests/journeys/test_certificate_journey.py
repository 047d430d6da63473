"""The main way: from an empty form to a certificate that a stranger checks, in English and in Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.cli._demonstration_people import Character
from app.domain import scoring
from app.domain.answers import Answer
from app.domain.translation import in_language
from tests.journeys.examples import default_matrix, example
from tests.journeys.people import CHINESE_RESPONDENT, ENGLISH_RESPONDENT, ETHICS_REVIEWER, REVIEWERS
from tests.journeys.person import Person

Visit = Callable[..., Person]


@dataclass(frozen=True)
class Way:
    """One way through the product: whose, in which language, on how wide a screen, with whose approval."""

    language: str
    width: int
    javascript: bool
    respondent: Character
    system_name: str
    example: str
    approvers: tuple[Character, ...]


WAYS = {
    "English, major risk, three approvals": Way(
        "en", 1280, True, ENGLISH_RESPONDENT, "Triage assistant <b>N°7</b> & co", "Triage nurse’s assistant",
        (*REVIEWERS, ETHICS_REVIEWER),
    ),
    "Chinese, moderate risk, on a phone without JavaScript": Way(
        "zh-Hans", 360, False, CHINESE_RESPONDENT, "城市服务问答机器人", "City information chatbot", REVIEWERS[:1],
    ),
}  # fmt: skip


def say(text: str) -> str:
    """Words without any space, as a PDF gives them back in pieces."""
    return "".join(text.split())


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_from_an_empty_form_to_a_certificate_that_a_stranger_checks(way: Way, visitor: Visit, tmp_path: Path) -> None:
    answers, expected_level = example(way.example)
    level = in_language(default_matrix(), way.language).level(expected_level)

    person = visitor(way.language, way.width, javascript=way.javascript)
    assessment = submit(person, way, answers, str(level.label))
    for approver in way.approvers:
        approve(visitor(way.language), approver, way, str(level.label), assessment)

    person.open(assessment)
    person.press("Open the certificate and download it")
    number = person.path().rsplit("/", 1)[-1]
    pdf = person.download(f"/certificates/{number}.pdf?language=both", tmp_path / "certificate.pdf")
    assert_certificate_says(pdf, number, way, expected_level)
    check_as_a_stranger(visitor(way.language, way.width, javascript=way.javascript), number, pdf, way)


def submit(person: Person, way: Way, answers: dict[str, Answer], level: str) -> str:
    """Fill in every section, check, declare and submit; gives the path of the assessment."""
    person.sign_in(way.respondent.email)
    assessment = person.begin(way.system_name)
    passed = person.fill_every_section(assessment, answers)
    assert list(dict.fromkeys(passed)) == list(scoring.compile(default_matrix()).visible_sections(answers))
    assert level in person.text()
    if person.record_tests(assessment):
        person.press("Check your answers")
        assert person.words("Passed") in person.text()
    person.page.check("input[name=declaration]")
    person.press("Submit the assessment")
    assert person.words("Assessment submitted") in person.text()
    return assessment


def approve(reviewer: Person, character: Character, way: Way, level: str, assessment: str) -> None:
    """Find the assessment in the queue, read answers and why, and approve."""
    reviewer.sign_in(character.email)
    reviewer.open("/queue")
    reviewer.follow(reviewer.page.get_by_role("link", name=way.system_name).first)
    if reviewer.page.get_by_role("button", name=reviewer.words("Start the review")).count():
        reviewer.press("Start the review")
    text = reviewer.text()
    assert level in text
    for answer in example(way.example)[0].values():
        if isinstance(answer, str) and " " in answer:
            assert answer in text
    reviewer.press("Approve")
    assert reviewer.page.get_by_role("button", name=reviewer.words("Approve"), exact=True).count() == 0


def assert_certificate_says(pdf: Path, number: str, way: Way, level: str) -> None:
    """The PDF, read back, says number, system, level in both languages and who approved."""
    text = say("".join(page.extract_text() for page in PdfReader(pdf).pages))
    labels = [in_language(default_matrix(), language).level(level).label for language in ("en", "zh-Hans")]
    people = [name for approver in way.approvers for name in approver.name.split(" ", 1)]
    for expected in [number, way.system_name, way.respondent.organisation, *labels, *people]:
        assert say(expected) in text, expected


def check_as_a_stranger(stranger: Person, number: str, pdf: Path, way: Way) -> None:
    """Without an account: the page by number, the file, and the file with one byte changed."""
    stranger.open(f"/language/{way.language}?next=/certificates/{number}")
    assert stranger.words("Genuine and valid") in stranger.text()
    assert way.system_name in stranger.text()
    assert not re.search(r"\.pdf", stranger.page.content()), "a stranger is offered the file"

    changed = pdf.with_name("changed.pdf")
    content = bytearray(pdf.read_bytes())
    content[len(content) // 2] ^= 1
    changed.write_bytes(content)
    for file, verdict in ((pdf, "Genuine and valid"), (changed, "This file was altered")):
        stranger.open("/verify")
        stranger.page.set_input_files("input[type=file]", file)
        stranger.press("Check the file")
        assert stranger.words(verdict) in stranger.text()
