"""Mail reaches a real mail server, encrypted, as it was written; and no server learns or repeats a secret of ours."""

from __future__ import annotations

import logging
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.mail_settings import MailSettings
from app.storage.tables import OutboxMessage
from app.web.mail.working import worker_of
from app.workflow.delivering import work_due
from tests.mail_server import PASSWORD, USER, Mailbox, authenticator, certificate, mail_server
from tests.outbox import ADDRESS, Clock, PostOffice, office_of, read, speaking
from tests.people import NOW, World


class Office:
    """A world with one mail to send, and an application that sends by these settings."""

    def __init__(self, world: World, port: int, **changes: object) -> None:
        plain = MailSettings(host="127.0.0.1", port=port, security="none", sender="fenji@example.org")
        settings = replace(plain, **changes)  # type: ignore[arg-type] # a test names the fields of a dataclass
        self.world, self.told = world, list[str]()
        self.office: PostOffice = office_of(world, mail=settings)
        self.clock: Clock = self.office.clock

    def work(self) -> OutboxMessage:
        """Work once; gives the mail to Alice as it stands then."""
        work_due(worker_of(self.office.app, self.told.append))
        with self.world.session() as session:
            found = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail")).all()
            return next(row for row in found if row.payload["template"] == "submitted")


@pytest.mark.parametrize(
    ("language", "subject", "sender", "words"),
    [
        ("en", "Submitted: 急诊分诊助手", "Governance Office", "Your assessment was submitted"),
        ("zh-Hans", "已提交：急诊分诊助手", "治理办公室", "您的评估已提交，正等待审核。"),
    ],
)
def test_a_mail_arrives_as_it_was_written(world: World, language: str, subject: str, sender: str, words: str) -> None:
    mailbox = Mailbox()
    with speaking(world, language), mail_server(mailbox) as port:
        world.submitted(system="急诊分诊助手")
        row = Office(world, port).work()
    assert (row.done_at, row.last_error) == (NOW, None)
    message = next(found for found in mailbox.taken if found["Subject"] == subject)
    plain, html = read(message)
    assert words in plain
    assert words in html
    assert message["From"].addresses[0].display_name == sender
    assert message["To"] == "Alice Adler <alice@example.org>"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == f"<{row.id}@fenji.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_charset("utf-8") == "utf-8"
    assert ADDRESS in html


def test_mail_is_encrypted_and_signed_in_by_starttls(world: World, tmp_path: Path) -> None:
    authorities, context = certificate(tmp_path)
    mailbox = Mailbox()
    world.submitted()
    secure = {"tls_context": context, "require_starttls": True, "authenticator": authenticator, "auth_required": True}
    with mail_server(mailbox, **secure) as port:
        office = Office(world, port, security="starttls", user=USER, password=PASSWORD, authorities=authorities)
        assert office.work().done_at == NOW
    assert mailbox.secured
    assert all(mailbox.secured)


def test_a_server_with_a_certificate_that_nobody_knows_gets_nothing(world: World, tmp_path: Path) -> None:
    _file, context = certificate(tmp_path)
    mailbox = Mailbox()
    world.submitted()
    with mail_server(mailbox, tls_context=context, authenticator=authenticator) as port:
        row = Office(world, port, security="starttls", user=USER, password=PASSWORD).work()
    assert row.last_error == "The certificate of the mail server is not trusted: self-signed certificate."
    assert mailbox.taken == []


def test_a_server_that_does_not_encrypt_gets_no_password_and_no_mail(world: World) -> None:
    mailbox = Mailbox()
    world.submitted()
    with mail_server(mailbox) as port:
        row = Office(world, port, security="starttls", user=USER, password=PASSWORD).work()
    assert row.last_error is not None
    assert row.last_error.startswith("The mail server cannot do what")
    assert mailbox.taken == []


def test_a_password_that_is_rejected_is_nowhere_to_be_read(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    authorities, context = certificate(tmp_path)
    wrong = "Tr0ub4dor&3"
    world.submitted()
    caplog.set_level(logging.DEBUG, "app")
    with mail_server(Mailbox(), tls_context=context, authenticator=authenticator, auth_required=True) as port:
        office = Office(world, port, security="starttls", user=USER, password=wrong, authorities=authorities)
        row = office.work()
    assert row.last_error == "The mail server did not accept the user and the password (535)."
    printed = capsys.readouterr()
    seen = [row.last_error, *office.told, repr(office.office.app.config["FENJI_SETTINGS"]), *printed]
    seen += [record.getMessage() for record in caplog.records if not record.name.startswith("mail.log")]
    for clothes in (wrong, b64encode(wrong.encode()).decode(), b64encode(f"\0{USER}\0{wrong}".encode()).decode()):
        assert all(clothes not in text for text in seen)


def test_a_server_that_repeats_the_password_later_is_not_quoted(world: World) -> None:
    mailbox = Mailbox(answers=[f"554 you said {PASSWORD}"] * 9)
    world.submitted()
    with mail_server(mailbox, authenticator=authenticator, auth_require_tls=False) as port:
        row = Office(world, port, user=USER, password=PASSWORD).work()
    assert row.last_error == "The mail server answered 554."


def test_a_server_that_is_busy_is_asked_again(world: World) -> None:
    mailbox = Mailbox(answers=["451 4.3.0 busy, come back later"] * 5)
    world.submitted()
    with mail_server(mailbox) as port:
        office = Office(world, port)
        assert office.work().last_error == "The mail server answered 451 4.3.0 busy, come back later."
        office.clock.time = NOW + timedelta(seconds=59)
        assert office.work().tries == 1
        office.clock.time = NOW + timedelta(minutes=1)
        row = office.work()
    assert (row.tries, row.done_at, row.last_error) == (2, office.clock.time, None)
    assert len(mailbox.taken) == len({message["Message-ID"] for message in mailbox.taken}) == 5


def test_a_connection_that_is_dropped_loses_nothing(world: World) -> None:
    mailbox = Mailbox(answers=["drop"] * 5)
    world.submitted()
    with mail_server(mailbox) as port:
        office = Office(world, port)
        assert office.work().last_error == "The mail server ended the connection."
        office.clock.pass_by(minutes=1)
        assert office.work().done_at == office.clock.time


def test_a_server_that_is_away_is_waited_for(world: World) -> None:
    with mail_server(Mailbox()) as port:
        pass  # now nobody listens there
    world.submitted()
    assert Office(world, port).work().last_error == "The mail server cannot be reached: Connection refused."


def test_a_receiver_who_does_not_exist_is_given_up_at_once(world: World) -> None:
    mailbox = Mailbox(unknown=frozenset({"alice@example.org"}))
    world.submitted()
    with mail_server(mailbox) as port:
        row = Office(world, port).work()
    assert row.given_up_at == NOW
    assert row.last_error is not None
    assert row.last_error.startswith("The mail server did not take the receiver: 550 5.1.1")
    assert len(mailbox.taken) == 4  # the others got theirs
