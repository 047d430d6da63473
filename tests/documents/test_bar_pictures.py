"""The pictures of scores in a certificate: their words can be read, and old facts stay as they were."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.documents.bar_pictures import principles_picture, score_picture
from app.documents.certificate import certificate_html, certificate_pdf
from app.documents.facts import CertificateFacts
from app.documents.words import Voice
from tests.documents.test_certificate import pages
from tests.documents.triage import ADDRESS, FACTS, PRINCIPLES, SCORES


def read(language: str, facts: CertificateFacts = FACTS) -> str:
    return " ".join(pages(certificate_pdf(facts, language, address=ADDRESS, signer=None))[1:])


@pytest.mark.parametrize("language", ["en", "zh-Hans", "en+zh-Hans"])
def test_the_words_of_the_pictures_are_in_the_file(language: str) -> None:
    text = read(language)
    english = ["Scale of use", "3 smaller ones together", "Questions that serve no principle", "5.5 of 20 points."]
    chinese = ["使用规模", "其余3项较小的合计", "不属于任何原则的问题", "满分20分，得5.5分。"]
    for phrase in english:
        assert (phrase in text) == ("en" in language), phrase
    for phrase in chinese:
        assert (phrase in text) == ("zh-Hans" in language), phrase
    for figure in ("+6", "−1", "+0.5", "2/4", "0/7"):
        assert figure in text


def test_what_a_picture_shows_is_said_to_those_who_do_not_see_it() -> None:
    severity, likelihood = (score_picture(score, Voice(("en",))).words for score in SCORES)
    assert severity == "Severity: Purpose 3; People concerned 2; Major 3"
    assert likelihood == "Likelihood: Scale of use +6; Oversight −1; 3 smaller ones together +0.5; Possible 5.5"
    principles = principles_picture(PRINCIPLES, Voice(("zh-Hans",))).words
    assert principles == "公平: 严重性 2/4, 可能性 0/7; 不属于任何原则的问题: 可能性 5.5/13"
    html = certificate_html(FACTS, "en", address=ADDRESS, signer=None)
    assert f'<title id="score-1-title">{severity}</title>' in html


def test_bars_differ_in_more_than_colour() -> None:
    severity, likelihood = (dict(score_picture(score, Voice(("en",))).layout.bars) for score in SCORES)
    assert set(severity) == {"full", "idle", "total"}
    assert set(likelihood) == {"full", "less", "rest", "total"}


def test_facts_from_before_there_were_scores_give_the_same_as_then() -> None:
    before = {key: value for key, value in FACTS.to_json().items() if key not in ("scores", "principles")}
    facts = CertificateFacts.from_json(before)
    assert facts == replace(FACTS, scores=(), principles=())
    assert facts.to_json() == before
    text = read("en", facts)
    assert "What gave the points" not in text
    assert "Scores by principle" not in text


def test_the_pictures_take_little_room() -> None:
    with_pictures = len(certificate_pdf(FACTS, "en", address=ADDRESS, signer=None))
    without = replace(FACTS, scores=(), principles=())
    assert with_pictures - len(certificate_pdf(without, "en", address=ADDRESS, signer=None)) < 6_000
