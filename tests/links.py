"""Links by which the people of tests come in, made as the product makes them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import inspect, text

from app.domain.lifecycle import Role
from app.storage import one_time_links, people
from app.workflow import inviting, resetting, signing_in
from app.workflow.linking import Kind, LinkDead, link_key, opened_by, token_of
from tests.people import NOW, World, address_of
from tests.web.visiting import SECRET

KEY = link_key(SECRET)
CHOSEN = "seven grey geese over water"


def invite(world: World, email: str = "hana@example.org", now: datetime = NOW) -> tuple[UUID, str]:
    """Adam invites Hana; gives her key and the token of the link."""
    with world.session() as session:
        link = inviting.invite(
            session,
            actor=world.actor("adam"),
            name="Hana Horak",
            email=email,
            organisation="Harbour Laboratory",
            roles=[Role.RESPONDENT, Role.REVIEWER],
            language=None,
            key=KEY,
            now=now,
        )
        return link.person_id, token_of(link.id, KEY)


def accept(world: World, token: str, password: str = CHOSEN, now: datetime = NOW) -> str:
    with world.session() as session:
        return resetting.accept(
            session,
            token=token,
            password=password,
            language="zh-Hans",
            now=now,
            replaces=None,
            device="Firefox / Linux",
        )


def forget(world: World, name: str = "alice", now: datetime = NOW) -> str | None:
    """Somebody forgot their password; gives the token of the link that the mail will hold."""
    with world.session() as session:
        resetting.ask_for_reset(session, email=address_of(name), address="a", key=KEY, now=now)
        who = people.person_by_email(session, address_of(name))
        link = one_time_links.latest(session, who.id, Kind.RESET) if who else None
        return token_of(link.id, KEY) if link else None


def reset(world: World, token: str, password: str = CHOSEN, now: datetime = NOW) -> None:
    with world.session() as session:
        resetting.reset(session, token=token, password=password, now=now)


def sign_in(world: World, email: str, password: str, now: datetime = NOW) -> str:
    with world.session() as session:
        return signing_in.sign_in(session, email=email, password=password, address="a", now=now)


def everything(world: World) -> str:
    """All that the database holds, as text."""
    found = []
    with world.engine.connect() as connection:
        for table in inspect(world.engine).get_table_names():
            found += [str(tuple(row)) for row in connection.execute(text(f'SELECT * FROM "{table}"'))]  # noqa: S608
    return "\n".join(found)


def dead(world: World, token: str, now: datetime = NOW) -> bool:
    with world.session() as session:
        try:
            opened_by(session, token, now)
        except LinkDead:
            return True
        return False
