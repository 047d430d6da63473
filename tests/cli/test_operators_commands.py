"""The operator's commands on a world of their own, as `flask --app app …` runs them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from app.cli import Commands
from app.storage import certificates, people
from app.storage.schema import current, head, move_to
from tests.links import dead
from tests.people import World, address_of
from tests.web.visiting import SECRET

Run = Callable[..., Result]


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("FENJI_DATABASE_URL", world.url)
    monkeypatch.setenv("FENJI_DATA_DIRECTORY", str(world.data_directory))
    return runner()


def runner() -> Run:
    app = Flask("app", static_folder=None)
    app.cli = Commands(app)
    return lambda *arguments, **options: app.test_cli_runner().invoke(args=arguments, **options)


def test_an_honest_ledger_is_verified(world: World, run: Run) -> None:
    world.certified()
    done = run("ledger", "verify")
    assert (done.exit_code, done.output.count("\n")) == (0, 1)
    assert "no fault" in done.output


def test_an_altered_answer_is_named(world: World, run: Run) -> None:
    world.certified()
    with world.engine.connect() as connection, connection.begin():
        connection.execute(text("DROP TRIGGER submissions_refuse_update"))
        connection.execute(text("""UPDATE submissions SET answers = '{"harm":"serious"}'"""))
    done = run("ledger", "verify")
    assert done.exit_code == 1
    assert "was altered after it was written" in done.output
    assert "2 faults" in done.output


def test_the_ledger_is_shown(world: World, run: Run) -> None:
    key = world.certified()
    done = run("ledger", "show", "--last", "3")
    assert [line.strip().split("  ")[3].split()[0] for line in done.output.splitlines()] == [
        "start_review",
        "approve",
        "certify",
    ]
    assert str(key) in done.output


def test_people_are_added_listed_and_let_go(world: World, run: Run) -> None:
    who = ("--name", "Hana Horák", "--email", "hana@example.org", "--organisation", "Harbour Laboratory")
    added = run("people", "add", *who, "--role", "reviewer", "--role", "auditor", "--password", "long enough to stay")
    assert (added.exit_code, added.output) == (0, "Hana Horák can sign in as hana@example.org.\n")
    assert "already" in run("people", "add", *who, "--password", "long enough to stay").output
    assert "hana@example.org  Hana Horák  Harbour Laboratory  auditor, reviewer" in run("people", "list").output
    assert run("people", "deactivate", "hana@example.org").exit_code == 0
    assert "(deactivated)" in run("people", "list").output
    assert run("people", "deactivate", "nobody@example.org").exit_code == 1


def test_the_first_administrator_is_invited_by_a_printed_link(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = ("--name", "Hana Horák", "--email", "hana@example.org", "--organisation", "Harbour Laboratory")
    assert "FENJI_SECRET_KEY is missing" in run("people", "invite", *who).output
    monkeypatch.setenv("FENJI_SECRET_KEY", SECRET)
    monkeypatch.setenv("FENJI_ADDRESS", "https://fenji.example")
    first, second = (run("people", "invite", *who, "--role", "administrator") for _ in range(2))
    assert first.exit_code == second.exit_code == 0
    links = [made.stdout.splitlines()[0] for made in (first, second)]
    assert links[0] != links[1]
    assert all(link.startswith("https://fenji.example/invitation/") for link in links)
    assert not dead(world, links[1].rpartition("/")[2], datetime.now(UTC))
    assert dead(world, links[0].rpartition("/")[2], datetime.now(UTC))
    taken = run("people", "invite", "--name", "A", "--email", address_of("alice"), "--organisation", "B")
    assert (taken.exit_code, "not waiting for an invitation" in taken.output) == (1, True)


def test_the_last_administrator_is_not_let_go(run: Run) -> None:
    refused = run("people", "deactivate", address_of("adam"))
    assert refused.exit_code == 1
    assert "Adam Aziz is the last administrator" in refused.output


def test_a_short_password_is_refused_with_a_sentence(world: World, run: Run) -> None:
    who = ("--name", "Hana", "--email", "hana@example.org", "--organisation", "Harbour", "--password", "short")
    refused = run("people", "add", *who)
    assert (refused.exit_code, refused.output) == (1, "Error: A password has at least 12 characters.\n")
    with world.session() as session:
        assert people.person_by_email(session, address_of("hana")) is None


def test_certificates_are_listed_and_expire(world: World, run: Run) -> None:
    key = world.certified()
    with world.session() as session:
        certificate = certificates.of_assessment(session, key)
        assert certificate is not None
        number = certificate.number
    assert run("certificates", "list").output == f"{number}  certified  low  until 2027-11-22  Traffic lights\n"
    assert run("certificates", "expire").output.endswith("certificates expired.\n")


def test_certificate_files_are_made(world: World, run: Run) -> None:
    world.certified()
    assert run("certificates", "make", "--language", "en").output == "1 files made.\n"
    assert run("certificates", "make", "--language", "en").output == "0 files made.\n"
    assert run("ledger", "verify").exit_code == 0
    refused = run("certificates", "make", "--language", "tlh")
    assert (refused.exit_code, "not in tlh" in refused.output) == (1, True)


def test_the_database_is_brought_up_to_date(world: World, run: Run) -> None:
    move_to(world.engine, "0001")
    assert "database upgrade" in run("ledger", "verify").output
    assert head() in run("database", "status").output
    assert run("database", "upgrade").exit_code == 0
    assert current(world.engine) == head()


def test_a_missing_database_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENJI_DATA_DIRECTORY", str(tmp_path / "nowhere"))
    done = runner()("ledger", "verify")
    assert done.exit_code == 1
    assert done.output.startswith("Error: There is no database at ")
    monkeypatch.setenv("FENJI_DATABASE_URL", "mysql://db/fenji")
    assert "SQLite or PostgreSQL" in runner()("people", "list").output
    monkeypatch.setenv("FENJI_DATABASE_URL", "postgresql://fenji@127.0.0.1:9/fenji")
    assert runner()("people", "list").output.startswith("Error: The database does not answer")
