"""The certificate as people read it: both languages, every fact, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from app.documents.certificate import LANGUAGES, certificate_html, certificate_pdf, unsigned_pdf
from app.documents.facts import CertificateFacts, ObligationFacts
from tests.documents.largest import LARGEST, certificate_of
from tests.documents.triage import ADDRESS, FACTS, words

ROOT = Path(__file__).parents[2]


def pages(pdf: bytes) -> list[str]:
    """The text of each page, without the line breaks of the layout."""
    read = pypdf.PdfReader(BytesIO(pdf))
    return [" ".join((page.extract_text() or "").split()) for page in read.pages]


def made(facts: CertificateFacts, language: str) -> bytes:
    """The file, which is made once for all tests that only read it."""
    return _made(json.dumps(facts.to_json(), sort_keys=True), language)


@cache
def _made(facts: str, language: str) -> bytes:
    return made_anew(CertificateFacts.from_json(json.loads(facts)), language)


def made_anew(facts: CertificateFacts, language: str) -> bytes:
    return certificate_pdf(facts, language, address=ADDRESS, signer=None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_can_be_read_back(language: str) -> None:
    first, *behind = pages(made(FACTS, language))
    for expected in (
        FACTS.number,
        "急诊分诊助手",
        "Emergency triage assistant",
        "林若溪",
        "Amara Okafor",
        FACTS.submission_digest,
        f"{ADDRESS}/certificates/{FACTS.number}",
    ):
        assert expected in first
    rest = " ".join(behind)
    assert FACTS.matrix.logic_digest in rest
    assert "Annex III 5(d)" in rest


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_speaks_in_its_own_words(language: str) -> None:
    text = " ".join(pages(made(FACTS, language)))
    english = ["Major risk", "23 November 2026", "Adversarial testing", "ethics reviewer"]
    chinese = ["重大风险", "2026年11月23日", "对抗测试", "伦理审核员", "严重性：重大"]
    for phrase in english:
        assert (phrase in text) == ("en" in language)
    for phrase in chinese:
        assert (phrase in text) == ("zh-Hans" in language)


def test_the_first_language_comes_first() -> None:
    text = pages(made(FACTS, "zh-Hans+en"))[0]
    assert text.index("重大风险") < text.index("Major risk")
    text = pages(made(FACTS, "en+zh-Hans"))[0]
    assert text.index("Major risk") < text.index("重大风险")


def test_both_is_english_first() -> None:
    assert certificate_html(FACTS, "both", address=ADDRESS, signer=None) == certificate_html(
        FACTS, "en+zh-Hans", address=ADDRESS, signer=None
    )


def test_another_language_is_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="cannot be made in 'fr'"):
        made(FACTS, "fr")


def test_a_text_without_translation_is_marked_as_what_it_is() -> None:
    facts = replace(FACTS, categories=({"en": "Biometrics"},))
    html = certificate_html(facts, "zh-Hans", address=ADDRESS, signer=None)
    assert '<span lang="en">Regulation (EU) 2024/1689, Art. 14</span>' in html
    assert "Biometrics" in html


def test_the_facts_survive_their_json() -> None:
    assert CertificateFacts.from_json(FACTS.to_json()) == FACTS
    without_grid = replace(FACTS, grid=None, valid_until=None)
    assert CertificateFacts.from_json(without_grid.to_json()) == without_grid


def test_tests_are_told_with_figure_bar_verdict_and_tester() -> None:
    text = " ".join(pages(made(FACTS, "en")))
    assert "Attacks that succeeded: at most 5%" in text
    assert "Passed" in text
    assert "2.5%" in text
    assert "Ines Iyer, Northgate Assurance" in text
    assert "Not recorded" in text
    assert "未记录" in " ".join(pages(made(FACTS, "zh-Hans")))


def test_a_certificate_from_before_results_were_recorded_reads_as_it_did() -> None:
    plain = FACTS.to_json()
    known = ("title", "independent", "measure", "unit", "bar", "value")
    plain["tests"] = [{name: test[name] for name in known} for test in plain["tests"]]
    text = " ".join(pages(made(CertificateFacts.from_json(plain), "en")))
    assert "Attacks that succeeded: at most 5%" in text
    assert "Not recorded" not in text
    assert "Result" not in text


def test_a_certificate_without_grid_rules_categories_or_end() -> None:
    nothing: dict[str, Any] = dict.fromkeys(
        ("rules", "categories", "obligations", "tests", "approvals", "scores", "principles"), ()
    )
    bare = replace(FACTS, grid=None, valid_until=None, **nothing)
    text = " ".join(pages(made(bare, "en")))
    assert "From 23 November 2026, with no end set" in text
    assert "No hard rule applied" in text
    assert "Severity" not in text


def test_the_same_facts_give_the_same_bytes() -> None:
    assert made_anew(FACTS, "zh-Hans+en") == made(FACTS, "zh-Hans+en")
    assert made(FACTS, "en") != made(replace(FACTS, revision=3), "en")


def test_another_process_gives_the_same_bytes() -> None:
    """The largest example in both languages, in a process that has set nothing before, on whichever day it runs."""
    language = "en+zh-Hans"
    program = (
        "import sys; from app.documents.certificate import unsigned_pdf; from tests.documents.largest import *;"
        "facts, enclosed = certificate_of(LARGEST);"
        f"made = unsigned_pdf(facts, {language!r}, address={ADDRESS!r}, signer=None, enclosed=enclosed);"
        "sys.stdout.buffer.write(made)"
    )
    other = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    facts, enclosed = certificate_of(LARGEST)
    assert other.stdout == unsigned_pdf(facts, language, address=ADDRESS, signer=None, enclosed=enclosed)


def test_what_people_typed_is_shown_as_text() -> None:
    hostile = '<img src="file:///etc/passwd"><script>alert(1)</script>{{ 7*7 }}'
    facts = replace(FACTS, system_name=hostile, organisation="</p><h1>x</h1>", owners=("<b>me</b>",))
    html = certificate_html(facts, "en", address=ADDRESS, signer=None)
    assert "<img" not in html
    assert "<script" not in html
    text = " ".join(pages(made(facts, "en")))
    assert "<script>alert(1)</script>{{ 7*7 }}" in text.replace("( ", "(")
    assert "<b>me</b>" in text


def test_a_sentence_of_the_matrix_cannot_fill_in_another_value() -> None:
    facts = replace(FACTS, matrix=replace(FACTS.matrix, title=words("{version} {title}", "{version}")))
    assert "{version} {title}, version 1.0.0" in pages(made(facts, "en"))[0]


def test_right_to_left_and_emoji_do_not_break_the_page() -> None:
    facts = replace(FACTS, system_name="مساعد الفرز \u202eevil\u202c 🤖")
    assert len(pages(made(facts, "en"))) >= 2


def test_words_of_100_000_characters_end_in_time() -> None:
    word = "x" * 100_000
    facts = replace(
        FACTS,
        system_name=word,
        owners=(word,),
        rules=(replace(FACTS.rules[0], because=words(word, word)),),
    )
    first, *behind = pages(made(facts, "en"))
    assert FACTS.submission_digest in first
    assert first.count("x") < 400
    assert 5_000 < sum(page.count("x") for page in behind) < 10_000
    (inside,) = pypdf.PdfReader(BytesIO(made(facts, "en"))).attachments[f"{FACTS.number}.json"]
    assert json.loads(inside)["system_name"] == word


def test_the_first_page_is_one_page_even_when_everything_is_long() -> None:
    long = words("Considerable words " * 9, "很长的名称" * 20)
    facts = replace(
        FACTS,
        system_name="名" * 140,
        organisation="Organisation " * 12,
        office=long,
        categories=FACTS.categories * 6,
        approvals=FACTS.approvals * 4,
    )
    first, second, *_ = pages(made(facts, "zh-Hans+en"))
    assert FACTS.submission_digest in first
    assert "等级认定说明" in second


def test_what_the_file_says_about_itself() -> None:
    pdf = pypdf.PdfReader(BytesIO(unsigned_pdf(FACTS, "zh-Hans", address=ADDRESS, signer=None)))
    catalogue: Any = pdf.root_object
    assert str(catalogue["/Lang"]) == "zh-Hans"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in catalogue
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"人工智能风险分级证书 {FACTS.number}"
    described = catalogue["/Metadata"].get_object().get_data()
    assert b'pdfaid:part="3"' in described
    assert b'pdfaid:conformance="A"' in described
    assert b'pdfuaid:part="1"' in described


def test_the_facts_are_inside_for_machines() -> None:
    pdf = pypdf.PdfReader(BytesIO(made(FACTS, "en")))
    (inside,) = pdf.attachments[f"{FACTS.number}.json"]
    assert CertificateFacts.from_json(json.loads(inside)) == FACTS


def test_the_file_is_small() -> None:
    assert len(made(FACTS, "zh-Hans+en")) < 120_000


def test_pictures_and_tables_have_words() -> None:
    tags = _structure(made(FACTS, "en"))
    assert tags.count("/Figure") == 5  # the shape of the level, the QR code, two scores, the principles
    assert tags.count("/H1") == 1
    assert "/TH" in tags
    html = certificate_html(FACTS, "en", address=ADDRESS, signer=None)
    assert "<title>Level 4 of 5, lowest first</title>" in html


def _structure(pdf: bytes) -> list[str]:
    found: list[str] = []

    def walk(node: object) -> None:
        item = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(item, dict):
            if "/S" in item:
                found.append(str(item["/S"]))
                if item["/S"] == "/Figure":
                    assert item["/Alt"]
            if "/K" in item:
                walk(item["/K"])
        elif isinstance(item, list):
            for child in item:
                walk(child)

    walk(pypdf.PdfReader(BytesIO(pdf)).root_object["/StructTreeRoot"])
    return found


def test_each_language_has_its_own_source() -> None:
    both = {"en": "Keep records", "zh-Hans": "留存记录"}
    source = {"en": "Article 12", "zh-Hans": "第12条"}
    facts = replace(FACTS, obligations=(ObligationFacts(both, source), ObligationFacts(both, {"en": "ISO 42001"})))
    html = certificate_html(facts, "en+zh-Hans", address=ADDRESS, signer=None)
    told = '<li><span>Keep records <span class="source">{}</span></span> <span class="second" lang="zh-Hans">{}</span>'
    assert told.format("Article 12", '留存记录 <span class="source">第12条</span>') in html
    assert told.format("ISO 42001", "留存记录") in html
