"""Putting files beside the result of a test: replaced or taken off by one entry each, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.evidence_file import MOST_FILES
from app.domain.lifecycle import Move
from app.domain.recorded_test import RecordedTest, read_result
from app.storage.assessments import Assessment
from app.storage.evidence import EvidenceFile, evidence_files
from app.storage.matrices import pinned_plan
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.adding_evidence import KeptFile, evidence_rows
from app.workflow.errors import Invalid
from app.workflow.moving import advance
from app.workflow.recording import record
from app.workflow.testing import begin


def add_test_evidence(
    session: Session, *, actor: Actor, assessment_id: UUID, test_id: str, files: Sequence[KeptFile], now: datetime
) -> tuple[EvidenceFile, ...]:
    """Put kept files beside a recorded result; gives those that are new there.

    A file of the same name takes the place of the one that was there, whose row and bytes stay. Raises Refused, and
    Invalid when no result is recorded, the test takes no files, they would be too many, or two are called the same.
    """
    with transaction(session):
        assessment, move = begin(session, actor, assessment_id)
        result = _result(assessment, test_id)
        if not any(test.id == test_id and test.evidence != "never" for test in pinned_plan(assessment).matrix.tests):
            raise Invalid("evidence_not_taken", ["This test takes no files."])
        if len({file.name for file in files}) < len(files):
            raise Invalid("evidence_twice", ["Two files have the same name."])
        present = {file.name: file for file in _beside(session, assessment, result)}
        new = {file.name: file for file in files if not _same(present.get(file.name), file)}
        if not new:
            return ()
        if len(present | new) > MOST_FILES:
            raise Invalid("evidence_many", [f"A test takes at most {MOST_FILES} files."])
        rows = evidence_rows(session, assessment, actor, list(new.values()), now)
        kept = [str(file.id) for name, file in present.items() if name not in new] + [str(row.id) for row in rows]
        _put(session, assessment, move, test_id, kept, now)
        details = {"test": test_id, "files": [{"id": str(row.id), "sha256": row.sha256} for row in rows]}
        subject = ("assessment", assessment_id)
        record(session, actor=actor, action="add_evidence", subject=subject, now=now, details=details, rows=rows)
        return tuple(rows)


def remove_test_evidence(
    session: Session, *, actor: Actor, assessment_id: UUID, test_id: str, file_id: UUID, now: datetime
) -> None:
    """Take a file off a recorded result; its row and bytes stay. Nothing happens when it is not there.

    Raises Refused, and Invalid when no result is recorded.
    """
    with transaction(session):
        assessment, move = begin(session, actor, assessment_id)
        kept = list(_result(assessment, test_id).evidence)
        if str(file_id) not in kept:
            return
        kept.remove(str(file_id))
        _put(session, assessment, move, test_id, kept, now)
        details = {"test": test_id, "files": [{"id": str(file_id)}]}
        subject = ("assessment", assessment_id)
        record(session, actor=actor, action="remove_evidence", subject=subject, now=now, details=details)


def _result(assessment: Assessment, test_id: str) -> RecordedTest:
    found = read_result(assessment.test_results.get(test_id))
    if found is None:
        raise Invalid("nothing_recorded", ["No result of this test is recorded."])
    return found


def _beside(session: Session, assessment: Assessment, result: RecordedTest) -> Sequence[EvidenceFile]:
    return evidence_files(session, assessment.id, [UUID(key) for key in result.evidence])


def _same(present: EvidenceFile | None, file: KeptFile) -> bool:
    return present is not None and present.sha256 == file.sha256


def _put(
    session: Session, assessment: Assessment, move: Move, test_id: str, kept: Sequence[str], now: datetime
) -> None:
    """Write the list of a result.

    The draft's version goes up, so that nobody submits what they did not see; the result's own stays, so that
    nobody's form is in the way.
    """
    entry: dict[str, Any] = {**assessment.test_results[test_id], "evidence": list(kept)}
    results = {**assessment.test_results, test_id: entry}
    advance(session, assessment, move, now, test_results=results, version=assessment.version + 1)
