"""An application that people sign in to with a provider, which runs in this process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.oidc_settings import Provider
from app.web import clock
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider, open_id_provider
from tests.people import World
from tests.web.visiting import application_of


@pytest.fixture
def provider() -> Iterator[OpenIdProvider]:
    """The provider, where Alice and Bob are known, and Nora, whom Fenji does not know."""
    with open_id_provider() as provider:
        provider.add("s-alice", "Alice@example.org", name="Alice of the Office")
        provider.add("s-bob", "bob@example.org", name="Bob of the Office")
        provider.add("s-nora", "nora@example.org", name="Nora Newcomer", department="Harbour Laboratory")
        yield provider


@pytest.fixture
def app(world: World, provider: OpenIdProvider) -> Flask:
    """The application, at the time at which the provider's tokens are good."""
    return federated(world, provider)


def federated(world: World, provider: OpenIdProvider, **settings: object) -> Flask:
    """An application with this provider; `settings` are fields of Provider."""
    given = Provider(provider.issuer, CLIENT_ID, CLIENT_SECRET, "Office Login", **settings)  # type: ignore[arg-type]
    app = application_of(world, provider=given)
    clock.set_clock(app, lambda: datetime.now(UTC))
    return app
