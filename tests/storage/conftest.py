"""The world with a history, for the tests of this room that alter it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people import World, copied, postgresql_copy
from tests.storage.altering import live_through


@pytest.fixture(scope="session")
def first_history(first_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world on SQLite in which much happened, made once a run."""
    with copied(first_world, tmp_path_factory.mktemp("history")) as world:
        yield live_through(world)


@pytest.fixture
def sqlite_history(first_history: World, tmp_path: Path) -> Iterator[World]:
    """A copy of it for one test."""
    with copied(first_history, tmp_path) as world:
        yield world


@pytest.fixture(params=["sqlite", "postgresql"])
def history(request: pytest.FixtureRequest) -> World:
    """A world in which much happened, once on each kind of database."""
    if request.param == "sqlite":
        lived: World = request.getfixturevalue("sqlite_history")
        return lived
    return live_through(request.getfixturevalue("postgresql_world"))


@pytest.fixture
def postgresql_world(first_postgresql_world: World, postgresql_directory: Path, tmp_path: Path) -> Iterator[World]:
    """A world of the test's own on PostgreSQL alone."""
    copy = postgresql_copy(first_postgresql_world, postgresql_directory, tmp_path)
    yield copy
    copy.engine.dispose()
