"""Holding every assessment against what the ledger says it should be now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.tables import Assessment
from app.storage.verification.finding import Fault, attempt
from app.storage.verification.told import Told


def faults_of_assessments(session: Session, told: Told) -> Iterator[Fault]:
    """Each assessment that was altered, inserted or deleted."""
    stored = {str(key): key for key in session.scalars(select(Assessment.id))}
    for missing in told.assessments.keys() - stored.keys():
        yield Fault(told.assessments[missing]["sequence"], f"assessment {missing}", "was deleted.")
    for name, key in stored.items():
        subject = f"assessment {name}"
        known = told.assessments.get(name)
        if known is None:
            yield Fault(None, subject, "is not in the ledger: it was inserted behind its back.")
            continue
        now = attempt(lambda key=key: _of_assessment(session.get_one(Assessment, key)))  # type: ignore[misc]
        if now is None:
            yield Fault(known["sequence"], subject, "cannot be read.")
            continue
        for what, value in now.items():
            if known.get(what) != value:
                yield Fault(
                    known["sequence"], subject, f"has {what} “{value}”, but the ledger says “{known.get(what)}”."
                )


def _of_assessment(found: Assessment) -> dict[str, Any]:
    return {
        "state": found.state,
        "level": found.level,
        "revision": found.revision,
        "submission": _text(found.submission_id),
        "system": found.system_name,
        "owner": _text(found.owner_id),
        "organisation": _text(found.organisation_id),
        "matrix": _text(found.published_matrix_id),
        "previous": _text(found.previous_submission_id),
    }


def _text(key: UUID | None) -> str | None:
    return None if key is None else str(key)
