"""Letters are in the receiver's language, in plain text and in HTML, with addresses that nobody else can choose."""

from __future__ import annotations

import html5lib
import pytest
from flask import Flask

from app.storage.assessments import latest_submission
from app.web.mail.letters import Letter, Receiver, Unwritable, letter
from tests.people import World
from tests.web.visiting import application_of

ALICE = Receiver("Alice Adler", "alice@example.org", "en")
CHEN = Receiver("陈思远", "chen@example.org", "zh-Hans")


@pytest.fixture
def office(world: World) -> Flask:
    """An application with an address of its own."""
    return application_of(world, address="https://fenji.example", demonstration=False)


def written(app: Flask, world: World, receiver: Receiver, system: str = "Traffic lights") -> Letter:
    """The mail about a submission, for this receiver."""
    key = world.submitted("serious", system=system)
    with world.session() as session:
        submission = latest_submission(session, world.find(session, key))
        assert submission is not None
        values = {"submission": str(submission.id), "due": "2026-12-07T09:00:00+00:00"}
    return letter(app, template="submitted", receiver=receiver, values=values)


def test_a_letter_says_the_same_in_text_and_html(office: Flask, world: World) -> None:
    made = written(office, world, ALICE)
    assert made.subject == "Submitted: Traffic lights"
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(made.html)
    shown = " ".join("".join(page.find("body").itertext()).split())
    flat = " ".join(made.text.split())
    for words in (
        "Hello Alice Adler,",
        "Traffic lights",
        "2 reviewers approve within 10 working days",
        "The first step is due by 7 December 2026.",
        "Sent by Fenji for Governance Office: https://fenji.example",
    ):
        assert words in flat
        assert words in shown
    assert page.find("head/title").text == made.subject
    assert page.get("lang") == "en"


def test_a_letter_is_in_the_language_of_its_receiver(office: Flask, world: World) -> None:
    made = written(office, world, CHEN, "急诊分诊助手")
    assert made.subject == "已提交：急诊分诊助手"
    assert "陈思远，您好：" in made.text
    assert "名审核员" in made.text
    assert "治理办公室" in made.text
    assert "治理办公室" in made.html
    assert '<html lang="zh-Hans"' in made.html
    assert "Hello" not in made.text + made.html


def test_links_come_from_the_configured_address_even_inside_a_request(office: Flask, world: World) -> None:
    with office.test_request_context("/", base_url="https://evil.example"):
        made = written(office, world, ALICE)
    assert "evil" not in made.text + made.html
    assert "\nhttps://fenji.example/assessments/" in made.text
    assert 'href="https://fenji.example/assessments/' in made.html


def test_names_are_text_in_the_html_and_themselves_in_the_text(office: Flask, world: World) -> None:
    made = written(office, world, Receiver("A & <b>B</b>", "a@example.org", "en"), "R&D <i>")
    assert made.subject == "Submitted: R&D <i>"
    assert "Hello A & <b>B</b>," in made.text
    assert "Hello A &amp; &lt;b&gt;B&lt;/b&gt;," in made.html
    assert "<b>" not in made.html


@pytest.mark.parametrize("name", ["../../etc/passwd", "frame.html", "", "SUBMITTED", "no_such_mail"])
def test_a_letter_without_a_template_is_not_written(office: Flask, name: str) -> None:
    with pytest.raises(Unwritable):
        letter(office, template=name, receiver=ALICE, values={})


def test_a_letter_about_a_row_that_is_gone_is_not_written(office: Flask) -> None:
    values = {"submission": "01890a5d-ac96-774b-bcce-b302099a8057"}
    with pytest.raises(Unwritable, match="gone"):
        letter(office, template="submitted", receiver=ALICE, values=values)
