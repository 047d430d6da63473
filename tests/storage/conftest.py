"""The world with a history, for the tests of this room that alter it."""

from __future__ import annotations

import pytest

from tests.people import World
from tests.storage.altering import live_through


@pytest.fixture
def history(each_world: World) -> World:
    """A world in which much happened, once on each kind of database."""
    return live_through(each_world)
