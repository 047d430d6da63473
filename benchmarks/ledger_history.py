"""Writes a long history for `benchmarks.ledger`, row by row as the product writes it, but many rows at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, insert, inspect, select, update
from sqlalchemy.orm import Session

from app.documents.gathering import gather
from app.domain.answers import Answer, to_json
from app.domain.canonical import canonical_json
from app.domain.lifecycle import Role, State
from app.domain.matrix_file import read_matrix
from app.domain.outcome import Outcome
from app.domain.outcome_json import outcome_to_json
from app.domain.submission import of_visible
from app.storage import certificates
from app.storage.columns import new_key
from app.storage.derivation import digest_of_stored
from app.storage.engine import session_factory
from app.storage.ledger import Entry, hash_of
from app.storage.mapping import Table, plain
from app.storage.matrices import plan_of
from app.storage.recorded_rows import row_of
from app.storage.review_tables import ReviewOpening
from app.storage.tables import (
    Assessment,
    Certificate,
    CertificateFile,
    Decision,
    LedgerEntry,
    LedgerHead,
    Person,
    PublishedMatrix,
    Submission,
)
from app.workflow.actor import SYSTEM_ACTOR
from app.workflow.inviting import add_person
from app.workflow.publishing import publish
from benchmarks.answer_sets import answer_sets

BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
EACH = 25  # events of one assessment, most of them saves
PDF_SIZE = 50_000  # bytes of a certificate's file, about those of the demonstration
AT_ONCE = 200  # assessments whose rows are written together
IN_ORDER = (Assessment, Submission, ReviewOpening, Decision, Certificate, CertificateFile, LedgerEntry)


@dataclass(frozen=True, slots=True)
class Office:
    """Who acts, and by which matrix."""

    author: Person
    reviewer: Person
    published: PublishedMatrix
    folder: Path


@dataclass(slots=True)
class History:
    """The chain as far as it goes, and rows that wait to be inserted."""

    sequence: int
    hash: str
    at: datetime = BEGAN
    rows: dict[type[Table], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, row: Table) -> None:
        """Let a row be inserted with the next batch."""
        keys = [column.key for column in inspect(row).mapper.column_attrs]
        self.rows.setdefault(type(row), []).append({key: getattr(row, key) for key in keys})

    def tell(
        self, who: Person | None, action: str, subject: tuple[str, UUID], details: dict[str, Any], *rows: Any
    ) -> None:
        """Append an entry as app.storage.ledger.append does, with the rows it names."""
        for row in rows:
            self.add(row)
        told = details | {"rows": [row_of(row) for row in rows]} if rows else details
        name = who.name if who else SYSTEM_ACTOR.name
        self.at += timedelta(seconds=40)
        text = canonical_json(told).decode()
        entry = Entry(self.sequence + 1, self.at, who.id if who else None, name, action, *subject, text, self.hash)
        self.sequence, self.hash = entry.sequence, hash_of(entry)
        self.rows.setdefault(LedgerEntry, []).append(entry._asdict() | {"hash": self.hash})

    def write(self, connection: Connection) -> None:
        """Insert what waits, in the order in which the tables need one another."""
        for table in IN_ORDER:
            if values := self.rows.pop(table, None):
                connection.execute(insert(plain(table)), values)
        connection.execute(update(plain(LedgerHead)).values(sequence=self.sequence, hash=self.hash))


def build(engine: Engine, events: int, folder: Path) -> None:
    """Publish the product's matrix, add people, and write about so many events."""
    with session_factory(engine)() as session:
        office = _office(session, folder)
        head = session.get_one(LedgerHead, 1)
        history = History(head.sequence, head.hash)
    drafts = answer_sets(plan_of(office.published).matrix, events // EACH, seed=7)
    for number, draft in enumerate(drafts):
        _assessment(history, office, number, draft)
        if number % AT_ONCE == AT_ONCE - 1:
            with engine.connect() as connection, connection.begin():
                history.write(connection)
    with engine.connect() as connection, connection.begin():
        history.write(connection)


def _office(session: Session, folder: Path) -> Office:
    texts = {"zh-Hans": Path("risk_matrix.zh-Hans.yaml").read_bytes()}
    publish(session, reading=read_matrix(Path("risk_matrix.yaml").read_bytes(), texts), actor=SYSTEM_ACTOR, now=BEGAN)
    alice = _add(session, "Alice Adler", "alice@example.org", Role.RESPONDENT)
    dora = _add(session, "Dora Diallo", "dora@example.org", Role.REVIEWER)
    published = session.scalars(select(PublishedMatrix)).one()
    plan_of(published)
    author, reviewer = session.get_one(Person, alice), session.get_one(Person, dora)
    session.expunge_all()  # they are read from here on, and the session's transactions would let them go
    (folder / "certificates").mkdir()
    return Office(author, reviewer, published, folder)


def _add(session: Session, name: str, address: str, role: Role) -> UUID:
    office = "Ministry of Transport"
    return add_person(
        session, name=name, email=address, organisation=office, roles={role}, password=None, language="en", now=BEGAN
    )


def _assessment(history: History, office: Office, number: int, draft: dict[str, Answer]) -> None:
    """One assessment from its creation to its certificate's file."""
    plan, key, author = plan_of(office.published), new_key(), office.author
    subject, system = ("assessment", key), f"Traffic lights {number}"
    told = {"owner": str(author.id), "organisation": str(author.organisation_id), "matrix": str(office.published.id)}
    history.tell(author, "create", subject, {"to": "draft", "system": system, **told})
    sections = [section.id for section in plan.matrix.sections]
    questions = list(draft)
    for turn in range(EACH - 7):
        said = {"section": sections[turn % len(sections)], "answers": questions[turn : turn + 3], "comments": []}
        history.tell(author, "save", subject, said)
    visible = plan.assess(draft).visible
    answers = of_visible(draft, visible)
    outcome = plan.assess(answers)
    submission = _submission(office, key, system, to_json(answers), outcome, history.at)
    history.add(_row(office, submission, history.at))
    moved = {"from": "draft", "to": "submitted", "submission": str(submission.id), "level": submission.level}
    history.tell(author, "submit", subject, {**moved, "digest": submission.digest}, submission)
    _reviewed(history, office, submission)
    certificate = _certificate(office, plan.matrix, outcome, submission, number, history.at)
    moved = {"from": "approved", "to": "certified", "number": certificate.number, "digest": certificate.digest}
    history.tell(None, "certify", subject, moved, certificate)
    _file(history, office, certificate)


def _submission(
    office: Office, key: UUID, system: str, answers: dict[str, object], outcome: Outcome, at: datetime
) -> Submission:
    made = Submission(
        id=new_key(),
        assessment_id=key,
        revision=1,
        published_matrix_id=office.published.id,
        published_matrix=office.published,
        system_name=system,
        organisation_name="Ministry of Transport",
        answers=answers,
        comments={question: f"As agreed with the operator, see {question}." for question in list(answers)[:5]},
        evidence={},
        test_results={},
        replies={},
        outcome=outcome_to_json(outcome),
        level=outcome.level,
        submitted_at=at,
        submitted_by=office.author.id,
    )
    made.digest = digest_of_stored(made)
    return made


def _row(office: Office, submission: Submission, at: datetime) -> Assessment:
    empty: dict[str, Any] = {
        "section_edits": {},
        "answer_edits": {},
        "evidence": {},
        "test_results": {},
        "replies": {},
        "listed": False,
    }
    return Assessment(
        id=submission.assessment_id,
        system_name=submission.system_name,
        organisation_id=office.author.organisation_id,
        owner_id=office.author.id,
        published_matrix_id=office.published.id,
        state=State.CERTIFIED.value,
        revision=1,
        version=EACH - 6,
        answers=submission.answers,
        comments=submission.comments,
        level=submission.level,
        submission_id=submission.id,
        submitted_at=at,
        created_at=at,
        changed_at=at,
        **empty,
    )


def _reviewed(history: History, office: Office, submission: Submission) -> None:
    subject, who = ("assessment", submission.assessment_id), office.reviewer
    history.tell(who, "start_review", subject, {"from": "submitted", "to": "in_review"})
    opening = ReviewOpening(
        id=new_key(), submission_id=submission.id, person_id=who.id, digest=submission.digest, opened_at=history.at
    )
    history.tell(who, "open", subject, {"digest": submission.digest}, opening)
    decision = Decision(
        id=new_key(),
        submission_id=submission.id,
        digest=submission.digest,
        person_id=who.id,
        person_name=who.name,
        role=Role.REVIEWER.value,
        step=0,
        place=0,
        decision="approve",
        reason="The evidence covers every answer.",
        decided_at=history.at,
    )
    moved = {"from": "in_review", "to": "approved", "digest": submission.digest, "step": 0}
    history.tell(who, "approve", subject, moved, decision)


def _certificate(
    office: Office, matrix: Any, outcome: Outcome, submission: Submission, number: int, at: datetime
) -> Certificate:
    name = f"FJ-2026-{number:08}"
    facts = gather(
        matrix,
        outcome,
        number=name,
        system_name=submission.system_name,
        organisation=submission.organisation_name,
        office={"en": "Fenji"},
        owners=[office.author.name],
        approvals=[],
        revision=1,
        submission_digest=submission.digest,
        logic_digest=office.published.logic_digest,
        text_digests=office.published.text_digests,
        submitted_on=at.date(),
        issued_on=at.date(),
        valid_until=None,
        results={},
    )
    return Certificate(
        id=new_key(),
        number=name,
        assessment_id=submission.assessment_id,
        submission_id=submission.id,
        digest=submission.digest,
        level=submission.level,
        facts=facts.to_json(),
        issued_at=at,
    )


def _file(history: History, office: Office, certificate: Certificate) -> None:
    data = Random(certificate.number).randbytes(PDF_SIZE)  # noqa: S311 - no secret, and the same in every run
    digest = sha256(data).hexdigest()
    certificates.path_of(office.folder, digest).write_bytes(data)
    file = CertificateFile(
        id=new_key(),
        certificate_id=certificate.id,
        language="en",
        sha256=digest,
        size=len(data),
        created_at=history.at,
    )
    told = {"number": certificate.number, "language": "en", "sha256": digest}
    history.tell(None, "file", ("certificate", certificate.id), told, file)
