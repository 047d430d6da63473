"""Publishing a risk matrix, after which it never changes."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.canonical import digest, logic_digest, text_digests
from app.domain.lifecycle import Refused, Role
from app.domain.matrix import Matrix
from app.domain.matrix_file import Reading
from app.storage import matrices
from app.storage.columns import new_key
from app.storage.matrices import MatrixFile, PublishedMatrix
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.errors import Invalid
from app.workflow.recording import record

PUBLISHERS = frozenset({Role.STEWARD, Role.SYSTEM})


def publish(session: Session, *, reading: Reading, actor: Actor, now: datetime, file_digest: str | None = None) -> UUID:
    """Publish what was read; gives its key. The same texts and logic again are not published twice.

    `file_digest` is remembered, so that the same file need not be read again. Raises Refused for those who may
    not publish, Invalid with every mistake of the file, and for a known version whose logic is another.
    """
    if not actor.roles & PUBLISHERS:
        raise Refused("not_your_role")
    if reading.matrix is None:
        raise Invalid("mistakes", [str(mistake) for mistake in reading.mistakes])
    with transaction(session):
        found = _known(session, reading.matrix, digest(reading.documents))
        if found is None:
            found = _row(reading.matrix, reading, actor, now)
            session.add(found)
            details = {"matrix": found.matrix_id, "version": found.version, "logic": found.logic_digest}
            subject = ("matrix", found.id)
            record(session, actor=actor, action="publish", subject=subject, now=now, details=details, rows=[found])
        if file_digest is not None:
            session.merge(MatrixFile(sha256=file_digest, published_matrix_id=found.id))
        return found.id


def _known(session: Session, matrix: Matrix, documents_digest: str) -> PublishedMatrix | None:
    logic = logic_digest(matrix)
    for found in matrices.with_version(session, matrix.id, matrix.version):
        if found.logic_digest != logic:
            sentence = (
                f"Version {matrix.version} of {matrix.id} was published with another logic. "
                "Give the changed matrix a new version."
            )
            raise Invalid("version_taken", [sentence])
        if found.documents_digest == documents_digest:
            return found
    return None


def _row(matrix: Matrix, reading: Reading, actor: Actor, now: datetime) -> PublishedMatrix:
    return PublishedMatrix(
        id=new_key(),
        matrix_id=matrix.id,
        version=matrix.version,
        title=str(matrix.title),
        effective_from=date.fromisoformat(matrix.effective_from),
        logic_digest=logic_digest(matrix),
        text_digests=dict(text_digests(matrix)),
        documents=dict(reading.documents),
        documents_digest=digest(reading.documents),
        published_at=now,
        published_by=actor.person_id,
    )
