"""Who may reach what: the list is complete and agrees with the product; tests/web tries each endpoint."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.domain.lifecycle import Role
from app.settings import Settings, demonstration
from app.web.access import EVERYONE, SIGNED_IN, audience, audience_of
from app.web.sign_in_stages import stages_of
from tests.architecture.endpoints import BEFORE, ENDPOINTS

ADDRESS = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    data: Path = tmp_path_factory.mktemp("data")
    settings = Settings(data_directory=data, database_url=f"sqlite:///{data / 'fenji.db'}", address=ADDRESS)
    return create_app(demonstration(settings))


def test_every_endpoint_is_listed_with_its_audience(application: Flask) -> None:
    found = {rule.endpoint: audience_of(application, rule.endpoint) for rule in application.url_map.iter_rules()}
    assert found == ENDPOINTS


def test_what_opens_before_a_sign_in_is_finished_is_listed(application: Flask) -> None:
    marked = {rule.endpoint: stages_of(application, rule.endpoint) for rule in application.url_map.iter_rules()}
    assert {endpoint: stages for endpoint, stages in marked.items() if stages} == BEFORE


def test_every_audience_is_known() -> None:
    assert {name for who in ENDPOINTS.values() for name in who} <= {EVERYONE, SIGNED_IN, *map(str, Role)}


def test_a_page_whose_author_forgot_the_audience_is_for_nobody(tmp_path: Path) -> None:
    settings = Settings(data_directory=tmp_path, database_url="sqlite://", address=ADDRESS)
    application = create_app(demonstration(settings))
    application.add_url_rule("/unmarked", "unmarked", lambda: "secret")
    application.add_url_rule("/open", "open", audience(EVERYONE)(lambda: "open"))
    client = application.test_client()
    assert client.get("/open", base_url=ADDRESS).get_data(as_text=True) == "open"
    assert client.get("/unmarked", base_url=ADDRESS).status_code == 404
