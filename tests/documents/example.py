"""Certificates for the examples that a matrix file holds: their facts, and the answers and logic beside them."""

from __future__ import annotations

from datetime import date

from app.documents.answers import Enclosed, enclose
from app.documents.facts import Approval, CertificateFacts
from app.documents.gathering import gather
from app.domain.answers import read_answers
from app.domain.canonical import logic_digest, text_digests
from app.domain.matrix import Matrix
from app.domain.scoring import Plan
from app.domain.scoring import compile as plan_of

_plans: list[Plan] = []  # compiled once; a matrix has no hash


def facts_and_answers(matrix: Matrix, example: int) -> tuple[CertificateFacts, Enclosed]:
    """What a certificate for an example of the matrix says, and what goes with it."""
    plan = _plan_of(matrix)
    answers, mistakes = read_answers(matrix, matrix.examples[example].answers)
    assert not mistakes
    outcome = plan.assess(answers)
    facts = gather(
        matrix,
        outcome,
        number="FJ-2026-7K3M-9QXZ",
        system_name="Emergency triage assistant",
        organisation="Riverside Hospital",
        office={"en": "AI Governance Office"},
        owners=("Lin Yuwei",),
        approvals=(Approval("Chen Jing", "reviewer", "2026-11-20"),),
        revision=1,
        submission_digest="3f9a1c77b2e094d1" * 4,
        logic_digest=logic_digest(matrix),
        text_digests=text_digests(matrix),
        submitted_on=date(2026, 11, 9),
        issued_on=date(2026, 11, 23),
        valid_until=date(2027, 11, 22),
    )
    return facts, enclose(matrix, answers, outcome.visible)


def serious(matrix: Matrix) -> int:
    """The place of an example that has rules, categories, tests and obligations."""
    for place, example in enumerate(matrix.examples):
        answers, _ = read_answers(matrix, example.answers)
        outcome = _plan_of(matrix).assess(answers)
        if outcome.rules and outcome.categories and outcome.tests and outcome.obligations:
            return place
    raise AssertionError("no example has everything")


def _plan_of(matrix: Matrix) -> Plan:
    found = next((plan for plan in _plans if plan.matrix is matrix), None)
    if found is None:
        found = plan_of(matrix)
        _plans.append(found)
    return found
