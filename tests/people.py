"""The people of every test and the small world they live in: two organisations, one office, one tiny matrix."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from argon2 import PasswordHasher
from psycopg import sql
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from app.domain.lifecycle import Role
from app.domain.matrix_file import read_matrix
from app.storage.assessments import Assessment, assessment, latest_submission
from app.storage.engine import make_engine, session_factory
from app.storage.people import person
from app.storage.schema import migrate
from app.workflow import assessing, opening, reviewing
from app.workflow.actor import SYSTEM_ACTOR, Actor, actor_of
from app.workflow.inviting import add_person
from app.workflow.publishing import publish

MATRICES = Path(__file__).parent / "matrices"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
PASSWORD = "correct horse battery"
QUICK_TO_CHECK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# Alice and Bob work on the same system, Charlie elsewhere; the others are of the office.
PEOPLE: dict[str, tuple[str, str, frozenset[Role]]] = {
    "alice": ("Alice Adler", "Ministry of Transport", frozenset({Role.RESPONDENT})),
    "bob": ("Bob Bauer", "Ministry of Transport", frozenset({Role.RESPONDENT, Role.REVIEWER})),
    "charlie": ("Charlie Chen", "Harbour Laboratory", frozenset({Role.RESPONDENT})),
    "dora": ("Dora Diallo", "Governance Office", frozenset({Role.REVIEWER})),
    "emil": ("Emil Endo", "Governance Office", frozenset({Role.REVIEWER})),
    "fang": ("Fang Fei", "Governance Office", frozenset({Role.ETHICS_REVIEWER})),
    "grace": ("Grace Gupta", "Governance Office", frozenset({Role.REVIEWER, Role.ETHICS_REVIEWER})),
    "stella": ("Stella Silva", "Governance Office", frozenset({Role.STEWARD})),
    "aude": ("Aude Abadi", "Governance Office", frozenset({Role.AUDITOR})),
    "adam": ("Adam Aziz", "Governance Office", frozenset({Role.ADMINISTRATOR})),
}


def address_of(name: str) -> str:
    """The address somebody signs in with."""
    return f"{name}@example.org"


@dataclass
class World:
    """A database with people and a published matrix; `url` and `data_directory` are what an application needs."""

    url: str
    data_directory: Path
    engine: Engine
    keys: dict[str, UUID] = field(default_factory=dict)
    matrix: UUID | None = None

    @cached_property
    def _sessions(self) -> sessionmaker[Session]:
        return session_factory(self.engine)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that is closed at the end and commits nothing by itself."""
        with self._sessions() as opened:
            yield opened

    def actor(self, name: str) -> Actor:
        """Somebody as an actor, with the roles they have now."""
        with self.session() as session:
            found = person(session, self.keys[name])
            assert found is not None
            return actor_of(found)

    def find(self, session: Session, assessment_id: UUID) -> Assessment:
        """The assessment, which is there."""
        found = assessment(session, assessment_id)
        assert found is not None
        return found

    def state(self, assessment_id: UUID) -> str:
        """Where an assessment stands."""
        with self.session() as session:
            return self.find(session, assessment_id).state

    def digest(self, assessment_id: UUID) -> str:
        """The digest of the submission that reviewers look at."""
        with self.session() as session:
            found = latest_submission(session, self.find(session, assessment_id))
            assert found is not None
            return found.digest

    def draft(self, harm: str = "none", owner: str = "alice", system: str = "Traffic lights") -> UUID:
        """A draft that is ready to be submitted: `harm` decides the level (see tests/matrices/small_office.yaml)."""
        who = self.actor(owner)
        with self.session() as session:
            key = assessing.create(session, actor=who, system_name=system, now=NOW)
            answers: dict[str, str | int] = {"harm": harm}
            if harm == "serious":
                answers["people"] = 12_000
            assessing.save_answers(
                session,
                actor=who,
                assessment_id=key,
                section_id="use",
                answers=answers,
                comments={},
                version=1,
                now=NOW,
            )
        return key

    def submitted(self, harm: str = "none", owner: str = "alice", system: str = "Traffic lights") -> UUID:
        """The same, submitted."""
        key = self.draft(harm, owner, system)
        with self.session() as session:
            version = self.find(session, key).version
            assessing.submit(session, actor=self.actor(owner), assessment_id=key, version=version, now=NOW)
        return key

    def open(self, key: UUID, *reviewers: str) -> None:
        """Let these people open the present submission for review, as deciding on it asks for."""
        with self.session() as session:
            for name in reviewers:
                opening.open_submission(session, actor=self.actor(name), assessment_id=key, now=NOW)

    def in_review(self, harm: str = "none", owner: str = "alice", system: str = "Traffic lights") -> UUID:
        """The same, opened and taken up by Dora."""
        key = self.submitted(harm, owner, system)
        self.open(key, "dora")
        with self.session() as session:
            reviewing.start_review(session, actor=self.actor("dora"), assessment_id=key, now=NOW)
        return key

    def certified(self, owner: str = "alice", system: str = "Traffic lights") -> UUID:
        """An assessment of low risk that Dora approved, with its certificate."""
        key = self.in_review("none", owner, system)
        with self.session() as session:
            reviewing.approve(session, actor=self.actor("dora"), assessment_id=key, digest=self.digest(key), now=NOW)
        return key


def read_small_office() -> dict[str, bytes]:
    """The bytes of the tiny matrix: "" for the main file, then each language."""
    return {
        "": (MATRICES / "small_office.yaml").read_bytes(),
        "zh-Hans": (MATRICES / "small_office.zh-Hans.yaml").read_bytes(),
    }


def publish_matrix(session: Session, files: dict[str, bytes] | None = None) -> UUID:
    """Publish the tiny matrix, or other files in its shape."""
    found = files or read_small_office()
    others = {language: content for language, content in found.items() if language}
    return publish(session, reading=read_matrix(found[""], others), actor=SYSTEM_ACTOR, now=NOW)


def make_world(url: str, data_directory: Path) -> World:
    """Bring an empty database to life."""
    engine = make_engine(url)
    migrate(engine)
    world = World(url, data_directory, engine)
    with world.session() as session:
        world.matrix = publish_matrix(session)
        for name, (full_name, organisation, roles) in PEOPLE.items():
            world.keys[name] = add_person(
                session,
                name=full_name,
                email=address_of(name),
                organisation=organisation,
                roles=roles,
                password=PASSWORD,
                language="en",
                now=NOW,
            )
    # A hash says what it costs: with this one, hundreds of tests sign in really, and soon.
    with engine.begin() as connection:
        connection.execute(text("UPDATE people SET password_hash = :hash"), {"hash": QUICK_TO_CHECK.hash(PASSWORD)})
    return world


@pytest.fixture(scope="session")
def first_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Made once a run; each test gets a copy of its file."""
    directory = tmp_path_factory.mktemp("world")
    world = make_world(f"sqlite:///{directory / 'fenji.db'}", directory)
    world.engine.dispose()
    return world


@contextmanager
def copied(first: World, directory: Path) -> Iterator[World]:
    """A copy of a world on SQLite, with its files; nobody writes to the first meanwhile."""
    first.engine.dispose()  # what is still in SQLite's log goes into the database
    shutil.copytree(first.data_directory, directory, dirs_exist_ok=True)
    url = f"sqlite:///{directory / 'fenji.db'}"
    copy = World(url, directory, make_engine(url), dict(first.keys), first.matrix)
    yield copy
    copy.engine.dispose()


@pytest.fixture
def world(first_world: World, tmp_path: Path) -> Iterator[World]:
    """A world of the test's own, on SQLite in a file."""
    with copied(first_world, tmp_path) as copy:
        yield copy


@pytest.fixture(scope="session")
def first_postgresql_world(postgresql_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same on PostgreSQL, where each test gets a copy of the database."""
    with psycopg.connect(f"host={postgresql_directory} user=fenji dbname=postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE first_world")
    url = f"postgresql+psycopg://fenji@/first_world?host={postgresql_directory}"
    world = make_world(url, tmp_path_factory.mktemp("world"))
    world.engine.dispose()  # a database that somebody is connected to cannot be copied
    return world


def postgresql_copy(first: World, directory: Path, data_directory: Path) -> World:
    """A copy of the first world, under a name of its own."""
    name = f"world_{uuid4().hex}"
    with psycopg.connect(f"host={directory} user=fenji dbname=postgres", autocommit=True) as connection:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE first_world STRATEGY file_copy").format(sql.Identifier(name))
        connection.execute(copy)
    url = f"postgresql+psycopg://fenji@/{name}?host={directory}"
    return World(url, data_directory, make_engine(url), dict(first.keys), first.matrix)


@pytest.fixture(params=["sqlite", "postgresql"])
def each_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A world of the test's own, once on each kind of database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("world")
        return
    first: World = request.getfixturevalue("first_postgresql_world")
    copy = postgresql_copy(first, request.getfixturevalue("postgresql_directory"), tmp_path)
    yield copy
    copy.engine.dispose()
