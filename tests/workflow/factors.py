"""What the tests of second factors do again and again: sign in, set an app up, read its codes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp

from app.domain.sign_in_stages import Stage, stage_of
from app.storage import sign_ins
from app.workflow import signing_in
from app.workflow.authenticator_apps import new_app
from app.workflow.confirming import confirm_by_code
from app.workflow.second_factors import Added, add_app
from tests.people import NOW, PASSWORD, World, address_of

SECRET_KEY = "0f7Kq-vT2mXc9RzLw4Ns8Yb1HdGj6PaE"


def minutes(later: float) -> datetime:
    """So many minutes after the tests begin."""
    return NOW + timedelta(minutes=later)


def signed_in(world: World, name: str = "alice", later: float = 0) -> str:
    """The token of a session that the right password opened."""
    with world.session() as session:
        email = address_of(name)
        return signing_in.sign_in(session, email=email, password=PASSWORD, address="a", now=minutes(later), device="F")


def with_app(world: World, name: str = "alice", later: float = 0, token: str | None = None) -> tuple[Added, str]:
    """Set an app up; gives what came of it, and the secret the app knows."""
    token = token or signed_in(world, name, later)
    app = new_app(SECRET_KEY, world.keys[name], account=address_of(name), issuer="Fenji")
    with world.session() as session:
        code = code_of(app.secret, later)
        added = add_app(session, token=token, sealed=app.sealed, code=code, secret_key=SECRET_KEY, now=minutes(later))
    return added, app.secret


def code_of(secret: str, later: float = 0) -> str:
    """What the app shows so many minutes after the tests begin."""
    return pyotp.TOTP(secret).at(minutes(later))


def confirm(world: World, token: str, code: str, later: float = 0, address: str = "a") -> str:
    """Type this code at the second step, in a request of its own."""
    with world.session() as session:
        return confirm_by_code(
            session, token=token, code=code, secret_key=SECRET_KEY, address=address, now=minutes(later)
        )


def stage(world: World, token: str, later: float = 0, *, required: bool = False) -> Stage | None:
    """Where a session stands; None when it is over."""
    with world.session() as session:
        held = sign_ins.holder(session, token, minutes(later))
    if held is None:
        return None
    return stage_of(confirmed=held.second_factor is not None, has_factor=held.has_factor, required=required)
