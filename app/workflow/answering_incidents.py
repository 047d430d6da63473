"""Answering an incident: dismissing it, or suspending or revoking the certificate, once and with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.incident import Outcome, check
from app.domain.lifecycle import Action, Refused, State
from app.storage.assessments import Assessment, locked
from app.storage.columns import new_key
from app.storage.incidents import Incident, IncidentOutcome, contact_of, outcome_of
from app.storage.transaction import transaction
from app.workflow import certifying
from app.workflow.actor import Actor
from app.workflow.moving import reason_given
from app.workflow.recording import record
from app.workflow.standing import facts
from app.workflow.telling_incidents import tell_dismissed


def decide(session: Session, *, actor: Actor, incident_id: UUID, outcome: Outcome, reason: str, now: datetime) -> None:
    """Decide on an incident; suspending and revoking take the certificate away in the same transaction.

    Raises Refused for contributors, for whoever reported it, and when somebody was faster; Invalid without a reason.
    """
    words = reason_given(reason, needed=True)
    with transaction(session):
        incident = session.get_one(Incident, incident_id)
        assessment = locked(session, incident.assessment_id)
        _check(session, actor, incident, assessment, outcome)
        decided = _write(session, actor, incident, outcome, words, now)
        told = {"incident": str(incident.id), "reference": incident.reference}
        if outcome is Outcome.DISMISS:
            subject = ("assessment", assessment.id)
            details = {**told, "reason": words}
            record(
                session, actor=actor, action=outcome.value, subject=subject, now=now, details=details, rows=[decided]
            )
            tell_dismissed(session, assessment, incident, now)
        else:
            certifying.change(
                session,
                actor=actor,
                assessment=assessment,
                action=Action(outcome.value),
                reason=words,
                now=now,
                told=told,
                rows=[decided],
            )


def _write(
    session: Session, actor: Actor, incident: Incident, outcome: Outcome, words: str, now: datetime
) -> IncidentOutcome:
    """Write the outcome down; an incident has one, so of two at once one is refused."""
    decided = IncidentOutcome(
        id=new_key(),
        incident_id=incident.id,
        outcome=outcome.value,
        reason=words,
        decided_at=now,
        decided_by=actor.person_id,
        decider_name=actor.name,
    )
    session.add(decided)
    try:
        session.flush()
    except IntegrityError:
        raise Refused("incident_decided") from None
    return decided


def refusal(session: Session, actor: Actor, incident: Incident, outcome: Outcome) -> str | None:
    """Why this actor may not decide so now, as a message id; None when they may: the buttons of a page."""
    try:
        _check(session, actor, incident, incident.assessment, outcome)
    except Refused as refused:
        return refused.reason
    return None


def has_a_part(session: Session, actor: Actor, incident: Incident) -> bool:
    """Whether this actor had a hand in the assessment, and so may not even read what was reported."""
    return facts(session, actor, incident.assessment).is_contributor


def _check(session: Session, actor: Actor, incident: Incident, assessment: Assessment, outcome: Outcome) -> None:
    check(
        outcome,
        State(assessment.state),
        actor.roles,
        facts(session, actor, assessment),
        reported_it=incident.reported_by is not None and incident.reported_by == actor.person_id,
        decided=outcome_of(session, incident.id) is not None,
    )


def erase_contact(session: Session, *, actor: Actor, incident_id: UUID, now: datetime) -> bool:
    """Erase how to reach who reported an incident; gives whether there was anything. The report stays.

    Raises Refused for those who may not decide on incidents of this assessment.
    """
    with transaction(session):
        incident = session.get_one(Incident, incident_id)
        assessment = locked(session, incident.assessment_id)
        check(
            Outcome.DISMISS,
            State(assessment.state),
            actor.roles,
            facts(session, actor, assessment),
            reported_it=False,
            decided=False,
        )
        contact = contact_of(session, incident_id)
        if contact is None:
            return False
        session.delete(contact)
        details = {"incident": str(incident.id), "reference": incident.reference}
        subject = ("assessment", incident.assessment_id)
        record(session, actor=actor, action="erase_contact", subject=subject, now=now, details=details)
    return True
