"""Somebody signs in with the provider in a browser that runs no scripts, and ends at the page they asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from app.oidc_settings import Provider
from app.web import clock
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, COMES_BACK_TO, OpenIdProvider, open_id_provider
from tests.people import World
from tests.web.visiting import application_of


@pytest.fixture
def provider() -> Iterator[OpenIdProvider]:
    with open_id_provider() as provider:
        provider.add("s-alice", "alice@example.org")
        yield provider


@pytest.fixture
def address(world: World, provider: OpenIdProvider) -> Iterator[str]:
    """Where the product answers, with this provider."""
    given = Provider(provider.issuer, CLIENT_ID, CLIENT_SECRET, "Office Login")
    app = application_of(world, address="http://127.0.0.1", provider=given)
    clock.set_clock(app, lambda: datetime.now(UTC))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    here = f"http://127.0.0.1:{server.server_port}"
    app.config["FENJI_SETTINGS"] = replace(app.config["FENJI_SETTINGS"], address=here)
    provider.comes_back_to = here + COMES_BACK_TO
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield here
    server.shutdown()
    thread.join()
    server.server_close()


def test_somebody_ends_at_the_page_they_asked_for(browser: Browser, address: str, provider: OpenIdProvider) -> None:
    context = browser.new_context(locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/assessments/new")
    page.get_by_role("link", name="Sign in with Office Login").click()
    assert page.url.startswith(provider.issuer)
    page.get_by_label("User").fill("s-alice")
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{address}/assessments/new"
    page.go_back()
    page.go_forward()
    assert page.url == f"{address}/assessments/new"
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign out of Office Login").click()
    assert page.url.startswith(f"{provider.issuer}/logout")
    context.close()
