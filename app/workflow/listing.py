"""The owner's choice whether a system stands in the public register, which holds from the moment it is made."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import Refused, State
from app.storage.assessments import Assessment, locked
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.recording import record

# Where there is, was or may soon be a certificate. Before, the page that submits asks.
LISTABLE = frozenset(
    {
        *(State.SUBMITTED, State.IN_REVIEW, State.APPROVED),
        *(State.CERTIFIED, State.SUSPENDED, State.REVOKED, State.EXPIRED, State.SUPERSEDED),
    }
)


def may_be_listed(assessment: Assessment) -> bool:
    """Whether its owner can still, or already, put it on the register or take it off."""
    return State(assessment.state) in LISTABLE


def chosen_listing(assessment: Assessment, actor: Actor, listed: bool | None) -> bool:
    """What holds after this actor chose, or left it (None); raises Refused where somebody else than the owner chose."""
    if listed is None:
        return assessment.listed
    if assessment.owner_id != actor.person_id:
        raise Refused("not_the_owner")
    return listed


def set_listed(session: Session, *, actor: Actor, assessment_id: UUID, listed: bool, now: datetime) -> bool:
    """Put a system on the register or take it off; gives whether that changed anything.

    The entry in the ledger names the state of the certificate, since a register may tell what it was when it was
    listed. Raises Refused for everybody but the owner, and before a submission or after a refusal.
    """
    with transaction(session):
        assessment = locked(session, assessment_id)
        chosen = chosen_listing(assessment, actor, listed)
        if not may_be_listed(assessment):
            raise Refused("not_in_this_state")
        if chosen == assessment.listed:
            return False
        assessment.listed = chosen
        details = {"listed": chosen, "state": assessment.state}
        action, subject = "list" if chosen else "unlist", ("assessment", assessment_id)
        record(session, actor=actor, action=action, subject=subject, now=now, details=details)
        return True
