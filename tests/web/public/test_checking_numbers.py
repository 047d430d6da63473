"""Guessing numbers leads nowhere and is slowed down, while those that exist always open; and the same for programs."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from typing import Any

import pytest
from flask import Flask

from app.workflow import certifying, limiting_checks
from app.workflow.certifying import CROCKFORD
from tests.people import NOW, World
from tests.web.client import StrictClient
from tests.web.public.offering import number_of
from tests.web.visiting import application_of, text_of, visit

UNKNOWN = "FJ-2026-0000-0000"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting_checks, "NUMBERS_BY_ADDRESS", 2)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("more", ["", "/incident", "/incident/reported", ".json"])
def test_whoever_guesses_is_told_to_wait_and_a_number_that_exists_opens(
    world: World, client: StrictClient, more: str
) -> None:
    number = number_of(world, world.certified())
    assert [client.get(f"/certificates/{UNKNOWN}{more}").status_code for _ in range(2)] == [404, 404]
    refused = client.get(f"/certificates/{UNKNOWN}{more}")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
    if not more.endswith("json"):
        assert "Too many numbers that do not exist were asked for. Try again in 15 minutes." in text_of(refused)
    assert client.get(f"/certificates/{number}").status_code == 200
    assert client.get(f"/certificates/{number}.json").status_code == 200
    elsewhere = visit(client.application)
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.77"
    assert elsewhere.get(f"/certificates/{UNKNOWN}").status_code == 404


@pytest.mark.usefixtures("few")
def test_the_wait_ends(world: World) -> None:
    first = visit(application_of(world, now=NOW))
    assert [first.get(f"/certificates/{UNKNOWN}").status_code for _ in range(3)] == [404, 404, 429]
    later = visit(application_of(world, now=NOW + limiting_checks.WINDOW))
    assert later.get(f"/certificates/{UNKNOWN}").status_code == 404


@pytest.mark.usefixtures("few")
def test_what_cannot_be_a_number_and_one_that_exists_count_as_no_guess(world: World, client: StrictClient) -> None:
    number = number_of(world, world.certified())
    for _ in range(5):
        assert client.get(f"/certificates/{number}").status_code == 200
        assert client.get("/certificates/nonsense").status_code == 404
    assert client.get(f"/certificates/{UNKNOWN}").status_code == 404


def test_everybody_together_is_limited_too(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting_checks, "NUMBERS_IN_ALL", 3)
    answers = []
    for place in range(4):
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{place}"
        answers.append(client.get(f"/certificates/{UNKNOWN}").status_code)
    assert answers == [404, 404, 404, 429]


def test_no_number_is_found_by_guessing(world: World, client: StrictClient) -> None:
    """A number holds 40 random bits: a million guesses at a thousand certificates find one once in a thousand tries."""
    assert len(set(CROCKFORD)) ** 8 == 2**40
    number_of(world, world.certified())
    guesses = {"FJ-2026-{}{}{}{}-{}{}{}{}".format(*(secrets.choice(CROCKFORD) for _ in range(8))) for _ in range(500)}
    answers = Counter(client.get(f"/certificates/{guess}").status_code for guess in guesses)
    assert answers == {404: limiting_checks.NUMBERS_BY_ADDRESS, 429: 500 - limiting_checks.NUMBERS_BY_ADDRESS}


def test_a_program_reads_what_the_page_tells_and_nothing_private(world: World, app: Flask) -> None:
    key = world.certified()
    number = number_of(world, key)
    visit(app, "alice").get(f"/certificates/{number}.pdf?language=en")
    answer = visit(app).get(f"/certificates/{number}.json")
    assert answer.mimetype == "application/json"
    told: dict[str, Any] = json.loads(answer.data)
    assert told["number"] == number
    assert (told["state"], told["since"], told["replaced_by"], told["replaces"]) == ("valid", None, None, None)
    assert (told["system"], told["organisation"]) == ("Traffic lights", "Ministry of Transport")
    assert told["level"]["label"]["en"] == "Low risk"
    assert (told["issued_on"], told["valid_until"]) == ("2026-11-23", "2027-11-22")
    assert len(told["submission_digest"]) == len(told["matrix"]["logic_digest"]) == 64
    assert [file["language"] for file in told["files"]] == ["en"]
    for private in ("Alice", "Dora", "owners", "approvals", "answers"):
        assert private not in answer.get_data(as_text=True)


def test_its_etag_changes_with_the_state(world: World, client: StrictClient) -> None:
    key = world.certified()
    address = f"/certificates/{number_of(world, key)}.json"
    first = client.get(address)
    same = {"If-None-Match": first.headers["ETag"]}
    assert client.get(address, headers=same).status_code == 304
    assert first.headers["Cache-Control"] == "no-cache"
    with world.session() as session:
        certifying.suspend(session, actor=world.actor("dora"), assessment_id=key, reason="Secret matter", now=NOW)
    changed = client.get(address, headers=same)
    assert changed.status_code == 200
    told = json.loads(changed.data)
    assert told["state"] == "suspended"
    assert told["since"].startswith("2026-11-23")
    assert "Secret matter" not in changed.get_data(as_text=True)


def test_a_program_is_told_of_numbers_written_otherwise_and_unknown(world: World, client: StrictClient) -> None:
    number = number_of(world, world.certified())
    assert client.get(f"/certificates/{number.lower()}.json").location == f"/certificates/{number}.json"
    unknown = client.get(f"/certificates/{UNKNOWN}.json")
    assert (unknown.status_code, unknown.get_json()) == (404, {"error": "unknown_number"})
