"""What is written once is refused by the mapper and, behind its back, by the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from app.storage.assessments import Decision, Submission, submissions_of
from app.storage.certificates import Certificate, CertificateFile, of_assessment
from app.storage.evidence import EvidenceFile
from app.storage.ledger import LedgerEntry, entries
from app.storage.letters import DecisionLetter, LetterFile
from app.storage.matrices import PublishedMatrix, all_published
from app.storage.transaction import transaction
from app.storage.written_once import ChangeRefused
from app.workflow.keeping_certificates import certificate_file
from app.workflow.writing_letters import letter_file, letter_of
from tests.outbox import turn_down
from tests.people import NOW, World, copied, postgresql_copy

CLASSES = (
    PublishedMatrix,
    EvidenceFile,
    Submission,
    Decision,
    Certificate,
    CertificateFile,
    DecisionLetter,
    LetterFile,
    LedgerEntry,
)


def filled(world: World) -> World:
    """The world with something in each table that is written once."""
    key, rejected = world.certified(), world.in_review()
    turn_down(world, rejected, "No.", reject=True)
    with world.session() as session:
        letter = letter_of(session, assessment_id=rejected, office=None, now=NOW)
        assert letter is not None
        folder = world.data_directory
        letter_file(
            session, letter=letter, language="en", data_directory=folder, render=lambda *_: b"a letter", now=NOW
        )
        with transaction(session):
            alice = world.keys["alice"]
            session.add(
                EvidenceFile(
                    assessment_id=key,
                    name="report.pdf",
                    kind="application/pdf",
                    sha256="a" * 64,
                    size=1,
                    added_at=NOW,
                    added_by=alice,
                    adder_name="Alice Adler",
                )
            )
        certificate = of_assessment(session, key)
        assert certificate is not None
        certificate_file(
            session,
            certificate=certificate,
            language="en",
            data_directory=world.data_directory,
            render=lambda *_: b"a file",
            now=NOW,
        )
    return world


# A statement that is refused leaves the world as it was, so all of them share one of each kind.
@pytest.fixture(scope="module")
def full_sqlite(first_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with copied(first_world, tmp_path_factory.mktemp("full")) as world:
        yield filled(world)


@pytest.fixture(scope="module")
def full_postgresql(
    first_postgresql_world: World, postgresql_directory: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    world = postgresql_copy(first_postgresql_world, postgresql_directory, tmp_path_factory.mktemp("full"))
    yield filled(world)
    world.engine.dispose()


@pytest.fixture(params=["full_sqlite", "full_postgresql"])
def full_world(request: pytest.FixtureRequest) -> World:
    world: World = request.getfixturevalue(request.param)
    return world


@pytest.mark.parametrize("table", [found.__tablename__ for found in CLASSES])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses(full_world: World, table: str, statement: str) -> None:
    if statement.startswith("TRUNCATE") and full_world.engine.dialect.name == "sqlite":
        statement = "REPLACE INTO {0} SELECT * FROM {0}"
    column = "sequence" if table == "ledger_entries" else "id"
    with full_world.session() as session, pytest.raises(DBAPIError, match="written once"), transaction(session):
        session.execute(text(statement.format(table, column, column)))


@pytest.mark.parametrize("row", CLASSES)
def test_the_mapper_refuses_bulk_statements(world: World, row: type[Submission]) -> None:
    with world.session() as session:
        with pytest.raises(ChangeRefused), transaction(session):
            session.execute(update(row).values(digest="x"))
        with pytest.raises(ChangeRefused), transaction(session):
            session.execute(delete(row))


def test_the_mapper_refuses_single_rows(world: World) -> None:
    key = world.certified()
    with world.session() as session:
        for row, column in (
            (submissions_of(session, key)[0], "level"),
            (of_assessment(session, key), "level"),
            (entries(session)[0], "actor_name"),
            (all_published(session)[0], "title"),
        ):
            with pytest.raises(ChangeRefused, match="written once"), transaction(session):
                setattr(row, column, "another")
            with pytest.raises(ChangeRefused), transaction(session):
                session.delete(row)
