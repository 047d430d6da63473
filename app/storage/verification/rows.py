"""Holding every row that is written once against the digest that the ledger has of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import InstrumentedAttribute, Session

from app.storage.incident_tables import Incident, IncidentOutcome
from app.storage.letter_tables import DecisionLetter, LetterFile
from app.storage.mapping import Table
from app.storage.recorded_rows import Parts, digest_of_parts, parts_of, stored_columns
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
from app.storage.verification.reading import Unreadable, rows_in_order
from app.storage.verification.submissions import Derivation
from app.storage.verification.told import Row, Told

COVERED = (
    PublishedMatrix,
    EvidenceFile,
    Submission,
    ReviewOpening,
    Remark,
    Decision,
    Certificate,
    CertificateFile,
    DecisionLetter,
    LetterFile,
    Incident,
    IncidentOutcome,
)
SINGULAR = {
    "published_matrices": "matrix",
    "certificate_files": "certificate file",
    "decision_letters": "decision letter",
    "letter_files": "letter file",
    "evidence_files": "evidence file",
    "incident_outcomes": "incident outcome",
    "review_openings": "review opening",
}


class Keyed(Protocol):
    """A mapped class whose rows have a key of their own."""

    id: InstrumentedAttribute[UUID]


def faults_of_rows(session: Session, told: Told) -> Iterator[Fault]:
    """Each row that was altered, inserted behind the ledger's back, or deleted, or does not follow from its matrix."""
    derivation = Derivation(session)
    for table in COVERED:
        open_rows = told.rows.pop(table.__tablename__, {})
        for key, parts in _stored(session, table):
            subject = f"{_singular(table.__tablename__)} {key}"
            yield from _against(open_rows.pop(key, None), subject, parts)
            if table is Submission:
                yield from derivation.faults(subject, parts)
        yield from _deleted(table.__tablename__, open_rows)
    for name, open_rows in told.rows.items():
        yield from _deleted(name, open_rows)


def _stored(session: Session, table: type[Table]) -> Iterator[tuple[str, Parts | None]]:
    """Each row's key and what it holds; None where it cannot be read."""
    key: InstrumentedAttribute[UUID] = table.id  # type: ignore[attr-defined] # every covered table has one
    for row in rows_in_order(session, stored_columns(table), key):
        if isinstance(row, Unreadable):
            yield row.key, None
        else:
            yield str(row[0]), attempt(lambda row=row: parts_of(table, row[1:]))  # type: ignore[misc]


def _against(recorded: Row | None, subject: str, parts: Parts | None) -> Iterator[Fault]:
    if recorded is None:
        yield Fault(None, subject, "is not in the ledger: it was inserted behind its back.")
    elif parts is None or attempt(lambda: digest_of_parts(parts)) != recorded[1]:
        yield Fault(recorded[0], subject, "was altered after it was written.")


def _deleted(name: str, open_rows: Mapping[str, Row]) -> Iterator[Fault]:
    for lost, (sequence, _digest) in open_rows.items():
        yield Fault(sequence, f"{_singular(name)} {lost}", "was deleted.")


def _singular(table: str) -> str:
    return SINGULAR.get(table, table.removesuffix("s"))
