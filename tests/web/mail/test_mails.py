"""The mails of an assessment's life: who gets which, what it says in both languages, and where its link leads."""

from __future__ import annotations

import re
from email.message import EmailMessage
from pathlib import Path

import html5lib
import pytest

from tests.incident_mails import INCIDENT_BEGINNINGS, INCIDENT_STORIES
from tests.outbox import (
    ADDRESS,
    approve,
    invite,
    office_of,
    read,
    speaking,
    subjects,
    submit,
    take_up,
    turn_down,
)
from tests.people import World
from tests.web.visiting import visit

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates" / "mail"
SYSTEM = "急诊分诊助手 R&D <i>"
HAN = re.compile(r"[\u4e00-\u9fff]")


def submitted(world: World) -> list[EmailMessage]:
    world.submitted("serious", system=SYSTEM)
    return office_of(world).work()


def overdue(world: World) -> list[EmailMessage]:
    world.submitted("serious", system=SYSTEM)
    office = office_of(world)
    office.work()
    office.clock.pass_by(days=15)
    return office.work()


def turned_down(world: World, *, reject: bool) -> list[EmailMessage]:
    turn_down(world, world.in_review(system=SYSTEM), "说明误差。\nTell the error rate.", reject=reject)
    return office_of(world).work()


def approved(world: World) -> list[EmailMessage]:
    approve(world, world.in_review("forbidden", system=SYSTEM), "dora")
    return office_of(world).work()


def certified(world: World) -> list[EmailMessage]:
    world.certified(system=SYSTEM)
    return office_of(world).work()


def ended(world: World) -> list[EmailMessage]:
    world.certified(system=SYSTEM)
    office = office_of(world)
    office.work()
    office.clock.pass_by(days=366)
    return office.work()


STORIES = {
    "submitted": submitted,
    "review_waits": submitted,
    "review_overdue": overdue,
    "sent_back": lambda world: turned_down(world, reject=False),
    "rejected": lambda world: turned_down(world, reject=True),
    "approved": approved,
    "certified": certified,
    "expired": ended,
    **INCIDENT_STORIES,
}
# How each subject begins, in both languages.
BEGINNINGS = {
    "submitted": ("Submitted: ", "已提交："),
    "review_waits": ("To review: ", "待审核："),
    "review_overdue": ("Overdue review: ", "审核逾期："),
    "sent_back": ("Please revise: ", "请修改："),
    "rejected": ("Rejected: ", "未通过："),
    "approved": ("Review finished: ", "审核完成："),
    "certified": ("Certified: ", "已发证："),
    "expired": ("The certificate has expired: ", "证书已过期："),
    **INCIDENT_BEGINNINGS,
}


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_mail_says_the_same_in_text_and_html_and_in_one_language(world: World, name: str, language: str) -> None:
    with speaking(world, language):
        sent = STORIES[name](world)
    beginning = BEGINNINGS[name][language != "en"]
    message = next(found for found in sent if str(found["Subject"]).startswith(beginning))
    assert message["Subject"] == beginning + SYSTEM
    assert message["Content-Language"] == language
    assert message.get_content_type() == "multipart/alternative"
    plain, html = read(message)
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    shown = "".join("".join(page.find("body").itertext()).split())
    links = [element.get("href") for element in page.iter("a")]
    for paragraph in re.sub(r"(?m)^\d+\. ", "", plain).split("\n\n"):
        words = "".join(paragraph.split())
        if not any(link in words for link in links if link):
            assert words in shown or all(part in shown for part in re.split("[:：]", words))
    assert all(link.startswith(ADDRESS) for link in links)
    assert list(page.iter("img")) == []
    spoken = plain.replace(SYSTEM, "").replace("说明误差。", "")
    assert bool(HAN.search(spoken)) == (language == "zh-Hans")


def test_each_template_is_a_pair_that_begins_with_its_subject() -> None:
    pairs = {path.stem for path in TEMPLATES.glob("*.txt")}
    assert pairs == {path.stem for path in TEMPLATES.glob("*.html")}
    for name in pairs - {"frame"}:
        assert (TEMPLATES / f"{name}.txt").read_text(encoding="utf-8").startswith("Subject: "), name
        frame = '{% extends "mail/frame.html" %}'
        assert (TEMPLATES / f"{name}.html").read_text(encoding="utf-8").startswith(frame), name


def test_submitting_tells_the_owner_and_the_reviewers_who_had_no_hand_in_it(world: World) -> None:
    key = world.draft("serious")
    invite(world, key, "bob")
    submit(world, key)
    # Bob is a reviewer too, but works on it; Fang is asked at the second step only.
    assert sorted(subjects(office_of(world).work())) == [
        ("alice", "Submitted: Traffic lights"),
        ("dora", "To review: Traffic lights"),
        ("emil", "To review: Traffic lights"),
        ("grace", "To review: Traffic lights"),
    ]


def test_the_next_step_is_told_to_its_role_when_it_opens(world: World) -> None:
    key = world.in_review("serious")
    office = office_of(world)
    office.work()
    approve(world, key, "dora")
    assert office.work() == []
    approve(world, key, "emil")
    assert sorted(subjects(office.work())) == [
        ("fang", "To review: Traffic lights"),
        ("grace", "To review: Traffic lights"),
    ]
    approve(world, key, "fang")
    assert subjects(office.work()) == [("alice", "Certified: Traffic lights")]


def test_nobody_is_asked_for_what_was_withdrawn_or_decided_meanwhile(world: World) -> None:
    turn_down(world, world.in_review(), "No.", reject=True)
    assert sorted(subjects(office_of(world).work())) == [
        ("alice", "Rejected: Traffic lights"),
        ("alice", "Submitted: Traffic lights"),
    ]


def test_colleagues_hear_of_the_decision(world: World) -> None:
    key = world.draft()
    invite(world, key, "bob")
    submit(world, key)
    office = office_of(world)
    office.work()
    take_up(world, key)
    turn_down(world, key, "Say more.")
    assert sorted(subjects(office.work())) == [
        ("alice", "Please revise: Traffic lights"),
        ("bob", "Please revise: Traffic lights"),
    ]


@pytest.mark.parametrize("name", [name for name in STORIES if name != "review_overdue"])
def test_the_link_of_each_mail_opens_for_whoever_gets_it(world: World, name: str) -> None:
    office = office_of(world, address="http://localhost", demonstration=True)
    for message in STORIES[name](world):
        found = re.search(r'class="button" href="https://fenji.example([^"]+)"', read(message)[1])
        assert found
        page = visit(office.app, subjects([message])[0][0]).get(found[1], follow_redirects=True)
        assert page.status_code == 200, (message["Subject"], found[1], page.status_code)


def test_more_reviewers_than_a_room_holds_hear_once_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.workflow.announcing.MOST_AT_ONCE", 2)
    for system in ("One", "Two", "Three"):
        world.submitted(system=system)
    office = office_of(world)
    assert {name for name, _ in subjects(office.work())} == {"alice"}
    office.clock.pass_by(hours=12)
    assert sorted(subjects(office.work())) == [
        (name, "Assessments wait for you to review them") for name in ("bob", "dora", "emil", "grace")
    ]
    office.clock.pass_by(hours=12)
    assert office.work() == []
