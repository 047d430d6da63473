"""Putting files beside questions: on the disk, then in the records; replaced or taken off, never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import lifecycle
from app.domain.answers import read_answers
from app.domain.completeness import takes
from app.domain.evidence_file import LARGEST_TOTAL, MOST_FILES, recognise
from app.domain.lifecycle import Action, Move, State
from app.storage.assessments import Assessment, locked
from app.storage.columns import new_key
from app.storage.evidence import EvidenceFile, evidence_file, evidence_files, path_of, stored_size
from app.storage.matrices import plan_of
from app.storage.stored_files import is_whole, write_file
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.errors import Invalid
from app.workflow.moving import advance
from app.workflow.recording import record
from app.workflow.standing import facts


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file whose bytes are on the disk, and which no row speaks of yet."""

    name: str
    kind: str  # its media type
    sha256: str
    size: int


def keep_file(data_directory: Path, *, name: str, data: bytes) -> KeptFile:
    """Look at a file and put its bytes on the disk, under their digest; the same bytes twice are there once.

    Raises app.domain.evidence_file.FileRefused, with a sentence, for a file that is not taken.
    """
    clean, kind = recognise(name, data)
    digest = sha256(data).hexdigest()
    path = path_of(data_directory, digest)
    if not (path.exists() and is_whole(path, digest)):
        write_file(path, data)
    return KeptFile(clean, kind.media_type, digest, len(data))


def evidence_rows(
    session: Session, assessment: Assessment, actor: Actor, files: Sequence[KeptFile], now: datetime
) -> list[EvidenceFile]:
    """Rows for kept files, added to the session inside the caller's transaction, which records them in the ledger.

    Raises Invalid when the assessment's files would become more than it may have.
    """
    rows = [
        EvidenceFile(
            id=new_key(),
            assessment_id=assessment.id,
            name=file.name,
            kind=file.kind,
            sha256=file.sha256,
            size=file.size,
            added_at=now,
            added_by=actor.person_id,
            adder_name=actor.name,
        )
        for file in files
    ]
    session.add_all(rows)
    session.flush()
    if stored_size(session, assessment.id) > LARGEST_TOTAL:
        raise Invalid("evidence_total", ["The files of this assessment would be larger than 100 MB together."])
    return rows


def add_evidence(
    session: Session, *, actor: Actor, assessment_id: UUID, question_id: str, files: Sequence[KeptFile], now: datetime
) -> tuple[EvidenceFile, ...]:
    """Put kept files beside a question of a draft; gives those that are new there.

    A file of the same name replaces the one beside the question, whose row and bytes stay. The same bytes under the
    same name change nothing. Raises Refused, and Invalid when the question takes no files, would have too many, or two
    are called the same.
    """
    with transaction(session):
        assessment, move = _begin(session, actor, assessment_id)
        _check_question(assessment, question_id)
        _check_names(files)
        present = {file.name: file for file in _beside(session, assessment, question_id)}
        new = {file.name: file for file in files if not _same(present.get(file.name), file)}
        if not new:
            return ()
        if len(present | new) > MOST_FILES:
            raise Invalid("evidence_many", [f"A question takes at most {MOST_FILES} files."], [question_id])
        rows = evidence_rows(session, assessment, actor, list(new.values()), now)
        kept = [file.id for name, file in present.items() if name not in new] + [row.id for row in rows]
        _put(session, assessment, move, question_id, kept, now)
        details = {"question": question_id, "files": [_said(row, present.get(row.name)) for row in rows]}
        subject = ("assessment", assessment_id)
        record(session, actor=actor, action="add_evidence", subject=subject, now=now, details=details, rows=rows)
        return tuple(rows)


def remove_evidence(
    session: Session, *, actor: Actor, assessment_id: UUID, question_id: str, file_id: UUID, now: datetime
) -> None:
    """Take a file off a question of a draft; its row and bytes stay. Nothing happens when it is not there.

    Raises Refused.
    """
    with transaction(session):
        assessment, move = _begin(session, actor, assessment_id)
        kept = [UUID(key) for key in assessment.evidence.get(question_id, ())]
        found = evidence_file(session, assessment_id, file_id)
        if found is None or file_id not in kept:
            return
        kept.remove(file_id)
        _put(session, assessment, move, question_id, kept, now)
        details = {"question": question_id, "files": [_said(found, None)]}
        subject = ("assessment", assessment_id)
        record(session, actor=actor, action="remove_evidence", subject=subject, now=now, details=details)


def _begin(session: Session, actor: Actor, assessment_id: UUID) -> tuple[Assessment, Move]:
    assessment = locked(session, assessment_id)
    known = facts(session, actor, assessment)
    return assessment, lifecycle.move(State(assessment.state), Action.SAVE, actor.roles, known)


def _check_question(assessment: Assessment, question_id: str) -> None:
    """Only a question that is asked now, and that takes files, may have one put beside it."""
    plan = plan_of(assessment.published_matrix)
    answers, _mistakes = read_answers(plan.matrix, assessment.answers)
    asked = plan.visible(answers)
    if not any(q.id == question_id and q.id in asked and takes(q.evidence) for q in plan.matrix.questions()):
        raise Invalid("evidence_not_taken", [f"{question_id}: this question takes no files."], [question_id])


def _check_names(files: Sequence[KeptFile]) -> None:
    """Two files of one name in one upload would replace each other at once."""
    digests = {file.name: file.sha256 for file in files}
    for file in files:
        if digests[file.name] != file.sha256:
            raise Invalid("evidence_twice", [f"Two files are called “{file.name}”."])


def _beside(session: Session, assessment: Assessment, question_id: str) -> Sequence[EvidenceFile]:
    keys = [UUID(key) for key in assessment.evidence.get(question_id, ())]
    return evidence_files(session, assessment.id, keys)


def _same(present: EvidenceFile | None, file: KeptFile) -> bool:
    return present is not None and present.sha256 == file.sha256


def _said(file: EvidenceFile, before: EvidenceFile | None) -> Mapping[str, str]:
    told = {"id": str(file.id), "sha256": file.sha256}
    return told if before is None else told | {"replaces": str(before.id)}


def _put(
    session: Session, assessment: Assessment, move: Move, question_id: str, kept: Sequence[UUID], now: datetime
) -> None:
    """Write the list of a question.

    The draft's version goes up, so that nobody submits what they did not see; no section's does, so that nobody's
    answers are in the way.
    """
    evidence: dict[str, Any] = {**assessment.evidence, question_id: [str(key) for key in kept]}
    if not kept:
        evidence.pop(question_id)
    advance(session, assessment, move, now, evidence=evidence, version=assessment.version + 1)
