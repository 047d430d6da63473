"""Ending sessions before their time: one's own, or all of somebody by an administrator."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.storage import sign_ins
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.administering import check_administrator, somebody
from app.workflow.errors import Invalid
from app.workflow.recording import record


def end_own(session: Session, *, actor: Actor, sign_in_id: UUID, now: datetime) -> None:
    """End one of one's own sessions; raises Invalid when it is not one that is open."""
    with transaction(session):
        mine = sign_ins.live(session, actor.person_id, now) if actor.person_id else ()
        found = next((each for each in mine if each.id == sign_in_id), None)
        if found is None:
            raise Invalid("unknown_session", ["There is no such session any more."])
        found.ended_at = now
        _record(session, actor, "end_session", actor.person_id, now)


def end_others(session: Session, *, actor: Actor, token: str, now: datetime) -> None:
    """End all of one's own sessions but that of this token."""
    if actor.person_id is None:
        raise Invalid("unknown_person", ["There is no such person."])
    with transaction(session):
        sign_ins.end_all(session, actor.person_id, now, but=token)
        _record(session, actor, "end_other_sessions", actor.person_id, now)


def end_all_of(session: Session, *, actor: Actor, person_id: UUID, now: datetime) -> None:
    """End every session of somebody, as an administrator; raises Refused, and Invalid for nobody."""
    with transaction(session):
        check_administrator(session, actor)
        person = somebody(session, person_id)
        sign_ins.end_all(session, person.id, now)
        _record(session, actor, "end_sessions", person.id, now)


def _record(session: Session, actor: Actor, action: str, person_id: UUID | None, now: datetime) -> None:
    record(session, actor=actor, action=action, subject=("person", person_id), now=now)
