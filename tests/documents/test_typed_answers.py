"""Answers that somebody typed: whatever they hold, they are text, nothing is fetched, and setting them ends in time."""

from __future__ import annotations

import subprocess
import time
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from app.documents.answers import AnsweredFacts, Enclosed, SectionFacts, typed
from app.documents.certificate import certificate_html, unsigned_pdf
from app.documents.fetching import AssetsOnly
from tests.documents.triage import ADDRESS, FACTS

HOSTILE = (
    '<img src="http://192.0.2.1/a.png" onerror=alert(1)>',
    '<link rel=stylesheet href="file:///etc/passwd"><style>@import url(http://192.0.2.1/x.css)</style>',
    '</td></table><h1>Forged</h1><object data="file:///etc/passwd"></object>',
    "{{ 7*7 }} {% include '/etc/passwd' %} url(http://192.0.2.1/b)",
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://192.0.2.1/c.png"/></svg>',
    "user\u202egnp.exe\u202c and \u2066isolated\u2069",
    "مرحبا بالعالم 🤖👩‍⚕️ ﷽",
    "w" * 100_000,
)


def enclosed_of(*texts: str) -> Enclosed:
    answered = tuple(
        AnsweredFacts({"en": f"Question {place}?"}, (typed(text, "en"),)) for place, text in enumerate(texts)
    )
    return Enclosed((SectionFacts({"en": "What was typed"}, answered),), {}, {})


def test_hostile_answers_are_text_and_fetch_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []
    fetch = AssetsOnly.fetch

    def noted(self: AssetsOnly, url: str, headers: object = None) -> object:
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(AssetsOnly, "fetch", noted)
    enclosed = enclosed_of(*HOSTILE)
    html = certificate_html(FACTS, "en", address=ADDRESS, signer=None, enclosed=enclosed)
    for tag in ("<img", "<link", "<style", "<object", "<script", "<image", "<h1>Forged"):
        assert tag not in html
    made = unsigned_pdf(FACTS, "en", address=ADDRESS, signer=None, enclosed=enclosed)
    assert asked == []
    (tmp_path / "file.pdf").write_bytes(made)
    told = subprocess.run(["pdftotext", "-raw", tmp_path / "file.pdf", "-"], capture_output=True, check=True, text=True)
    text = "".join(told.stdout.split())
    for each in HOSTILE[:5]:
        assert "".join(each.split()) in text
    assert 4_000 < text.count("w") < 8_000
    read = pypdf.PdfReader(BytesIO(made))
    assert not any("/Annots" in page for page in read.pages)  # what looks like a link is none
    assert b"/URI" not in made


def test_words_typed_in_chinese_are_set_in_chinese_forms() -> None:
    answers = enclosed_of("由人复核每个结果", "Checked", "人がもう一度確認する")
    html = certificate_html(FACTS, "en", address=ADDRESS, signer=None, enclosed=answers)
    assert "<td>人がもう一度確認する</td>" in html
    assert '<span lang="zh-Hans">由人复核每个结果</span>' in html
    assert "<td>Checked</td>" in html


def test_time_and_memory_grow_with_the_answers_and_no_faster() -> None:
    """Ten times the answers take at most about ten times as long; benchmarks/certificates.py goes up to a megabyte."""
    words = "the system reads what people send and sorts it by what seems urgent " * 15
    took = {}
    for count in (1, 8, 80):
        enclosed = enclosed_of(*[words] * count)
        began = time.process_time()
        unsigned_pdf(FACTS, "en", address=ADDRESS, signer=None, enclosed=enclosed)
        took[count] = time.process_time() - began
    assert took[80] < 12 * took[8], took
