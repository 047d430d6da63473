"""What has happened to the certificates of the public register, by what the ledger says, the newest first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session, aliased

from app.domain.lifecycle import Action
from app.storage.ledger import LedgerEntry
from app.storage.register import public
from app.storage.tables import Assessment, Certificate, Submission

LIST = "list"
TOLD = (
    *(Action.CERTIFY.value, Action.SUSPEND.value, Action.LIFT.value, Action.REVOKE.value, Action.EXPIRE.value),
    *(Action.SUPERSEDE.value, LIST),
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; `by` is the number of the certificate that took its place, where one did."""

    sequence: int
    at: datetime
    action: str
    certificate_id: UUID
    number: str
    system_name: str
    organisation_name: str
    level: str
    published_matrix_id: UUID
    by: str | None


def events(session: Session, limit: int) -> tuple[Event, ...]:
    """The last changes of what is listed now, at most so many.

    Those of a certificate begin when it was issued or, if that was later, when its owner listed it: what happened
    before is not told by agreeing afterwards.
    """
    query = (
        select(
            LedgerEntry.sequence,
            LedgerEntry.at,
            LedgerEntry.action,
            LedgerEntry.details,
            Certificate.id,
            Certificate.number,
            Submission.system_name,
            Submission.organisation_name,
            Certificate.level,
            Submission.published_matrix_id,
        )
        .join(Certificate, Certificate.assessment_id == LedgerEntry.subject_id)
        .join(Assessment, Assessment.id == LedgerEntry.subject_id)
        .join(Submission, Submission.id == Certificate.submission_id)
        .where(LedgerEntry.subject_kind == "assessment", LedgerEntry.action.in_(TOLD), public())
        .where(LedgerEntry.sequence >= _beginning())
        .order_by(LedgerEntry.sequence.desc())
    )
    return tuple(_event(each) for each in session.execute(query.limit(limit)))


def _beginning() -> ScalarSelect[int]:
    """The entry with which the public history of a certificate begins."""
    begins = aliased(LedgerEntry)
    query = select(begins.sequence).where(
        begins.subject_kind == "assessment",
        begins.subject_id == Certificate.assessment_id,
        begins.action.in_([Action.CERTIFY.value, LIST]),
    )
    return query.order_by(begins.sequence.desc()).limit(1).scalar_subquery()


def _event(found: Any) -> Event:
    return Event(
        sequence=found.sequence,
        at=found.at,
        action=found.action,
        certificate_id=found.id,
        number=found.number,
        system_name=found.system_name,
        organisation_name=found.organisation_name,
        level=found.level,
        published_matrix_id=found.published_matrix_id,
        by=json.loads(found.details).get("by") if found.action == Action.SUPERSEDE.value else None,
    )
