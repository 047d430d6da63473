"""Who may reach what: the list of endpoints is complete, agrees with the product, and is enforced."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app import create_app
from app.domain.lifecycle import Role
from app.settings import Settings, demonstration
from app.web.access import EVERYONE, SIGNED_IN, audience, audience_of
from tests.architecture.endpoints import ENDPOINTS

ADDRESS = "http://127.0.0.1:8000"
NOBODYS = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
EXAMPLES: dict[str, object] = {"UUIDConverter": NOBODYS, "IntegerConverter": 1}
PROTECTED = sorted(name for name, who in ENDPOINTS.items() if EVERYONE not in who)


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    data: Path = tmp_path_factory.mktemp("data")
    settings = Settings(data_directory=data, database_url=f"sqlite:///{data / 'fenji.db'}", address=ADDRESS)
    return create_app(demonstration(settings))


def example_address(rule: Rule) -> str:
    """An address that fits the rule, about something that is not there."""
    converters = rule._converters
    values = {name: EXAMPLES.get(type(converters[name]).__name__, "nothing") for name in rule.arguments}
    built = rule.build(values)
    assert built is not None
    return built[1]


def rules_of(application: Flask, endpoint: str) -> list[tuple[str, str]]:
    """Each method and example address by which an endpoint can be reached."""
    return [
        (method, example_address(rule))
        for rule in application.url_map.iter_rules(endpoint)
        for method in sorted(rule.methods or ())
        if method not in {"HEAD", "OPTIONS"}
    ]


def test_every_endpoint_is_listed_with_its_audience(application: Flask) -> None:
    found = {rule.endpoint: audience_of(application, rule.endpoint) for rule in application.url_map.iter_rules()}
    assert found == ENDPOINTS


def test_every_audience_is_known() -> None:
    assert {name for who in ENDPOINTS.values() for name in who} <= {EVERYONE, SIGNED_IN, *map(str, Role)}


@pytest.mark.parametrize("endpoint", PROTECTED)
def test_a_stranger_is_asked_to_sign_in(application: Flask, endpoint: str) -> None:
    for method, address in rules_of(application, endpoint):
        answer = application.test_client().open(address, method=method, base_url=ADDRESS, headers={"Origin": ADDRESS})
        assert answer.status_code == 302, f"{method} {address}"
        assert answer.location.startswith("/sign-in"), f"{method} {address}"


def test_a_page_whose_author_forgot_the_audience_is_for_nobody(tmp_path: Path) -> None:
    settings = Settings(data_directory=tmp_path, database_url="sqlite://", address=ADDRESS)
    application = create_app(demonstration(settings))
    application.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    application.add_url_rule("/open", "open", audience(EVERYONE)(lambda: "open"))
    client = application.test_client()
    assert client.get("/open", base_url=ADDRESS).get_data(as_text=True) == "open"
    assert client.get("/forgotten", base_url=ADDRESS).status_code == 404
