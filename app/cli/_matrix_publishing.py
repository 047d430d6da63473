"""Publishing a matrix file, read only when its bytes are not those that were published already."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from app.cli._matrix_files import read_matrix_files
from app.storage import matrices
from app.workflow.actor import SYSTEM_ACTOR
from app.workflow.errors import Invalid


def publish_file(session: Session, file: Path, now: datetime) -> list[str]:
    """Publish a matrix file with the translations beside it; gives its mistakes, with none it is published.

    The examples in the file are run: a matrix that does not do what its authors expect is not published.
    """
    fingerprint = _fingerprint(file)
    if fingerprint is not None and matrices.of_file(session, fingerprint) is not None:
        return []
    # Only now: a second start with the same file needs neither the reader of YAML nor the proofs.
    from app.domain.checking import faults
    from app.workflow.publishing import publish

    reading = read_matrix_files(file)
    mistakes = [str(mistake) for mistake in reading.mistakes]
    if reading.matrix is not None:
        mistakes += [str(reading.at(found.path, found.message)) for found in faults(reading.matrix)]
    if mistakes:
        return mistakes
    try:
        publish(session, reading=reading, actor=SYSTEM_ACTOR, now=now, file_digest=fingerprint)
    except Invalid as invalid:
        return [f"{file}: {invalid}"]
    return []


def _fingerprint(file: Path) -> str | None:
    """One digest over the names and bytes of the matrix file and of everything beside it that may belong to it."""
    seen = sha256()
    try:
        for part in sorted({file, *file.parent.glob(f"{file.stem}.*{file.suffix}")}):
            seen.update(f"{part.name}\n".encode() + sha256(part.read_bytes()).digest())
    except OSError:
        return None
    return seen.hexdigest()
