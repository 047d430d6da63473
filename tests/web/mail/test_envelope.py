"""No name, however strange, gives a mail another header, and every name arrives as it was."""

from __future__ import annotations

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail_settings import MailSettings
from app.settings import Settings
from app.web.mail.envelope import message_of
from app.web.mail.letters import Letter, Receiver, Unwritable, one_line
from tests.people import NOW

KEY = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
SETTINGS = Settings(
    data_directory=Path(),
    database_url="sqlite://",
    address="https://fenji.example",
    office_name="Governance Office",
    mail=MailSettings(host="mail.example", sender="fenji@example.org"),
)
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
}
# Letters of every kind, halves of letters apart: the gate refuses those before anything is stored.
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


def sent(name: str, subject: str, email: str = "alice@example.org") -> EmailMessage:
    """The message as the receiver's mail reader sees it."""
    letter = Letter(Receiver(one_line(name), email, "en"), one_line(subject), "Text.\n", "<p>Text.</p>")
    message = message_from_bytes(bytes(message_of(letter, SETTINGS, key=KEY, now=NOW)), policy=default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.parametrize(
    "evil",
    [
        "A\r\nBcc: everybody@example.org",
        "A\nBcc: everybody@example.org\n\nAnother mail",
        "A\u2028Bcc: everybody@example.org",
        "A\x0bBcc: x\x0cy\x85z",
        "=?utf-8?q?A=0D=0ABcc=3A_everybody=40example.org?=",
        'A" <everybody@example.org>, "B',
    ],
)
def test_a_name_cannot_add_a_header_or_a_receiver(evil: str) -> None:
    message = sent(evil, evil)
    assert set(message.keys()) == HEADERS
    assert [str(address.addr_spec) for address in message["To"].addresses] == ["alice@example.org"]
    assert message.get_body(("plain",)) is not None


@given(NAMES, NAMES)
def test_every_name_leaves_one_receiver_and_the_headers_as_they_are(name: str, subject: str) -> None:
    message = sent(name, subject)
    assert set(message.keys()) == HEADERS
    assert [str(address.addr_spec) for address in message["To"].addresses] == ["alice@example.org"]


@pytest.mark.parametrize(
    "name",
    ["陈思远 Siyuan Chen", "Zoë Łukasiewicz-O’Neill", "Müller, Anna (Referat 3)", "急诊分诊助手" * 12, "R&D <i>"],
)
def test_names_and_subjects_arrive_as_they_were(name: str) -> None:
    message = message_from_bytes(bytes(sent(name, f"已提交：{name}")))  # not by our own parser, which has its moods
    assert decoded(message["To"]).removesuffix(" <alice@example.org>").strip('"') == name
    assert decoded(message["Subject"]) == f"已提交：{name}"


def decoded(header: str) -> str:
    """A header as RFC 2047 says it is read."""
    return str(make_header(decode_header(header)))


@pytest.mark.parametrize(
    "email",
    ["alice", "alice@", "a@b@c", "", "alice@example.org\r\nBcc: x@example.org", "=?utf-8?q?a=0D=0AX=3Ay?=@example.org"],
)
def test_what_is_no_address_gets_no_mail(email: str) -> None:
    with pytest.raises(Unwritable):
        sent("Alice", "Hello", email)


def test_the_same_message_has_the_same_name_each_time() -> None:
    assert sent("A", "B")["Message-ID"] == sent("C", "D")["Message-ID"] == f"<{KEY}@fenji.example>"
