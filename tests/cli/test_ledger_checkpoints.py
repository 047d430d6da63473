"""A database that is put back to an older copy is found by what left the building: checkpoints and certificates."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from app.cli import Commands
from app.documents.certificate import certificate_pdf
from app.documents.facts import CertificateFacts
from app.documents.signing import demonstration_signer
from app.documents.trusted_keys import EARLIER
from app.storage import certificates, ledger
from app.workflow.keeping_certificates import certificate_file
from tests.people import NOW, World

Run = Callable[..., Result]


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("FENJI_DATABASE_URL", world.url)
    monkeypatch.setenv("FENJI_DATA_DIRECTORY", str(world.data_directory))
    app = Flask("app", static_folder=None)
    app.cli = Commands(app)
    return lambda *arguments, **options: app.test_cli_runner().invoke(args=arguments, **options)


@pytest.fixture
def checkpoint(world: World, run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint that left the building after a system was certified; a copy of the database from before it."""
    world.draft(system="Ferries")
    put_aside(world)
    world.certified()
    file = tmp_path_factory.mktemp("outside") / "checkpoint.json"
    done = run("ledger", "head")
    assert done.exit_code == 0
    file.write_text(done.output)
    return file


def put_aside(world: World) -> None:
    with closing(sqlite3.connect(world.data_directory / "fenji.db")) as connection:
        connection.execute("VACUUM INTO ?", (str(world.data_directory / "older.db"),))


def put_back(world: World) -> None:
    """What an operator with bad intent does: the older copy takes the place of the database."""
    world.engine.dispose()
    for leftover in ("fenji.db-wal", "fenji.db-shm"):
        (world.data_directory / leftover).unlink(missing_ok=True)
    shutil.copy(world.data_directory / "older.db", world.data_directory / "fenji.db")


def test_a_checkpoint_fits_the_ledger_it_came_from_and_whatever_it_grows_to(
    world: World, run: Run, checkpoint: Path
) -> None:
    assert run("ledger", "verify", "--checkpoint", str(checkpoint)).exit_code == 0
    world.certified(system="Parking")
    done = run("ledger", "verify", "--checkpoint", str(checkpoint), "--checkpoint", "-", input=checkpoint.read_bytes())
    assert done.exit_code == 0
    assert done.output.count("still holds everything it held then") == 2


def test_an_older_copy_is_found(world: World, run: Run, checkpoint: Path) -> None:
    put_back(world)
    assert run("ledger", "verify").exit_code == 0, "a chain inside one file proves nothing against its owner"
    done = run("ledger", "verify", "--checkpoint", str(checkpoint))
    assert done.exit_code == 1
    assert "an older copy of the database was put back" in done.output


def test_a_fork_is_found(world: World, run: Run, checkpoint: Path) -> None:
    """The older copy went on, and is longer by now than the ledger was."""
    put_back(world)
    for number in range(3):
        world.certified(system=f"Other system {number}")
    assert run("ledger", "verify").exit_code == 0
    done = run("ledger", "verify", "--checkpoint", str(checkpoint))
    assert done.exit_code == 1
    assert "was written anew from an older copy, or it is another ledger" in done.output


def test_a_strangers_checkpoint_is_refused_in_words(
    world: World, run: Run, checkpoint: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FENJI_DATA_DIRECTORY", str(tmp_path / "other-office"))
    done = run("ledger", "verify", "--checkpoint", str(checkpoint))
    assert done.exit_code == 1
    assert "cannot be believed. It was signed by a stranger's key" in done.output
    # A key of before is no stranger, once its certificate is given.
    key = tmp_path / "key.pem"
    key.write_text(json.loads(checkpoint.read_text())["certificate"])
    done = run("ledger", "verify", "--checkpoint", str(checkpoint), "--trust", str(key))
    assert done.exit_code == 0
    assert run("ledger", "verify", "--checkpoint", str(key), "--trust", str(key)).exit_code == 1
    (tmp_path / "other-office" / EARLIER).mkdir()
    shutil.copy(key, tmp_path / "other-office" / EARLIER)
    assert run("ledger", "verify", "--checkpoint", str(checkpoint)).exit_code == 0
    assert (
        "holds no certificate" in run("ledger", "verify", "--checkpoint", str(key), "--trust", str(checkpoint)).output
    )


def pdf_of(world: World, system: str) -> Path:
    key = world.certified(system=system)
    signer = demonstration_signer(world.data_directory)
    with world.session() as session:
        certificate = certificates.of_assessment(session, key)
        assert certificate is not None
        return certificate_file(
            session,
            certificate=certificate,
            language="en",
            data_directory=world.data_directory,
            render=lambda facts, enclosed, language: certificate_pdf(
                facts, language, address="https://fenji.example", signer=signer, enclosed=enclosed
            ),
            now=NOW,
        )


def test_a_certificate_carries_the_ledger_of_its_day(world: World, run: Run, checkpoint: Path, tmp_path: Path) -> None:
    with world.session() as session:
        before, _hash = ledger.end(session)
    pdf = tmp_path / "certificate.pdf"
    shutil.copy(pdf_of(world, "Harbour cranes"), pdf)
    done = run("ledger", "verify", "--certificate", str(pdf))
    assert done.exit_code == 0, done.output
    assert "still holds everything" in done.output
    with world.session() as session:
        facts = certificates.all_certificates(session)[0].facts
        assert facts["ledger"]["size"] > before
        assert facts["ledger"]["hash"] == ledger.hash_at(session, facts["ledger"]["size"])
        (certified,) = [each for each in ledger.last(session, 5) if each.action == "certify"]
        assert facts["ledger"]["size"] == certified.sequence - 1
    put_back(world)
    done = run("ledger", "verify", "--certificate", str(pdf))
    assert done.exit_code == 1
    assert "an older copy of the database was put back" in done.output


def test_a_certificate_that_was_altered_or_made_elsewhere_proves_nothing(
    world: World, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = tmp_path / "certificate.pdf"
    data = pdf_of(world, "Harbour cranes").read_bytes()
    place = data.index(b"stream", len(data) // 3) + 30
    for content, sentence in (
        (data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :], "altered|cannot be read"),
        (data + b"\n%more\n", "altered|cannot be read"),
        (b"%PDF-1.7 nothing", "not a PDF that can be read"),
    ):
        pdf.write_bytes(content)
        done = run("ledger", "verify", "--certificate", str(pdf))
        assert done.exit_code == 1
        assert "cannot be believed" in done.output
        assert any(words in done.output for words in sentence.split("|")), done.output
    pdf.write_bytes(data)
    monkeypatch.setenv("FENJI_DATA_DIRECTORY", str(tmp_path / "other-office"))
    assert "stranger's key" in run("ledger", "verify", "--certificate", str(pdf)).output


def test_a_certificate_from_before_says_so(world: World, run: Run) -> None:
    """Old stored facts have no ledger; they still read, and the file they make is the one they made."""
    with world.engine.connect() as connection, connection.begin():
        connection.execute(text("DROP TRIGGER certificates_refuse_update"))
    key = world.certified(system="Ferries")
    with world.engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE certificates SET facts = json_remove(facts, '$.ledger')"))
    signer = demonstration_signer(world.data_directory)
    with world.session() as session:
        certificate = certificates.of_assessment(session, key)
        assert certificate is not None
        told = CertificateFacts.from_json(certificate.facts)
    pdf = world.data_directory / "old.pdf"
    pdf.write_bytes(certificate_pdf(told, "en", address="https://fenji.example", signer=signer))
    assert "before certificates told" in run("ledger", "verify", "--certificate", str(pdf)).output
