"""The answers on a certificate: each in the words of the matrix, and for machines with all that derives the level."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest

from app.documents.answers import Enclosed, enclose
from app.documents.certificate import certificate_pdf
from app.documents.facts import CertificateFacts
from app.domain.answers import Answers, read_answers
from app.domain.canonical import canonical_json, logic_digest
from app.domain.logic import matrix_from_logic
from app.domain.scoring import compile as plan_of
from tests.documents.test_certificate import pages
from tests.documents.triage import ADDRESS, FACTS
from tests.domain.tiny import plan_of as tiny
from tests.journeys.examples import default_matrix


def of_every_kind(raw: dict[str, object]) -> Enclosed:
    plan = tiny("every_kind")
    answers, mistakes = read_answers(plan.matrix, raw)
    assert not mistakes
    return enclose(plan.matrix, answers, plan.assess(answers).visible)


def words_of(enclosed: Enclosed) -> dict[str, list[str]]:
    return {
        each.question["en"]: [line.get("en", "") for line in each.lines]
        for section in enclosed.sections
        for each in section.answered
    }


def test_each_kind_of_answer_is_told_in_the_words_of_the_matrix() -> None:
    plan = tiny("every_kind")
    example = plan.matrix.examples[0]
    answers, _mistakes = read_answers(plan.matrix, example.answers)
    told = words_of(enclose(plan.matrix, answers, plan.assess(answers).visible))
    for question in plan.matrix.questions():
        said = told[str(question.ask)]
        labels = {choice.id: str(choice.label) for choice in question.choices}
        answer = answers.get(question.id)
        if isinstance(answer, tuple) and answer:
            assert said == [labels[choice] for choice in answer]
        elif isinstance(answer, str) and labels:
            assert said == [labels[answer]]
        elif answer in (None, ()):
            assert said == ["Not answered"]
        else:
            assert len(said) == 1
            assert said[0]


def test_what_is_not_asked_is_not_told() -> None:
    plan = tiny("visibility")
    told = enclose(plan.matrix, {}, ())
    assert told.sections == ()


@pytest.fixture(scope="module")
def shipped() -> tuple[Enclosed, Answers]:
    plan = plan_of(default_matrix())
    answers, _ = read_answers(plan.matrix, plan.matrix.examples[0].answers)
    return enclose(plan.matrix, answers, plan.assess(answers).visible), answers


def test_numbers_dates_and_units_are_written_as_each_language_does(shipped: tuple[Enclosed, Answers]) -> None:
    enclosed, _ = shipped
    both = [line for section in enclosed.sections for each in section.answered for line in each.lines]
    assert any("年" in line.get("zh-Hans", "") and "20" in line.get("en", "") for line in both)


def test_every_answer_stands_on_the_paper(shipped: tuple[Enclosed, Answers]) -> None:
    enclosed, _ = shipped
    text = "".join(
        "".join(pages(certificate_pdf(FACTS, "en", address=ADDRESS, signer=None, enclosed=enclosed))).split()
    )
    missing = [
        line["en"]
        for section in enclosed.sections
        for each in section.answered
        for line in (*each.lines, each.question)
        if "en" in line and "".join(line["en"].split()) not in text
    ]
    assert missing == []


def test_the_level_can_be_derived_from_the_file_alone(shipped: tuple[Enclosed, Answers]) -> None:
    enclosed, answers = shipped
    pdf = certificate_pdf(FACTS, "en", address=ADDRESS, signer=None, enclosed=enclosed)
    attached = next(iter(pypdf.PdfReader(BytesIO(pdf)).attachments.values()))[0]
    told = json.loads(attached)
    assert CertificateFacts.from_json(told) == FACTS
    derivation = told["derivation"]
    matrix = matrix_from_logic(derivation["logic"])
    assert logic_digest(matrix) == logic_digest(default_matrix())
    read, mistakes = read_answers(matrix, derivation["answers"])
    assert not mistakes
    assert plan_of(matrix).assess(read).level == plan_of(default_matrix()).assess(answers).level


def test_other_answers_make_another_file(shipped: tuple[Enclosed, Answers]) -> None:
    enclosed, _ = shipped
    other = replace(enclosed, answers={})
    one, two = (certificate_pdf(FACTS, "en", address=ADDRESS, signer=None, enclosed=each) for each in (enclosed, other))
    assert pypdf.PdfReader(BytesIO(one)).trailer["/ID"] != pypdf.PdfReader(BytesIO(two)).trailer["/ID"]
    assert canonical_json(enclosed.to_json()) != canonical_json(other.to_json())
