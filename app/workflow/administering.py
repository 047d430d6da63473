"""Who may change people, asked inside the transaction of each change, and what no change may lead to."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import Refused, Role
from app.storage import people
from app.storage.people import Person
from app.workflow.actor import Actor, actor_of
from app.workflow.errors import Invalid


def check_administrator(session: Session, actor: Actor, given: Collection[Role] = ()) -> None:
    """Let only an administrator of this moment, or the operator, go on; raises Refused otherwise.

    Whoever changes people takes turns from here on, so that what was true stays true until the end of the
    transaction. Raises Invalid when a role is given that nobody may have.
    """
    people.take_turns(session)
    if actor.person_id is None:
        allowed = Role.SYSTEM in actor.roles
    else:
        present = people.person(session, actor.person_id)
        allowed = present is not None and Role.ADMINISTRATOR in actor_of(present).roles
    if not allowed:
        raise Refused("not_your_role")
    if Role.SYSTEM in given:
        raise Invalid("unknown_role", ["The role of the product itself is given to nobody."])


def keep_an_administrator(session: Session) -> None:
    """Raises Refused when the change has left nobody who could change people."""
    session.flush()
    if not people.is_administered(session):
        raise Refused("last_administrator")


def somebody(session: Session, person_id: UUID) -> Person:
    """The person with this key, whom nobody else changes meanwhile; raises Invalid when there is none."""
    person = people.locked(session, person_id)
    if person is None:
        raise Invalid("unknown_person", ["There is no such person."])
    return person
