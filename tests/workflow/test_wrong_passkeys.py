"""Answers of a passkey that are wrong in one way each: from elsewhere, to something else, of somebody else, or late."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from app.workflow import passkeys
from app.workflow.passkeys import Site
from tests.people import World
from tests.software_authenticator import Authenticator, encoded
from tests.workflow.factors import minutes, signed_in
from tests.workflow.passkeys import BROWSER, SITE, add, asked, counter_of, refusal


def wrong_origin(device: Authenticator) -> str:
    device.origin = "http://localhost.evil.example"
    return device.sign(asked())


def wrong_domain(device: Authenticator) -> str:
    device.domain = "evil.example"
    return device.sign(asked())


def wrong_challenge(device: Authenticator) -> str:
    return device.sign(json.dumps({"challenge": encoded(bytes(56))}))


def altered_challenge(device: Authenticator) -> str:
    challenge = json.loads(asked())["challenge"]
    other = "B" if challenge[0] == "A" else "A"
    return device.sign(json.dumps({"challenge": other + challenge[1:]}))


def other_key(device: Authenticator) -> str:
    return Authenticator(credential_id=device.credential_id, holder=device.holder, counter=9).sign(asked())


def other_holder(device: Authenticator) -> str:
    device.holder = bytes(16)
    return device.sign(asked())


def nobody_checked(device: Authenticator) -> str:
    device.verifies = False
    return device.sign(asked())


def counter_back(device: Authenticator) -> str:
    device.counter = -1
    return device.sign(asked())


def unknown(_device: Authenticator) -> str:
    return Authenticator().sign(asked())


def other_browser(device: Authenticator) -> str:
    return device.sign(asked(bound_to="another browser"))


def too_old(device: Authenticator) -> str:
    return device.sign(asked(later=-4.01))


def from_tomorrow(device: Authenticator) -> str:
    return device.sign(asked(later=60))


def other_secret(device: Authenticator) -> str:
    site = Site(SITE.domain, SITE.name, SITE.origins, "the secret key of another installation")
    return device.sign(passkeys.options_to_sign_in(site, bound_to=BROWSER, now=minutes(1)))


def framed(device: Authenticator) -> str:
    answer = json.loads(device.sign(asked()))
    data = json.dumps(
        {
            "type": "webauthn.get",
            "challenge": json.loads(asked())["challenge"],
            "origin": "http://localhost",
            "crossOrigin": True,
        }
    )
    answer["response"]["clientDataJSON"] = encoded(data.encode())
    return json.dumps(answer)


WRONG: tuple[Callable[[Authenticator], str], ...] = (
    wrong_origin,
    wrong_domain,
    wrong_challenge,
    altered_challenge,
    other_key,
    other_holder,
    nobody_checked,
    counter_back,
    unknown,
    other_browser,
    too_old,
    from_tomorrow,
    other_secret,
    framed,
)


@pytest.mark.parametrize("make", WRONG)
def test_whatever_is_wrong_gets_the_same_answer(world: World, make: Callable[[Authenticator], str]) -> None:
    device = Authenticator(counter=5)
    add(world, device, signed_in(world))
    assert refusal(world, make(device)) == "wrong"
    assert counter_of(world, world.keys["alice"]) == 5
