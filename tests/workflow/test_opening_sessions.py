"""Opening a session: in a transaction, in place of the one before, waiting for a second factor where there is one."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.storage import people, sign_ins
from app.storage.ledger import entries_of
from app.storage.second_factors import SecondFactor
from app.storage.transaction import transaction
from app.workflow.opening_sessions import open_session
from tests.people import NOW, World


def opened(world: World, *, replaces: str | None = None, confirmed: str | None = None) -> str:
    with world.session() as session, transaction(session):
        alice = people.person(session, world.keys["alice"])
        assert alice is not None
        return open_session(session, alice, now=NOW, replaces=replaces, device="Firefox", confirmed=confirmed)


def told(world: World, token: str) -> tuple[str, str | None, str]:
    """The stage of a session, what confirmed it, and what the ledger said last."""
    with world.session() as session:
        found = sign_ins.current(session, token, NOW)
        assert found is not None
        assert found.device == "Firefox"
        return found.stage, found.second_factor, entries_of(session, "person", found.person_id)[-1].action


def with_factor(world: World, *, confirmed: bool) -> UUID:
    with world.session() as session, transaction(session):
        factor = SecondFactor(
            person_id=world.keys["alice"],
            kind="totp",
            name="Phone",
            created_at=NOW,
            confirmed_at=NOW if confirmed else None,
        )
        session.add(factor)
        session.flush()
        return factor.id


def test_a_session_opens_at_once_for_who_has_no_second_factor(each_world: World) -> None:
    assert told(each_world, opened(each_world)) == ("open", None, "sign_in")
    with_factor(each_world, confirmed=False)
    assert told(each_world, opened(each_world)) == ("open", None, "sign_in")


def test_who_has_a_second_factor_is_asked_for_it_unless_it_was_confirmed(each_world: World) -> None:
    with_factor(each_world, confirmed=True)
    token = opened(each_world)
    assert told(each_world, token) == ("second_factor", None, "sign_in_begun")
    confirmed = opened(each_world, replaces=token, confirmed="totp")
    assert told(each_world, confirmed) == ("open", "totp", "sign_in")
    with each_world.session() as session:
        assert sign_ins.current(session, token, NOW) is None


def test_a_session_is_opened_in_the_callers_transaction(world: World) -> None:
    with world.session() as session:
        alice = people.person(session, world.keys["alice"])
        assert alice is not None
        with pytest.raises(RuntimeError):
            open_session(session, alice, now=NOW, replaces=None, device="", confirmed=None)
