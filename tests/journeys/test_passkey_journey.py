"""A passkey from end to end, with the authenticator that Chromium itself has for tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.people import who
from tests.journeys.person import Person
from tests.journeys.serving import Served

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
FACTORS = "/account/second-factors"


@pytest.fixture(params=["en", "zh-Hans"])
def person(request: pytest.FixtureRequest, house: Served, visitor: Callable[..., Person]) -> Person:
    """The auditor of the demonstration, whom no other journey needs, at a browser with an authenticator."""
    person = visitor(request.param, 360 if request.param == "zh-Hans" else 1280)
    person.address = f"http://localhost:{house.port}"  # a passkey belongs to a name, and 127.0.0.1 is none
    devices = person.page.context.new_cdp_session(person.page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return person


def sign_out(person: Person) -> None:
    """Leave, by the button at the top."""
    person.follow(person.page.locator("header").get_by_role("button", name=person.words("Sign out")))


def test_a_passkey_is_made_signs_in_and_confirms(person: Person) -> None:
    email = who("Ingrid Larsen").email
    person.sign_in(email)
    person.open(FACTORS)
    person.press("Add a passkey")
    person.page.fill("input[name=name]", "Laptop 笔记本")
    person.press("Make a passkey")
    assert person.words("Keep these recovery codes") in person.text()
    person.press("I have kept them: go on")
    assert "Laptop 笔记本" in person.text()

    sign_out(person)
    person.open(f"/sign-in?next={FACTORS}")
    person.press("Sign in with a passkey")
    assert person.path() == FACTORS

    sign_out(person)
    person.sign_in(email)
    assert person.path() == "/sign-in/second-factor"
    person.press("Use a passkey")
    person.open(FACTORS)
    person.follow(person.page.locator("main .plain-list").get_by_role("link"))
    person.press("Remove it")
    assert "Laptop 笔记本" not in person.page.locator(".factors").inner_text()
