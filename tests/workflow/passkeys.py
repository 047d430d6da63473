"""What the tests of passkeys do again and again: add one, sign in with it, confirm with it, be refused."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.storage import second_factors
from app.workflow import passkeys
from app.workflow.errors import SignInRefused
from app.workflow.passkeys import Site
from app.workflow.second_factors import Added
from tests.people import World
from tests.software_authenticator import Authenticator
from tests.workflow.factors import SECRET_KEY, minutes, signed_in

SITE = Site("localhost", "Fenji", ("http://localhost",), SECRET_KEY)
BROWSER = "what only this browser sends"


def add(world: World, device: Authenticator, token: str, *, later: float = 0, made_later: float = 0) -> Added:
    with world.session() as session:
        options = passkeys.options_to_add(session, SITE, token=token, now=minutes(later))
        assert options is not None
        answer = device.make(options)
        return passkeys.add_passkey(
            session, SITE, token=token, answer=answer, name=" Laptop ", now=minutes(later + made_later)
        )


def with_passkey(world: World, name: str = "alice") -> Authenticator:
    device = Authenticator()
    add(world, device, signed_in(world, name))
    return device


def asked(later: float = 1, bound_to: str = BROWSER) -> str:
    return passkeys.options_to_sign_in(SITE, bound_to=bound_to, now=minutes(later))


def enter(world: World, answer: str, later: float = 1, address: str = "a", bound_to: str = BROWSER) -> str:
    with world.session() as session:
        return passkeys.sign_in_by_passkey(
            session, SITE, answer=answer, bound_to=bound_to, address=address, now=minutes(later)
        )


def refusal(world: World, answer: str, later: float = 1, address: str = "a", bound_to: str = BROWSER) -> str:
    with pytest.raises(SignInRefused) as refused:
        enter(world, answer, later, address, bound_to)
    return refused.value.reason


def confirm(world: World, device: Authenticator, token: str, later: float = 1) -> str:
    with world.session() as session:
        options = passkeys.options_to_confirm(session, SITE, token=token, now=minutes(later))
        assert options is not None
        answer = device.sign(options)
        return passkeys.confirm_by_passkey(session, SITE, token=token, answer=answer, address="a", now=minutes(later))


def counter_of(world: World, person: UUID) -> int:
    with world.session() as session:
        return second_factors.factors_of(session, person)[0].counter
