"""Finding published matrices, and the compiled plan of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from threading import Lock
from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.matrix_file import matrix_from_documents
from app.domain.scoring import Plan, compile  # noqa: A004 - the domain's own word
from app.storage.tables import Assessment, MatrixFile, PublishedMatrix, Submission

__all__ = [
    "MatrixFile",
    "PublishedMatrix",
    "all_published",
    "in_force",
    "know",
    "of_file",
    "pinned_digest",
    "pinned_plan",
    "plan_of",
    "published",
    "with_version",
]


class Pinned(Protocol):
    """Whatever is pinned to a matrix: an assessment, a submission, or a row of either."""

    @property
    def published_matrix_id(self) -> UUID:
        """The key of the matrix."""


_plans: dict[UUID, Plan] = {}
_known: dict[UUID, tuple[Plan, str]] = {}
_compiling = Lock()


def published(session: Session, published_matrix_id: UUID) -> PublishedMatrix | None:
    """The published matrix with this key."""
    return session.get(PublishedMatrix, published_matrix_id)


def all_published(session: Session) -> Sequence[PublishedMatrix]:
    """Everything that was ever published, newest first."""
    newest = select(PublishedMatrix).order_by(PublishedMatrix.effective_from.desc(), PublishedMatrix.id.desc())
    return session.scalars(newest).all()


def in_force(session: Session, today: date) -> PublishedMatrix | None:
    """The matrix that new assessments use: the one that came into force last.

    Before the first one is in force, the one that will be first: an office that publishes ahead of its
    date can already prepare assessments. None when nothing was published.
    """
    order = (PublishedMatrix.effective_from.desc(), PublishedMatrix.id.desc())
    query = select(PublishedMatrix).where(PublishedMatrix.effective_from <= today).order_by(*order).limit(1)
    if found := session.scalars(query).one_or_none():
        return found
    order = (PublishedMatrix.effective_from.asc(), PublishedMatrix.id.desc())
    return session.scalars(select(PublishedMatrix).order_by(*order).limit(1)).one_or_none()


def with_version(session: Session, matrix_id: str, version: str) -> Sequence[PublishedMatrix]:
    """What was published under this id and version: one, or several that differ in their texts only."""
    query = select(PublishedMatrix).where(PublishedMatrix.matrix_id == matrix_id, PublishedMatrix.version == version)
    return session.scalars(query.order_by(PublishedMatrix.id)).all()


def of_file(session: Session, sha256: str) -> PublishedMatrix | None:
    """What was published from a file of exactly these bytes."""
    query = select(PublishedMatrix).join(MatrixFile).where(MatrixFile.sha256 == sha256)
    return session.scalars(query).one_or_none()


def know(session: Session, published_matrix_id: UUID) -> None:
    """Let a matrix be known, so that what is pinned to it need not lead there; nothing to do the second time."""
    if published_matrix_id not in _known:
        matrix = session.get_one(PublishedMatrix, published_matrix_id)
        _known[published_matrix_id] = (plan_of(matrix), matrix.logic_digest)


def pinned_plan(found: Pinned) -> Plan:
    """The compiled plan of the matrix that an assessment or a submission is pinned to."""
    return _pinned(found)[0]


def pinned_digest(found: Pinned) -> str:
    """The digest of what that matrix decides by: it names the edition of the questions."""
    return _pinned(found)[1]


def _pinned(found: Pinned) -> tuple[Plan, str]:
    """What is published never changes, so that its row need not be read again. LookupError for a row not known yet."""
    known = _known.get(found.published_matrix_id)
    if known is None:
        if not isinstance(found, Assessment | Submission):
            raise LookupError(f"The matrix {found.published_matrix_id} is not known yet.")
        matrix = found.published_matrix
        known = _known[matrix.id] = (plan_of(matrix), matrix.logic_digest)
    return known


def plan_of(matrix: PublishedMatrix) -> Plan:
    """The compiled plan, made once a process: what is published never changes."""
    key = matrix.id
    plan = _plans.get(key)
    if plan is None:
        with _compiling:
            plan = _plans.get(key) or compile(matrix_from_documents(matrix.documents))
            _plans[key] = plan
    return plan
