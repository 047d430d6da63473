"""Sharing an assessment with colleagues: inviting them, taking them off again, handing it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import Refused, Role
from app.storage.assessments import Assessment, AssessmentMember, is_member, locked
from app.storage.people import Person, colleague
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.errors import Invalid
from app.workflow.recording import record


@dataclass(frozen=True, slots=True)
class Sharing:
    """How somebody stands to the circle of an assessment: who may do what is decided here alone."""

    is_owner: bool
    is_member: bool
    is_respondent: bool

    def may_invite(self) -> bool:
        """Only the owner invites, takes others off and hands over."""
        return self.is_owner and self.is_respondent

    def may_leave(self) -> bool:
        """Whoever was invited may leave: nobody is held to something by an invitation."""
        return self.is_member


def sharing(session: Session, actor: Actor, assessment: Assessment) -> Sharing:
    """How this actor stands to those who work on an assessment."""
    if actor.person_id is None:
        return Sharing(is_owner=False, is_member=False, is_respondent=False)
    return Sharing(
        is_owner=actor.person_id == assessment.owner_id,
        is_member=is_member(session, assessment.id, actor.person_id),
        is_respondent=Role.RESPONDENT in actor.roles,
    )


def invite_colleague(session: Session, *, actor: Actor, assessment_id: UUID, person_id: UUID, now: datetime) -> None:
    """Let a colleague read and answer an assessment; whoever works on it already stays as they are.

    Raises Refused for everybody but the owner, Invalid for people who are no active respondents of the owner's
    organisation.
    """
    with transaction(session):
        assessment = _owned(session, actor, assessment_id)
        invited = _colleague(session, assessment, person_id)
        if invited.id == assessment.owner_id or is_member(session, assessment_id, invited.id):
            return
        _join(session, assessment, invited.id, actor, now)
        details = {"joined": str(invited.id), "name": invited.name}
        _record(session, actor, "invite_colleague", assessment_id, now, details)


def take_off_colleague(session: Session, *, actor: Actor, assessment_id: UUID, person_id: UUID, now: datetime) -> None:
    """Let a colleague go, or leave oneself; from the next request on the assessment is closed to them.

    What they answered stays, and the ledger keeps that they did. Raises Refused for everybody but the owner and that
    colleague.
    """
    with transaction(session):
        assessment = locked(session, assessment_id)
        stand = sharing(session, actor, assessment)
        if not (stand.may_leave() and person_id == actor.person_id) and not stand.may_invite():
            raise Refused("not_the_owner")
        if left := _leave(session, assessment_id, person_id):
            details = {"left": str(person_id), "name": left}
            _record(session, actor, "take_off_colleague", assessment_id, now, details)


def hand_over(session: Session, *, actor: Actor, assessment_id: UUID, person_id: UUID, now: datetime) -> None:
    """Make a colleague who works on the assessment its owner; the owner before stays as a colleague.

    Raises Refused for everybody but the owner, Invalid for people who were not invited or may not answer any more.
    """
    with transaction(session):
        assessment = _owned(session, actor, assessment_id)
        heir, owner = _colleague(session, assessment, person_id), assessment.owner_id
        if _leave(session, assessment_id, heir.id) is None:
            raise Invalid("not_invited", ["Choose somebody who works on this assessment."])
        assessment.owner_id = heir.id
        _join(session, assessment, owner, actor, now)
        details = {"owner": str(heir.id), "name": heir.name, "joined": str(owner), "left": str(heir.id)}
        _record(session, actor, "hand_over", assessment_id, now, details)


def _owned(session: Session, actor: Actor, assessment_id: UUID) -> Assessment:
    assessment = locked(session, assessment_id)
    if not sharing(session, actor, assessment).may_invite():
        raise Refused("not_the_owner")
    return assessment


def _colleague(session: Session, assessment: Assessment, person_id: UUID) -> Person:
    found = colleague(session, assessment.organisation_id, person_id)
    if found is None:
        raise Invalid("no_colleague", ["Choose an active respondent of the same organisation."])
    return found


def _join(session: Session, assessment: Assessment, person_id: UUID, actor: Actor, now: datetime) -> None:
    row = AssessmentMember(assessment_id=assessment.id, person_id=person_id, added_by=actor.person_id, added_at=now)
    session.add(row)


def _leave(session: Session, assessment_id: UUID, person_id: UUID) -> str | None:
    """Take the row away; gives the person's name, None when there was no such row."""
    row = session.get(AssessmentMember, (assessment_id, person_id))
    if row is None:
        return None
    name = row.person.name
    session.delete(row)
    session.flush()
    return name


def _record(
    session: Session, actor: Actor, action: str, assessment_id: UUID, now: datetime, details: dict[str, str]
) -> None:
    record(session, actor=actor, action=action, subject=("assessment", assessment_id), now=now, details=details)
