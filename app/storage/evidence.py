"""Finding evidence files, and where in the data directory their bytes lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.tables import EvidenceFile

__all__ = ["EvidenceFile", "evidence_file", "evidence_files", "path_of"]


def evidence_file(session: Session, assessment_id: UUID, file_id: UUID) -> EvidenceFile | None:
    """A file of this assessment; None when there is none, or it belongs to another assessment."""
    found = session.get(EvidenceFile, file_id)
    return found if found is not None and found.assessment_id == assessment_id else None


def evidence_files(session: Session, assessment_id: UUID, keys: Iterable[UUID]) -> Sequence[EvidenceFile]:
    """The files of this assessment with these keys, first added first."""
    query = select(EvidenceFile).where(EvidenceFile.assessment_id == assessment_id, EvidenceFile.id.in_(list(keys)))
    return session.scalars(query.order_by(EvidenceFile.added_at, EvidenceFile.id)).all()


def path_of(data_directory: Path, sha256: str) -> Path:
    """Where the bytes with this digest lie."""
    return data_directory / "evidence" / sha256[:2] / sha256
