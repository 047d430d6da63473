"""Finding evidence files, and where in the data directory their bytes lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.storage.tables import EvidenceFile, Submission

__all__ = [
    "EvidenceFile",
    "EvidenceLost",
    "bytes_of",
    "evidence_file",
    "evidence_files",
    "is_submitted",
    "path_of",
    "stored_size",
    "told",
]


class EvidenceLost(RuntimeError):
    """An evidence file is not where it was put, or is not what was put there."""


def evidence_file(session: Session, assessment_id: UUID, file_id: UUID) -> EvidenceFile | None:
    """A file of this assessment; None when there is none, or it belongs to another assessment."""
    found = session.get(EvidenceFile, file_id)
    return found if found is not None and found.assessment_id == assessment_id else None


def evidence_files(session: Session, assessment_id: UUID, keys: Iterable[UUID]) -> Sequence[EvidenceFile]:
    """The files of this assessment with these keys, first added first."""
    query = select(EvidenceFile).where(EvidenceFile.assessment_id == assessment_id, EvidenceFile.id.in_(list(keys)))
    return session.scalars(query.order_by(EvidenceFile.added_at, EvidenceFile.id)).all()


def stored_size(session: Session, assessment_id: UUID) -> int:
    """How many bytes an assessment's files take, with those taken off or replaced; the same bytes count once."""
    own = select(EvidenceFile.sha256, EvidenceFile.size).where(EvidenceFile.assessment_id == assessment_id).distinct()
    return session.scalar(select(func.coalesce(func.sum(own.subquery().c.size), 0))) or 0


def told(file: EvidenceFile) -> dict[str, Any]:
    """What a submission says of a file, beside a question or a test."""
    return {"id": str(file.id), "name": file.name, "kind": file.kind, "sha256": file.sha256, "size": file.size}


def is_submitted(session: Session, assessment_id: UUID, file_id: UUID) -> bool:
    """Whether a submission of this assessment speaks of the file, beside a question or a test."""
    query = select(Submission.evidence, Submission.test_results).where(Submission.assessment_id == assessment_id)
    for evidence, results in session.execute(query):
        keys = {said["id"] for files in (evidence or {}).values() for said in files}
        keys.update(key for result in (results or {}).values() for key in result.get("evidence", ()))
        if str(file_id) in keys:
            return True
    return False


def path_of(data_directory: Path, digest: str) -> Path:
    """Where the bytes with this digest lie."""
    return data_directory / "evidence" / digest[:2] / digest


def bytes_of(data_directory: Path, file: EvidenceFile) -> bytes:
    """The bytes of a file; raises EvidenceLost when they are gone or altered."""
    path = path_of(data_directory, file.sha256)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise EvidenceLost(f"The evidence file {path} cannot be read.") from error
    if sha256(data).hexdigest() != file.sha256:
        raise EvidenceLost(f"The evidence file {path} was altered.")
    return data
