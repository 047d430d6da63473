"""What every test of the web may ask for: an application on a small world, and a client."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.people import World
from tests.web.client import StrictClient
from tests.web.visiting import application_of, visit


@pytest.fixture
def app(world: World) -> Flask:
    """A demonstration on http://localhost."""
    return application_of(world)


@pytest.fixture
def client(app: Flask) -> StrictClient:
    """Somebody who is not signed in."""
    return visit(app)
