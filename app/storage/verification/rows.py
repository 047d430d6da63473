"""Holding every row that is written once against the digest that the ledger has of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.incident_tables import Incident, IncidentOutcome
from app.storage.ledger import row_of
from app.storage.review_tables import Remark, ReviewOpening
from app.storage.tables import (
    Certificate,
    CertificateFile,
    Decision,
    EvidenceFile,
    PublishedMatrix,
    Submission,
)
from app.storage.verification.finding import Fault, attempt
from app.storage.verification.told import Told

COVERED = (
    PublishedMatrix,
    EvidenceFile,
    Submission,
    ReviewOpening,
    Remark,
    Decision,
    Certificate,
    CertificateFile,
    Incident,
    IncidentOutcome,
)


def faults_of_rows(session: Session, told: Told) -> Iterator[Fault]:
    """Each row that was altered, inserted behind the ledger's back, or deleted."""
    open_rows = dict(told.rows)
    for table in COVERED:
        name = table.__tablename__
        for key in session.scalars(select(table.id).order_by(table.id)):
            subject = f"{_singular(name)} {key}"
            recorded = open_rows.pop((name, str(key)), None)
            if recorded is None:
                yield Fault(None, subject, "is not in the ledger: it was inserted behind its back.")
                continue
            sequence, digest = recorded
            now = attempt(lambda table=table, key=key: row_of(session.get_one(table, key))["sha256"])  # type: ignore[misc]
            if now != digest:
                yield Fault(sequence, subject, "was altered after it was written.")
    for (name, lost), (sequence, _) in open_rows.items():
        yield Fault(sequence, f"{_singular(name)} {lost}", "was deleted.")


def _singular(table: str) -> str:
    return {
        "published_matrices": "matrix",
        "certificate_files": "certificate file",
        "evidence_files": "evidence file",
        "incident_outcomes": "incident outcome",
        "review_openings": "review opening",
    }.get(table, table.removesuffix("s"))
