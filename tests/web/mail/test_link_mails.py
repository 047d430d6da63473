"""The mails with one-time links: the same in text and HTML, and what opens the account stands in no table."""

from __future__ import annotations

import re
from email.message import EmailMessage

import html5lib
import pytest

from app.workflow import inviting, resetting
from tests.links import CHOSEN, KEY, everything, forget, invite, reset
from tests.outbox import ADDRESS, office_of, read, speaking
from tests.people import NOW, World, address_of
from tests.web.visiting import text_of, visit

LINK = re.compile(r"https://fenji\.example(/\S+)")
HAN = re.compile(r"[\u4e00-\u9fff]")
SUBJECTS = {
    "invitation": ("Your invitation to Fenji", "Fenji邀请函"),
    "reset": ("Choose another password", "重设密码"),
    "password_changed": ("Your password was changed", "您的密码已更改"),
}


def sent(world: World, kind: str) -> EmailMessage:
    """The mail of this kind, posted by the outbox."""
    office = office_of(world)
    if kind == "invitation":
        invite(world)
    else:
        token = forget(world)
        if kind == "password_changed":
            assert token is not None
            office.work()
            reset(world, token)
    (message,) = office.work()
    return message


@pytest.mark.parametrize(
    ("kind", "language"),
    [  # in Chinese an invitation is another test, since its language is chosen with it
        ("invitation", "en"),
        ("reset", "en"),
        ("reset", "zh-Hans"),
        ("password_changed", "en"),
        ("password_changed", "zh-Hans"),
    ],
)
def test_a_mail_says_the_same_in_text_and_html_and_in_one_language(world: World, kind: str, language: str) -> None:
    with speaking(world, language):
        message = sent(world, kind)
    assert message["Subject"] == SUBJECTS[kind][language != "en"]
    plain, html = read(message)
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    links = [element.get("href") for element in page.iter("a")]
    assert all(link.startswith(ADDRESS) for link in links)
    assert set(LINK.findall(plain)) == {link.removeprefix(ADDRESS) for link in links} - {"/"}
    assert bool(HAN.search(plain)) == (language == "zh-Hans")
    assert "23 November 2026, 09:00" in plain or kind != "password_changed" or language != "en"


def test_an_invitation_is_in_the_language_that_was_chosen_for_it(world: World) -> None:
    with world.session() as session:
        inviting.invite(
            session,
            actor=world.actor("adam"),
            name="陈思远",
            email="chen@example.org",
            organisation="Harbour Laboratory",
            roles=[],
            language="zh-Hans",
            key=KEY,
            now=NOW,
        )
    (message,) = office_of(world).work()
    assert message["Subject"] == SUBJECTS["invitation"][1]
    assert "chen@example.org" in message["To"]
    assert "陈思远，您好" in read(message)[0]


@pytest.mark.parametrize("kind", ["invitation", "reset"])
def test_the_link_in_the_mail_opens_the_account_and_is_kept_nowhere(world: World, kind: str) -> None:
    plain, html = read(sent(world, kind))
    (path,) = (found for found in LINK.findall(plain) if found.startswith(f"/{kind}/"))
    assert path in html
    token = path.rpartition("/")[2]
    assert len(token) == 43
    assert token not in everything(world)
    client = visit(office_of(world, address="http://localhost", demonstration=True).app)
    page = client.get(path, follow_redirects=True)
    assert page.status_code == 200
    assert ("hana@example.org" if kind == "invitation" else address_of("alice")) in text_of(page)


def test_nobody_unknown_and_nobody_who_was_let_go_gets_a_mail(world: World) -> None:
    forget(world, "nobody")
    assert office_of(world).work() == []
    forget(world, "bob")
    with world.session() as session:
        inviting.deactivate(session, actor=world.actor("adam"), person_id=world.keys["bob"], now=NOW)
    assert office_of(world).work() == []


def test_the_mail_about_a_change_holds_no_password(world: World) -> None:
    with world.session() as session:
        resetting.send_reset(session, actor=world.actor("adam"), person_id=world.keys["alice"], key=KEY, now=NOW)
    office = office_of(world)
    (message,) = office.work()
    token = LINK.findall(read(message)[0])[0].rpartition("/")[2]
    reset(world, token)
    (message,) = office.work()
    assert CHOSEN not in "".join(read(message))
    assert CHOSEN not in everything(world)
