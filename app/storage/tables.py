"""The mapped classes: what Fenji remembers, and which of it is written once."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.lifecycle import State
from app.storage.columns import new_key
from app.storage.mapping import LATER, Document, Table, one_of
from app.storage.people_tables import Attempt, Organisation, Person, PersonRole, SignIn
from app.storage.written_once import WrittenOnce

__all__ = [
    "Assessment",
    "AssessmentMember",
    "Attempt",
    "Certificate",
    "CertificateFile",
    "Decision",
    "EvidenceFile",
    "LedgerEntry",
    "LedgerHead",
    "MatrixFile",
    "Organisation",
    "OutboxMessage",
    "Person",
    "PersonRole",
    "PublishedMatrix",
    "SignIn",
    "Submission",
    "Table",
]


class PublishedMatrix(WrittenOnce, Table):
    """A matrix as it was published, with all its languages."""

    __tablename__ = "published_matrices"
    __table_args__ = (UniqueConstraint("matrix_id", "version", "documents_digest"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    matrix_id: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    effective_from: Mapped[date] = mapped_column(index=True)
    logic_digest: Mapped[str] = mapped_column(String(64))
    text_digests: Mapped[Document]
    documents: Mapped[Document] = mapped_column(deferred=True)
    documents_digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))


class MatrixFile(Table):
    """Files whose bytes were read and published already, so that a second start need not read them."""

    __tablename__ = "matrix_files"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    published_matrix_id: Mapped[UUID] = mapped_column(ForeignKey("published_matrices.id"))


_QUEUE = (
    *("state", "due_at", "submitted_at", "id", "step", "level", "organisation_id", "owner_id"),
    *("submission_id", "previous_submission_id"),
)


class Assessment(Table):
    """One system's assessment: its draft and where it stands."""

    __tablename__ = "assessments"
    __table_args__ = (
        one_of("state", State),
        # All that the queue asks of a row while it looks for its page: the rows themselves are long.
        Index("ix_assessments_queue", *_QUEUE),
        # And all that the register asks.
        Index("ix_assessments_register", "listed", "id", "state", "published_matrix_id"),
        Index(None, "published_matrix_id", "submission_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    system_name: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    published_matrix_id: Mapped[UUID] = mapped_column(ForeignKey("published_matrices.id"))
    state: Mapped[str] = mapped_column(String(20), default=State.DRAFT.value)
    revision: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    answers: Mapped[Document] = mapped_column(default=dict)
    comments: Mapped[Document] = mapped_column(default=dict)
    section_edits: Mapped[Document] = mapped_column(default=dict)
    answer_edits: Mapped[Document] = mapped_column(default=dict)  # question -> who answered it last, and when
    evidence: Mapped[Document] = mapped_column(default=dict)  # question -> keys of its evidence files
    test_results: Mapped[Document] = mapped_column(default=dict)  # test -> what was recorded
    replies: Mapped[Document] = mapped_column(default=dict)  # remark -> what was replied to it, by whom, and when
    listed: Mapped[bool] = mapped_column(default=False)  # whether its owner agrees, as of now, to the public register
    level: Mapped[str | None] = mapped_column(String(64))
    step: Mapped[str | None] = mapped_column(String(30))
    # No foreign key: submissions point here, and a circle of keys cannot be created or copied in order.
    submission_id: Mapped[UUID | None]
    previous_submission_id: Mapped[UUID | None]  # what the answers were copied from; no key, for the same reason
    submitted_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    organisation: Mapped[Organisation] = relationship()
    owner: Mapped[Person] = relationship()
    published_matrix: Mapped[PublishedMatrix] = relationship()


class AssessmentMember(Table):
    """A colleague whom the owner invited to work on an assessment; who was taken off again stays in the ledger."""

    __tablename__ = "assessment_members"
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    added_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    added_at: Mapped[datetime]
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class EvidenceFile(WrittenOnce, Table):
    """A file that proves an answer or a test; its bytes lie in the data directory under their digest."""

    __tablename__ = "evidence_files"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessments.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(100))  # the media type that its content shows
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    added_at: Mapped[datetime]
    added_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    adder_name: Mapped[str] = mapped_column(String(200))


class Submission(WrittenOnce, Table):
    """What was submitted, word for word; a sent-back assessment gets another one."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("assessment_id", "revision"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessments.id"))
    revision: Mapped[int]
    published_matrix_id: Mapped[UUID] = mapped_column(ForeignKey("published_matrices.id"))
    system_name: Mapped[str] = mapped_column(String(200))
    organisation_name: Mapped[str] = mapped_column(String(200))
    answers: Mapped[Document]
    comments: Mapped[Document]
    evidence: Mapped[Document | None] = mapped_column(info=LATER)
    test_results: Mapped[Document | None] = mapped_column(info=LATER)
    replies: Mapped[Document | None] = mapped_column(info=LATER)
    listed: Mapped[bool | None] = mapped_column(info=LATER)  # what its owner had agreed to by then
    outcome: Mapped[Document]
    level: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    published_matrix: Mapped[PublishedMatrix] = relationship()
    submitter: Mapped[Person] = relationship()


class Decision(WrittenOnce, Table):
    """What one reviewer decided on one submission; `place` counts the decisions on it."""

    __tablename__ = "decisions"
    __table_args__ = (
        # A person counts once; and of two decisions at the same instant one is first.
        UniqueConstraint("submission_id", "person_id"),
        UniqueConstraint("submission_id", "place"),
        CheckConstraint("decision IN ('approve', 'send_back', 'reject')", name="decision"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    digest: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(30))
    step: Mapped[int]
    place: Mapped[int]
    decision: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime]


class Certificate(WrittenOnce, Table):
    """What was certified; `facts` is everything its paper says, frozen on the day it was issued."""

    __tablename__ = "certificates"
    # The order of the register, newest first, with what it asks of a row that is long by its facts.
    __table_args__ = (Index("ix_certificates_register", "issued_at", "id", "assessment_id", "level", "valid_until"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessments.id"), index=True)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(64))
    facts: Mapped[Document]
    issued_at: Mapped[datetime]
    valid_until: Mapped[date | None]  # the last day on which it is valid
    assessment: Mapped[Assessment] = relationship()
    submission: Mapped[Submission] = relationship()


class CertificateFile(WrittenOnce, Table):
    """A certificate's PDF in one language; its bytes lie in the data directory under their digest."""

    __tablename__ = "certificate_files"
    __table_args__ = (UniqueConstraint("certificate_id", "language"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    certificate_id: Mapped[UUID] = mapped_column(ForeignKey("certificates.id"))
    language: Mapped[str] = mapped_column(String(35))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    created_at: Mapped[datetime]
    certificate: Mapped[Certificate] = relationship()


class OutboxMessage(Table):
    """Something to be done after the commit that asked for it.

    `key` names what is asked for at most once, such as one reminder of one certificate. Whoever works on a message
    has taken it until `taken_until`; after that somebody else may. A message that failed for long is given up.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (Index(None, "done_at", "due_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    payload: Mapped[Document]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    taken_until: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]


_BY_ACTOR = ("actor_id", "subject_kind", "action", "subject_id")  # what somebody had a hand in, by the index alone


class LedgerEntry(WrittenOnce, Table):
    """One event, chained to the one before it; the actor is nobody when time or a policy acted."""

    __tablename__ = "ledger_entries"
    __table_args__ = (Index(None, "subject_kind", "subject_id"), Index(None, *_BY_ACTOR))
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    # No foreign key: the ledger speaks for itself, whatever becomes of the other tables.
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[UUID | None]
    details: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class LedgerHead(Table):
    """The one row that says where the ledger ends; writers take turns by locking it."""

    __tablename__ = "ledger_heads"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
