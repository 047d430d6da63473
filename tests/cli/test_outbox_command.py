"""`flask --app app outbox …`: the worker as an operator runs it, killed and stopped like any other process."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import Result
from flask import Flask
from sqlalchemy import text

from app.cli import Commands
from app.mail_settings import MailSettings
from app.web.mail.working import worker_of
from app.workflow.delivering import work_due
from tests.mail_server import Mailbox, mail_server
from tests.outbox import office_of
from tests.people import World
from tests.web.visiting import SECRET

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "flask", "--app", "app", "outbox"]


def environment(world: World, **more: str) -> dict[str, str]:
    """What an operator has set: an office on https, with no mail server unless `more` names one."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("FENJI_", "FLASK_", "DATABASE"))}
    return {
        **own,
        "FENJI_DATABASE_URL": world.url,
        "FENJI_DATA_DIRECTORY": str(world.data_directory),
        "FENJI_ADDRESS": "https://fenji.example",
        "FENJI_SECRET_KEY": SECRET,
        **more,
    }


def server(port: int) -> dict[str, str]:
    """The settings of a mail server on this machine."""
    return {"FENJI_SMTP_HOST": "127.0.0.1", "FENJI_SMTP_PORT": str(port), "FENJI_MAIL_FROM": "fenji@example.org"}


def ran(world: World, *arguments: str, **more: str) -> Result:
    """What `flask --app app outbox …` says and gives back, in this process, which starts soon."""
    app = Flask("app", static_folder=None)
    app.cli = Commands(app)
    own = dict.fromkeys(name for name in os.environ if name.startswith(("FENJI_", "FLASK_", "DATABASE")))
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        return app.test_cli_runner().invoke(args=("outbox", *arguments), env={**own, **environment(world, **more)})
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def running(world: World, *arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=environment(world, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def hurry(world: World) -> None:
    """The world's clock stands in the past of tests; what waits there is due."""
    with world.engine.begin() as connection:
        connection.execute(text("UPDATE outbox_messages SET due_at = :now"), {"now": "2026-01-01 00:00:00.000000"})


def test_without_a_mail_server_mail_waits_and_status_says_so(world: World) -> None:
    world.submitted()
    hurry(world)
    done = ran(world, "run", "--once")
    assert (done.exit_code, done.stdout) == (0, "1 messages worked on.\n")  # who reviews was found out
    assert "No mail server is set (FENJI_SMTP_HOST), so mail waits." in done.stderr
    hurry(world)
    status = ran(world, "status")
    assert status.exit_code == 0
    assert status.stdout.splitlines()[0] == "waiting        5  (5 mail)"
    assert "The oldest that is due waits since 2026-01-01 00:00 UTC." in status.stdout
    assert status.stdout.splitlines()[-1] == "No mail server is set (FENJI_SMTP_HOST), so mail waits."


def test_the_page_for_operators_shows_what_is_printed_and_names_every_setting(world: World) -> None:
    world.submitted()
    hurry(world)
    ran(world, "run", "--once")
    hurry(world)
    page = (ROOT / "docs" / "mail-and-deadlines.md").read_text(encoding="utf-8")
    assert f"$ .venv/bin/flask --app app outbox status\n{ran(world, 'status').stdout}```\n" in page
    source = (ROOT / "app" / "mail_settings.py").read_text(encoding="utf-8")
    names = r"FENJI_(?:SMTP|MAIL)_[A-Z_]*[A-Z]"
    assert set(re.findall(rf"`({names})`", page)) - {"FENJI_SMTP_PASSWORD_FILE"} == set(
        re.findall(rf'"({names})"', source)
    )
    unit = ConfigParser(strict=True)
    unit.optionxform = str  # type: ignore[assignment,method-assign] # systemd's names have capitals
    found = re.search(r"```ini\n(.*?)```", page, re.DOTALL)
    assert found
    unit.read_string(found[1])
    program, *arguments = unit["Service"]["ExecStart"].removeprefix("/opt/fenji/.venv/bin/").split()
    assert [program, *arguments] == [*COMMAND[2:], "run"]


def test_a_demonstration_prints_its_mail(world: World) -> None:
    world.submitted(system="急诊分诊助手")
    hurry(world)
    done = ran(world, "run", "--once", FENJI_DEMONSTRATION="yes", FENJI_ADDRESS="http://127.0.0.1:8000")
    assert done.exit_code == 0, done.stderr
    assert "To: Alice Adler <alice@example.org>\nSubject: Submitted: 急诊分诊助手\n" in done.stdout
    assert "http://127.0.0.1:8000/assessments/" in done.stdout


def test_what_was_given_up_is_shown_and_taken_up_again(world: World) -> None:
    world.submitted()
    hurry(world)
    unknown = frozenset({"alice@example.org"})
    with mail_server(Mailbox(unknown=unknown)) as port:
        assert ran(world, "run", "--once", **server(port)).exit_code == 0
    status = ran(world, "status").stdout
    assert "given up       1\n" in status
    assert ": The mail server did not take the receiver: 550 5.1.1" in status
    assert ran(world, "retry").stdout == "1 messages are tried again.\n"
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        assert ran(world, "run", "--once", **server(port)).stdout == "1 messages worked on.\n"
    assert [message["To"].addresses[0].username for message in mailbox.taken] == ["alice"]


def test_documents_come_last_and_what_fails_of_them_is_told(world: World) -> None:
    world.certified()
    hurry(world)
    more = {"FENJI_DEMONSTRATION": "yes", "FENJI_ADDRESS": "http://127.0.0.1:8000"}
    done = ran(world, "run", "--once", FENJI_SIGNING_KEY_FILE="/nowhere/office.p12", **more)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.endswith(" messages worked on.\n")
    assert done.stdout.index("Subject: Certified") < done.stdout.index("The signing key /nowhere/office.p12")
    status = ran(world, "status").stdout
    assert "(2 certificate_file)\n" in status
    assert "failed         2\n" in status


def test_settings_that_cannot_work_are_told_and_nothing_runs(world: World) -> None:
    with running(world, "run", "--once", FENJI_SMTP_HOST="mail.example") as process:
        told, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "FENJI_MAIL_FROM is missing" in told


def test_sigterm_ends_it_cleanly(world: World) -> None:
    with running(
        world, "run", "--poll", "3600", FENJI_DEMONSTRATION="yes", FENJI_ADDRESS="http://localhost"
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "The outbox is worked on; stop it with Ctrl+C.\n"
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        assert process.wait(timeout=10) == 0
    assert rest.endswith("Stopped.\n")


def test_a_worker_killed_between_sending_and_saying_so_sends_the_same_mail_again(world: World) -> None:
    world.submitted()
    hurry(world)
    with world.engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox_messages WHERE kind != 'mail'"))
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        with running(world, "run", **server(port)) as process:
            # The server has the mail; the worker is dead before it hears of it.
            mailbox.before_answering = lambda: os.kill(process.pid, signal.SIGKILL)
            assert process.wait(timeout=60) == -signal.SIGKILL
        mailbox.before_answering = lambda: None
        settings = MailSettings(host="127.0.0.1", port=port, security="none", sender="fenji@example.org")
        office = office_of(world, mail=replace(settings))
        office.clock.time = datetime.now(UTC) + timedelta(minutes=9)
        assert work_due(worker_of(office.app, print)) == 0  # the dead one's time is not over
        office.clock.pass_by(minutes=2)
        assert work_due(worker_of(office.app, print)) == 1
    first, again = mailbox.taken
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Subject"] == again["Subject"]
