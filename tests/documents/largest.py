"""Certificates of the default matrix: the facts and answers of one of its examples."""

from __future__ import annotations

from datetime import date

from app.documents.answers import Enclosed, enclose
from app.documents.facts import Approval, CertificateFacts
from app.documents.gathering import gather
from app.domain.answers import read_answers
from app.domain.scoring import compile as plan_of
from tests.documents.triage import words
from tests.journeys.examples import default_matrix

LARGEST = "Investment adviser chatbot"  # 75 answers, 21 tests
ORDINARY = "Burst-pipe alarm for a water network"  # 23 answers, 5 tests, 7 obligations, a rule and a category


def certificate_of(example: str) -> tuple[CertificateFacts, Enclosed]:
    """What the certificate of this example says, and what goes with it; StopIteration for no such example."""
    matrix = default_matrix()
    plan = plan_of(matrix)
    answers, _mistakes = read_answers(matrix, next(each for each in matrix.examples if each.name == example).answers)
    outcome = plan.assess(answers)
    facts = gather(
        matrix,
        outcome,
        number="FJ-2026-7Q4K-9TXA",
        system_name="Triage assistant 分诊助手",
        organisation="Ministry of Health",
        office=words("AI Governance Office", "人工智能治理办公室"),
        owners=["Amara Okafor"],
        approvals=[
            Approval("Mei Lin", "reviewer", "2026-11-23T10:00:00+00:00"),
            Approval("Jonas Weber", "ethics_reviewer", "2026-11-24T10:00:00+00:00"),
        ],
        revision=2,
        submission_digest="3f9a1c77b2e094d1" * 4,
        logic_digest="4b1f77aa" * 8,
        text_digests={"en": "77aa90cd" * 8, "zh-Hans": "90cd4b1f" * 8},
        submitted_on=date(2026, 11, 20),
        issued_on=date(2026, 11, 24),
        valid_until=date(2027, 11, 23),
    )
    return facts, enclose(matrix, answers, outcome.visible)
