"""Holding every assessment against what the ledger says it should be now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.storage.tables import Assessment
from app.storage.verification.finding import Fault
from app.storage.verification.reading import Unreadable, rows_in_order
from app.storage.verification.told import Told

COLUMNS = {
    "state": Assessment.state,
    "level": Assessment.level,
    "revision": Assessment.revision,
    "submission": Assessment.submission_id,
    "system": Assessment.system_name,
    "owner": Assessment.owner_id,
    "organisation": Assessment.organisation_id,
    "matrix": Assessment.published_matrix_id,
    "previous": Assessment.previous_submission_id,
    "listed": Assessment.listed,
}


def faults_of_assessments(session: Session, told: Told) -> Iterator[Fault]:
    """Each assessment that was altered, inserted or deleted."""
    gone = dict(told.assessments)
    for row in rows_in_order(session, tuple(COLUMNS.values()), Assessment.id):
        key = row.key if isinstance(row, Unreadable) else str(row[0])
        known, subject = gone.pop(key, None), f"assessment {key}"
        if known is None:
            yield Fault(None, subject, "is not in the ledger: it was inserted behind its back.")
        elif isinstance(row, Unreadable):
            yield Fault(known["sequence"], subject, "cannot be read.")
        else:
            yield from _differences(subject, known, row[1:])
    for missing, known in gone.items():
        yield Fault(known["sequence"], f"assessment {missing}", "was deleted.")


def _differences(subject: str, known: dict[str, Any], values: tuple[object, ...]) -> Iterator[Fault]:
    for what, value in zip(COLUMNS, values, strict=True):
        now = str(value) if isinstance(value, UUID) else value
        if known.get(what) != now:
            sentence = f"has {what} “{now}”, but the ledger says “{known.get(what)}”."
            yield Fault(known["sequence"], subject, sentence)
