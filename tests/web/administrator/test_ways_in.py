"""What an administrator may do about the ways in which somebody signs in."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.storage.federation import FederatedIdentity
from app.storage.ledger import entries_of
from tests.people import NOW, World
from tests.web.client import StrictClient
from tests.web.visiting import text_of, visit
from tests.web.visiting import token_of as csrf_of


@pytest.fixture
def adam(app: Flask) -> StrictClient:
    """The administrator."""
    return visit(app, "adam")


def post(client: StrictClient, address: str, at: str) -> TestResponse:
    """Press the button of a page, with its token."""
    return client.post(address, data={"csrf_token": csrf_of(client.get(at))})


def test_somebody_linked_to_a_provider_is_shown_and_unlinked(world: World, adam: StrictClient) -> None:
    alice = world.keys["alice"]
    page = f"/people/{alice}"
    assert "Take off the link" not in text_of(adam.get(page))
    with world.session() as session:
        session.add(FederatedIdentity(person_id=alice, issuer="https://id.example/a", subject="1", linked_at=NOW))
        session.commit()
    assert "They sign in with an account at id.example." in text_of(adam.get(page))
    post(adam, f"{page}/unlink", at=page)
    shown = text_of(adam.get(page))
    assert "The link of Alice Adler is taken off" in shown
    assert "Take off the link" not in shown
    with world.session() as session:
        assert entries_of(session, "person", alice)[-1].action == "unlink"
