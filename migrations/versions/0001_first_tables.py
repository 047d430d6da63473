"""Everything the walking product remembers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.sql.schema import SchemaItem

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = "'respondent', 'reviewer', 'ethics_reviewer', 'steward', 'auditor', 'administrator', 'system'"
STATES = (
    "'draft', 'submitted', 'in_review', 'sent_back', 'rejected', 'withdrawn', "
    "'approved', 'certified', 'suspended', 'revoked', 'expired', 'superseded'"
)
# In the order in which they can be made; the reverse is the order in which they can be dropped.
TABLES = (
    "organisations",
    "people",
    "person_roles",
    "sign_ins",
    "attempts",
    "published_matrices",
    "matrix_files",
    "assessments",
    "submissions",
    "decisions",
    "certificates",
    "certificate_files",
    "outbox_messages",
    "ledger_entries",
    "ledger_heads",
)


def words(name: str, length: int, *, nullable: bool = False) -> SchemaItem:
    """A column of text with a longest length."""
    return sa.Column(name, sa.String(length), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> SchemaItem:
    """A column of a time in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def document(name: str) -> SchemaItem:
    """A column of JSON."""
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=False)


def number(name: str, *, key: bool = False) -> SchemaItem:
    """A column of whole numbers, perhaps the key."""
    return sa.Column(name, sa.Integer(), primary_key=key, nullable=False, autoincrement=False)


def key() -> SchemaItem:
    """The key that the application makes."""
    return sa.Column("id", sa.Uuid(), primary_key=True, nullable=False)


def reference(name: str, table: str, *, nullable: bool = False, part_of_key: bool = False) -> SchemaItem:
    """A column that points to a row of another table."""
    foreign = sa.ForeignKey(f"{table}.id")
    return sa.Column(name, sa.Uuid(), foreign, nullable=nullable, primary_key=part_of_key)


def index(table: str, *columns: str) -> None:
    """An index named as the tables name theirs."""
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def upgrade() -> None:
    people()
    signing_in()
    matrices()
    assessments()
    submissions()
    decisions()
    certificates()
    ledger()
    heads = sa.table("ledger_heads", sa.column("id"), sa.column("sequence"), sa.column("hash"))
    op.execute(heads.insert().values(id=1, sequence=0, hash="0" * 64))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def people() -> None:
    """Who works with the product, and for whom."""
    op.create_table("organisations", key(), words("name", 200), sa.UniqueConstraint("name"))
    op.create_table(
        "people",
        key(),
        words("name", 200),
        words("email", 320),
        words("password_hash", 200, nullable=True),
        reference("organisation_id", "organisations"),
        words("language", 35, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        moment("created_at"),
        sa.UniqueConstraint("email"),
    )
    index("people", "organisation_id")
    op.create_table(
        "person_roles",
        reference("person_id", "people", part_of_key=True),
        sa.Column("role", sa.String(30), primary_key=True, nullable=False),
        moment("given_at"),
        sa.CheckConstraint(f"role IN ({ROLES})", name="role"),
    )


def signing_in() -> None:
    """Sessions, and what is limited by rate."""
    op.create_table(
        "sign_ins",
        key(),
        words("token_hash", 64),
        reference("person_id", "people"),
        moment("created_at"),
        moment("seen_at"),
        moment("expires_at"),
        moment("ended_at", nullable=True),
        sa.UniqueConstraint("token_hash"),
    )
    index("sign_ins", "person_id")
    op.create_table("attempts", key(), words("kind", 30), words("key", 64), moment("at"))
    index("attempts", "kind", "key", "at")


def matrices() -> None:
    """Matrices as published, and the files they were read from."""
    op.create_table(
        "published_matrices",
        key(),
        words("matrix_id", 64),
        words("version", 64),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        words("logic_digest", 64),
        document("text_digests"),
        document("documents"),
        words("documents_digest", 64),
        moment("published_at"),
        reference("published_by", "people", nullable=True),
        sa.UniqueConstraint("matrix_id", "version", "documents_digest"),
    )
    index("published_matrices", "effective_from")
    op.create_table(
        "matrix_files",
        sa.Column("sha256", sa.String(64), primary_key=True, nullable=False),
        reference("published_matrix_id", "published_matrices"),
    )


def assessments() -> None:
    """Drafts and where they stand."""
    op.create_table(
        "assessments",
        key(),
        words("system_name", 200),
        reference("organisation_id", "organisations"),
        reference("owner_id", "people"),
        reference("published_matrix_id", "published_matrices"),
        words("state", 20),
        number("revision"),
        number("version"),
        document("answers"),
        document("comments"),
        document("section_edits"),
        words("level", 64, nullable=True),
        words("step", 30, nullable=True),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        moment("submitted_at", nullable=True),
        moment("due_at", nullable=True),
        moment("created_at"),
        moment("changed_at"),
        sa.CheckConstraint(f"state IN ({STATES})", name="state"),
    )
    index("assessments", "state", "due_at")
    index("assessments", "organisation_id")
    index("assessments", "owner_id")


def submissions() -> None:
    """What was submitted, word for word."""
    op.create_table(
        "submissions",
        key(),
        reference("assessment_id", "assessments"),
        number("revision"),
        reference("published_matrix_id", "published_matrices"),
        words("system_name", 200),
        words("organisation_name", 200),
        document("answers"),
        document("comments"),
        document("outcome"),
        words("level", 64),
        words("digest", 64),
        moment("submitted_at"),
        reference("submitted_by", "people"),
        sa.UniqueConstraint("assessment_id", "revision"),
    )
    index("submissions", "digest")


def decisions() -> None:
    """What reviewers decided."""
    op.create_table(
        "decisions",
        key(),
        reference("submission_id", "submissions"),
        words("digest", 64),
        reference("person_id", "people"),
        words("person_name", 200),
        words("role", 30),
        number("step"),
        number("place"),
        words("decision", 20),
        sa.Column("reason", sa.Text(), nullable=False),
        moment("decided_at"),
        sa.UniqueConstraint("submission_id", "person_id"),
        sa.UniqueConstraint("submission_id", "place"),
        sa.CheckConstraint("decision IN ('approve', 'send_back', 'reject')", name="decision"),
    )


def certificates() -> None:
    """Certificates and their files."""
    op.create_table(
        "certificates",
        key(),
        words("number", 20),
        reference("assessment_id", "assessments"),
        reference("submission_id", "submissions"),
        words("digest", 64),
        words("level", 64),
        document("facts"),
        moment("issued_at"),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.UniqueConstraint("number"),
        sa.UniqueConstraint("submission_id"),
    )
    index("certificates", "assessment_id")
    op.create_table(
        "certificate_files",
        key(),
        reference("certificate_id", "certificates"),
        words("language", 35),
        words("sha256", 64),
        number("size"),
        moment("created_at"),
        sa.UniqueConstraint("certificate_id", "language"),
        sa.UniqueConstraint("sha256"),
    )


def ledger() -> None:
    """The memory that cannot be rewritten, and what is still to be sent."""
    op.create_table(
        "outbox_messages",
        key(),
        words("kind", 60),
        document("payload"),
        moment("created_at"),
        moment("due_at"),
        moment("done_at", nullable=True),
        number("tries"),
        sa.Column("last_error", sa.Text(), nullable=True),
    )
    index("outbox_messages", "done_at", "due_at")
    op.create_table(
        "ledger_entries",
        number("sequence", key=True),
        moment("at"),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        words("actor_name", 200),
        words("action", 60),
        words("subject_kind", 30),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        words("previous_hash", 64),
        words("hash", 64),
        sa.UniqueConstraint("hash"),
    )
    index("ledger_entries", "subject_kind", "subject_id")
    op.create_table("ledger_heads", number("id", key=True), number("sequence"), words("hash", 64))
