"""The letter of a decision without a certificate: who decided what and why, never like a certificate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.documents.decision import letter_html, unsigned_letter
from app.documents.decision_facts import DecisionFacts, Signature, gather_decision
from app.documents.signing import Promise, demonstration_signer, sign
from tests.documents.test_certificate import pages
from tests.documents.triage import words
from tests.journeys.examples import default_matrix

LATER = "2026-11-23T15:40:00+00:00"
FACTS = DecisionFacts(
    verdict="rejected",
    reference="A-7F3K2M",
    system_name="急诊分诊助手 Emergency triage assistant",
    organisation="江北大学附属医院 Jiangbei University Hospital",
    office=words("Jiangbei Office for AI Governance", "江北市人工智能治理办公室"),
    owners=("陈思远",),
    matrix_title=words("AI risk tiering", "人工智能风险分级"),
    matrix_version="1.0.0",
    level=words("Major risk", "重大风险"),
    summary=words("A named person must be able to stop it.", "须指定有权停止系统的责任人。"),
    signatures=(
        Signature("林若溪", "reviewer", "approve", "", "2026-11-20T09:12:00+00:00"),
        Signature("Amara Okafor", "ethics_reviewer", "reject", "Nobody can stop it\nat night.", LATER),
    ),
    revision=2,
    submitted_on="2026-11-18",
    decided_on="2026-11-23",
    submission_digest="3f9a1c77b2e094d1" * 4,
)
CERTIFIED = replace(FACTS, verdict="approved_without_certificate", signatures=FACTS.signatures[:1])


@pytest.mark.parametrize("language", ["en", "zh-Hans", "en+zh-Hans"])
def test_it_says_who_decided_what_and_why(language: str) -> None:
    text = " ".join(pages(unsigned_letter(FACTS, language, signer=None)))
    for fact in (
        FACTS.reference,
        "急诊分诊助手",
        "林若溪",
        "Amara Okafor",
        "Nobody can stop it",
        FACTS.submission_digest,
    ):
        assert fact in text
    for phrase in (
        "Rejected",
        "ethics reviewer",
        "Major risk",
        "23 November 2026",
        "This letter is not a certificate.",
    ):
        assert (phrase in text) == ("en" in language), phrase
    for phrase in ("未通过", "伦理审核员", "重大风险", "2026年11月23日", "本决定书不是证书。"):
        assert (phrase in text) == ("zh-Hans" in language), phrase


def test_an_approval_without_a_certificate_says_that_it_permits_nothing() -> None:
    text = " ".join(pages(unsigned_letter(CERTIFIED, "en", signer=None)))
    assert "systems of this level cannot be certified" in text
    assert "This letter is no permission." in text
    assert "Rejected" not in text


@pytest.mark.parametrize("facts", [FACTS, CERTIFIED])
def test_it_never_looks_like_a_certificate(facts: DecisionFacts) -> None:
    html = letter_html(facts, "en", signer=None)
    assert "<svg" not in html  # neither the shape of a level nor a code to scan
    text = " ".join(pages(unsigned_letter(facts, "en", signer=None)))
    for phrase in ("Certificate of AI risk level", "Certificate number", "FJ-", "Valid"):
        assert phrase not in text


def test_what_people_typed_is_shown_as_text() -> None:
    hostile = replace(FACTS.signatures[1], reason='<img src="http://192.0.2.1/x"> {{ 7*7 }}')
    facts = replace(FACTS, system_name="<script>x</script>", signatures=(hostile,))
    html = letter_html(facts, "en", signer=None)
    assert "<img" not in html
    assert "<script" not in html
    assert "{{ 7*7 }}" in " ".join(pages(unsigned_letter(facts, "en", signer=None))).replace("{ {", "{{").replace(
        "} }", "}}"
    )


def test_the_same_facts_give_the_same_bytes() -> None:
    made = unsigned_letter(FACTS, "en", signer=None)
    assert made == unsigned_letter(FACTS, "en", signer=None)
    assert made != unsigned_letter(CERTIFIED, "en", signer=None)


def test_the_demonstration_key_says_so(tmp_path: Path) -> None:
    assert "without legal effect" in letter_html(FACTS, "en", signer=Promise(demonstration=True))
    assert "without legal effect" not in letter_html(FACTS, "en", signer=Promise(demonstration=False))
    signer = demonstration_signer(tmp_path)
    assert b"/ETSI.CAdES.detached" in sign(unsigned_letter(FACTS, "en", signer=signer), signer)


def test_it_speaks_of_the_level_in_each_language_of_the_matrix() -> None:
    matrix = default_matrix()
    plain = FACTS.to_json()
    told = {name: plain[name] for name in ("reference", "system_name", "organisation", "office", "owners", "revision")}
    facts = gather_decision(
        matrix,
        matrix.levels[-1].id,
        verdict="rejected",
        signatures=FACTS.signatures,
        submitted_on=date(2026, 11, 18),
        submission_digest=FACTS.submission_digest,
        **told,
    )
    assert set(facts.level) == {"en", "zh-Hans"}
    assert facts.decided_on == "2026-11-23"
