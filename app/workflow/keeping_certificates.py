"""Making the file of a certificate once in each language, whoever asks for it first: the outbox or a download."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.documents.answers import Enclosed, enclose
from app.documents.facts import CertificateFacts
from app.domain.answers import read_answers
from app.storage import certificates
from app.storage.assessments import Submission, locked
from app.storage.certificates import Certificate, CertificateFile
from app.storage.columns import new_key
from app.storage.matrices import plan_of
from app.workflow.actor import SYSTEM_ACTOR
from app.workflow.keeping_files import keep, whole
from app.workflow.recording import record

Render = Callable[[CertificateFacts, Enclosed, str], bytes]


def certificate_file(
    session: Session, *, certificate: Certificate, language: str, data_directory: Path, render: Render, now: datetime
) -> Path:
    """The path of a certificate's PDF, which is made at first use and never again.

    `render` makes the bytes from the frozen facts and the submission. Raises FileLost when a file that was made is
    gone or altered.
    """
    key, told = certificate.id, CertificateFacts.from_json(certificate.facts)

    def place(digest: str) -> Path:
        return certificates.path_of(data_directory, digest)

    found = certificates.file_of(session, key, language)
    if found is not None:
        digest = found.sha256
    else:
        enclosed = enclosed_with(certificate.submission)
        # Rendering takes long: no transaction is open meanwhile, and the snapshot is let go.
        session.rollback()
        data = render(told, enclosed, language)
        digest = keep(session, data, place, lambda new: _entered(session, key, language, new, len(data), now))
    return whole(place(digest), digest, f"certificate {told.number}")


def enclosed_with(submission: Submission) -> Enclosed:
    """What goes with the facts of this submission's certificate: the answers, and the logic of its pinned matrix."""
    plan = plan_of(submission.published_matrix)
    answers, _mistakes = read_answers(plan.matrix, submission.answers)
    return enclose(plan.matrix, answers, plan.assess(answers).visible)


def _entered(
    session: Session, certificate_id: UUID, language: str, sha256: str, size: int, now: datetime
) -> CertificateFile:
    # Two who ask at once both render; the assessment's row is held so that the first one's file counts.
    certificate = session.get_one(Certificate, certificate_id)
    locked(session, certificate.assessment_id)
    found = certificates.file_of(session, certificate_id, language)
    if found is not None:
        return found
    made = CertificateFile(
        id=new_key(), certificate_id=certificate_id, language=language, sha256=sha256, size=size, created_at=now
    )
    session.add(made)
    details = {"number": certificate.number, "language": language, "sha256": sha256}
    subject = ("certificate", certificate_id)
    record(session, actor=SYSTEM_ACTOR, action="file", subject=subject, now=now, details=details, rows=[made])
    return made
