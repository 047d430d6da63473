"""Finding certificates and their files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.tables import Certificate, CertificateFile

__all__ = [
    "Certificate",
    "CertificateFile",
    "all_certificates",
    "by_number",
    "by_sha256",
    "certificate",
    "file_of",
    "files_of",
    "of_assessment",
    "of_submission",
    "path_of",
    "without_file",
]


def certificate(session: Session, certificate_id: UUID) -> Certificate | None:
    """The certificate with this key."""
    return session.get(Certificate, certificate_id)


def by_number(session: Session, number: str) -> Certificate | None:
    """The certificate with this number, however it was typed."""
    query = select(Certificate).where(Certificate.number == number.strip().upper())
    return session.scalars(query).one_or_none()


def of_assessment(session: Session, assessment_id: UUID) -> Certificate | None:
    """The certificate that was issued last for an assessment."""
    query = select(Certificate).where(Certificate.assessment_id == assessment_id)
    return session.scalars(query.order_by(Certificate.issued_at.desc()).limit(1)).one_or_none()


def of_submission(session: Session, submission_id: UUID) -> Certificate | None:
    """The one certificate of a submission."""
    return session.scalars(select(Certificate).where(Certificate.submission_id == submission_id)).one_or_none()


def file_of(session: Session, certificate_id: UUID, language: str) -> CertificateFile | None:
    """The file of a certificate in a language, None when it was not made yet."""
    query = select(CertificateFile).where(
        CertificateFile.certificate_id == certificate_id, CertificateFile.language == language
    )
    return session.scalars(query).one_or_none()


def files_of(session: Session, certificate_id: UUID) -> Sequence[CertificateFile]:
    """The files of a certificate that were made so far, by language."""
    query = select(CertificateFile).where(CertificateFile.certificate_id == certificate_id)
    return session.scalars(query.order_by(CertificateFile.language)).all()


def by_sha256(session: Session, sha256: str) -> CertificateFile | None:
    """The file whose bytes have this digest."""
    return session.scalars(select(CertificateFile).where(CertificateFile.sha256 == sha256.lower())).one_or_none()


def path_of(data_directory: Path, sha256: str) -> Path:
    """Where the bytes with this digest lie."""
    return data_directory / "certificates" / f"{sha256}.pdf"


def all_certificates(session: Session) -> Sequence[Certificate]:
    """Every certificate, newest first."""
    return session.scalars(select(Certificate).order_by(Certificate.issued_at.desc(), Certificate.id.desc())).all()


def without_file(session: Session, language: str) -> Sequence[Certificate]:
    """The certificates whose file in this language was not made yet."""
    made = select(CertificateFile.certificate_id).where(CertificateFile.language == language)
    return session.scalars(select(Certificate).where(Certificate.id.not_in(made)).order_by(Certificate.id)).all()
