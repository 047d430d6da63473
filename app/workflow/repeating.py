"""Assessing a system again: a new draft with the answers of before, as far as they still fit."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.answers import to_json
from app.domain.copying import Copied, take_over
from app.domain.lifecycle import Refused, Role, State
from app.storage.assessments import Assessment, assessment, latest_submission
from app.storage.columns import new_key
from app.storage.matrices import PublishedMatrix, in_force, plan_of
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.errors import Invalid
from app.workflow.recording import record
from app.workflow.standing import is_responsible

# In these states nothing is open any more; in the others the assessment itself is gone on with.
REPEATABLE = frozenset(
    {
        State.APPROVED,
        State.CERTIFIED,
        State.SUSPENDED,
        State.REVOKED,
        State.EXPIRED,
        State.SUPERSEDED,
        State.REJECTED,
        State.WITHDRAWN,
    }
)


def repeatable(found: Assessment) -> bool:
    """Whether the system of this assessment can be assessed again from it."""
    return State(found.state) in REPEATABLE


def copy_of(session: Session, earlier: Assessment, now: datetime) -> tuple[PublishedMatrix, Copied]:
    """What assessing again would begin with now: the matrix in force, and what is taken over into it.

    The latest submission is copied, or the draft where nothing was submitted. Raises Refused while the assessment is
    still open, Invalid when no matrix is published.
    """
    if not repeatable(earlier):
        raise Refused("not_in_this_state")
    matrix = in_force(session, now.astimezone(UTC).date())
    if matrix is None:
        raise Invalid("no_matrix", ["No risk matrix has been published yet."])
    given = latest_submission(session, earlier) or earlier
    return matrix, take_over(plan_of(given.published_matrix), plan_of(matrix), given.answers, given.comments)


def assess_again(session: Session, *, actor: Actor, assessment_id: UUID, now: datetime) -> UUID:
    """Begin a new assessment of the same system with the earlier answers; gives its key.

    Files and results of tests are not copied: they proved the earlier state of the system. Raises Refused for those
    who do not work on the earlier assessment and while it is open, Invalid when no matrix is published.
    """
    with transaction(session):
        earlier = assessment(session, assessment_id)
        if earlier is None or Role.RESPONDENT not in actor.roles:
            raise Refused("not_your_role")
        if not is_responsible(session, actor, earlier) or actor.organisation_id != earlier.organisation_id:
            raise Refused("not_responsible")
        matrix, copied = copy_of(session, earlier, now)
        submitted = latest_submission(session, earlier)
        begun = Assessment(
            id=new_key(),
            system_name=earlier.system_name,
            organisation_id=earlier.organisation_id,
            owner_id=actor.person_id,
            published_matrix_id=matrix.id,
            state=State.DRAFT.value,
            answers=to_json(copied.answers),
            comments=copied.comments,
            previous_submission_id=submitted.id if submitted else None,
            created_at=now,
            changed_at=now,
        )
        session.add(begun)
        key = begun.id
        _record(session, actor, begun, earlier, copied, now)
    return key


def _record(
    session: Session, actor: Actor, begun: Assessment, earlier: Assessment, copied: Copied, now: datetime
) -> None:
    previous = begun.previous_submission_id
    details = {
        "to": begun.state,
        "system": begun.system_name,
        "owner": str(begun.owner_id),
        "organisation": str(begun.organisation_id),
        "matrix": str(begun.published_matrix_id),
        "previous": None if previous is None else str(previous),
        "copied_from": str(earlier.id),
        "copied": list(copied.answers),
        "not_copied": [each.question for each in copied.left],
    }
    record(session, actor=actor, action="create", subject=("assessment", begun.id), now=now, details=details)
