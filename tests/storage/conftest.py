"""The world with a history, for the tests of this room that alter it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people import World, postgresql_copy
from tests.storage.altering import live_through


@pytest.fixture
def history(each_world: World) -> World:
    """A world in which much happened, once on each kind of database."""
    return live_through(each_world)


@pytest.fixture
def postgresql_world(first_postgresql_world: World, postgresql_directory: Path, tmp_path: Path) -> Iterator[World]:
    """A world of the test's own on PostgreSQL alone."""
    copy = postgresql_copy(first_postgresql_world, postgresql_directory, tmp_path)
    yield copy
    copy.engine.dispose()
