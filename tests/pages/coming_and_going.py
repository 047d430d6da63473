"""Who came to the office of the pages and who went: somebody invited who has not come yet, somebody let go."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import Role
from app.storage import people
from app.workflow import inviting
from app.workflow.actor import actor_of
from app.workflow.linking import link_key
from tests.web.visiting import SECRET

ADMINISTRATOR = "omar.haddad@example.org"


def come_and_go(session: Session, organisation: str, password: str, now: datetime) -> dict[str, UUID]:
    """Let one go and invite another, whose name is of two alphabets; gives their keys and the administrator's."""
    administrator = people.person_by_email(session, ADMINISTRATOR)
    assert administrator is not None
    actor, keys = actor_of(administrator), {"administrator": administrator.id}
    keys["gone"] = inviting.add_person(
        session,
        name="Gerda Gone",
        email="gone@example.org",
        organisation=organisation,
        roles=[Role.RESPONDENT],
        password=password,
        language="en",
        now=now,
    )
    inviting.deactivate(session, actor=actor, person_id=keys["gone"], now=now)
    link = inviting.invite(
        session,
        actor=actor,
        name="P\u0430ula Petrova",  # the second letter is Cyrillic
        email="invited@example.org",
        organisation=organisation,
        roles=[Role.RESPONDENT, Role.STEWARD],
        language=None,
        key=link_key(SECRET),
        now=now,
    )
    return keys | {"invited": link.person_id}
