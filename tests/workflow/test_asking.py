"""What is asked of the outbox is there with the commit, and once."""

from __future__ import annotations

from sqlalchemy import select

from app.storage.tables import OutboxMessage
from app.storage.transaction import transaction
from app.workflow.asking import ask, ask_mail
from tests.people import NOW, World


def test_what_is_asked_for_comes_with_the_commit_and_not_without(each_world: World) -> None:
    with each_world.session() as session:
        ask(session, kind="expire", payload={}, now=NOW)
        session.rollback()
        assert session.scalars(select(OutboxMessage)).all() == []
        with transaction(session):
            ask(session, kind="expire", payload={}, now=NOW)
        assert len(session.scalars(select(OutboxMessage)).all()) == 1


def test_a_key_is_asked_for_once_in_all_time(each_world: World) -> None:
    to = each_world.keys["alice"]
    with each_world.session() as session:
        for first in (True, False):
            with transaction(session):
                asked = ask_mail(session, template="submitted", to=to, values={"n": 1}, now=NOW, key="submitted:1")
                assert asked is first
        (message,) = session.scalars(select(OutboxMessage)).all()
        assert (message.kind, message.payload) == (
            "mail",
            {"template": "submitted", "to": str(to), "values": {"n": 1}},
        )
        assert (message.due_at, message.done_at, message.tries) == (NOW, None, 0)
