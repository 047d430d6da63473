"""Holding the colleagues of every assessment against what the ledger tells about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.ledger import Entry
from app.storage.tables import AssessmentMember

Key = tuple[str, str]  # assessment, person
Invitation = tuple[int, str, str]  # the entry, who invited, and when
Complaint = tuple[int | None, str, str]  # the entry, where one is at fault, the subject and a sentence


def note(told: dict[Key, Invitation], entry: Entry, details: Mapping[str, object]) -> None:
    """Add what an entry about an assessment tells: who left it, and who joined."""
    subject = str(entry.subject_id)
    told.pop((subject, str(details.get("left"))), None)
    if "joined" in details:
        moment = entry.at.astimezone(UTC).isoformat()
        told[subject, str(details["joined"])] = (entry.sequence, str(entry.actor_id), moment)


def complaints(session: Session, told: Mapping[Key, Invitation]) -> Iterator[Complaint]:
    """Everybody who works on an assessment without an invitation, or was invited otherwise, or is missing."""
    gone = dict(told)
    row = AssessmentMember
    rows = select(row.assessment_id, row.person_id, row.added_by, row.added_at)
    for assessment_id, person_id, added_by, added_at in session.execute(
        rows.order_by(row.assessment_id, row.person_id)
    ):
        subject = _subject(assessment_id, person_id)
        invitation = gone.pop((str(assessment_id), str(person_id)), None)
        if invitation is None:
            yield None, subject, "is not in the ledger: nobody invited them."
        elif invitation[1:] != (str(added_by), added_at.astimezone(UTC).isoformat()):
            yield invitation[0], subject, "was altered after it was written."
    for (assessment, person), (sequence, _by, _at) in gone.items():
        yield sequence, _subject(assessment, person), "was deleted."


def _subject(assessment: UUID | str, person: UUID | str) -> str:
    return f"colleague {person} of assessment {assessment}"
