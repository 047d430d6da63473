"""Remarks, openings, letters; the register; incidents; links, second factors and identities; the outbox's worker."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

QUEUE = (
    *("state", "due_at", "submitted_at", "id", "step", "level", "organisation_id", "owner_id"),
    *("submission_id", "previous_submission_id"),
)
BY_ACTOR = "ix_ledger_entries_actor_id_subject_kind_action_subject_id"
WRITTEN_ONCE = ("remarks", "review_openings", "incidents", "incident_outcomes", "decision_letters", "letter_files")


def upgrade() -> None:
    op.add_column("assessments", sa.Column("replies", sa.JSON(), nullable=False, server_default="{}"))
    # Empty in rows from before: their digests were made without it.
    op.add_column("submissions", sa.Column("replies", sa.JSON(), nullable=True))
    queue()
    register()
    reviews()
    letters()
    incidents()
    sign_in()
    outbox()
    for table in WRITTEN_ONCE:
        keep(table)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in WRITTEN_ONCE:
            op.execute(f"DROP TRIGGER {table}_refuse_change ON {table}")
            op.execute(f"DROP TRIGGER {table}_refuse_truncate ON {table}")
    with op.batch_alter_table("outbox_messages") as messages:
        messages.drop_constraint("uq_outbox_messages_key", type_="unique")
        for name in ("key", "taken_until", "given_up_at"):
            messages.drop_column(name)
    for name in ("device", "stage", "second_factor"):
        op.drop_column("sign_ins", name)
    for name in (
        *("federated_identities", "recovery_codes", "second_factors", "one_time_links"),
        *("letter_files", "decision_letters", "incident_outcomes", "incident_contacts", "incidents"),
        *("review_openings", "remarks", "queue_entries"),
    ):
        op.drop_table(name)
    op.drop_index("ix_certificates_register", "certificates")
    op.drop_index("ix_assessments_register", "assessments")
    op.drop_column("submissions", "listed")
    op.drop_column("assessments", "listed")
    op.drop_column("submissions", "replies")
    op.drop_column("assessments", "replies")
    op.drop_index(BY_ACTOR, "ledger_entries")
    op.drop_index("ix_assessments_published_matrix_id_submission_id", "assessments")
    op.drop_index("ix_assessments_queue", "assessments")
    op.create_index("ix_assessments_state_due_at", "assessments", ["state", "due_at"])


def key() -> sa.Column[UUID]:
    """The key of a row."""
    return sa.Column("id", sa.Uuid(), primary_key=True)


def to(name: str, table: str, *, nullable: bool = False) -> sa.Column[UUID]:
    """A column that names a row of another table."""
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def words(
    name: str, length: int | None = None, *, nullable: bool = False, server_default: str | None = None
) -> sa.Column[str]:
    """A column of text, of any length when none is given."""
    kind = sa.Text() if length is None else sa.String(length)
    return sa.Column(name, kind, nullable=nullable, server_default=server_default)


def moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    """A column that says when."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def queue() -> None:
    """What the queue filters by, also of what was submitted before, and an index that spares it the long rows."""
    op.drop_index("ix_assessments_state_due_at", "assessments")
    op.create_index("ix_assessments_queue", "assessments", list(QUEUE))
    op.create_index(
        "ix_assessments_published_matrix_id_submission_id", "assessments", ["published_matrix_id", "submission_id"]
    )
    op.create_index(BY_ACTOR, "ledger_entries", ["actor_id", "subject_kind", "action", "subject_id"])
    entries = op.create_table(
        "queue_entries",
        sa.Column("assessment_id", sa.Uuid(), sa.ForeignKey("assessments.id"), primary_key=True),
        words("words"),
        words("categories"),
    )
    assessment = sa.table("assessments", sa.column("id", sa.Uuid()), sa.column("submission_id", sa.Uuid()))
    submission = sa.table(
        "submissions",
        sa.column("id", sa.Uuid()),
        *(sa.column(name) for name in ("system_name", "organisation_name")),
        sa.column("outcome", sa.JSON()),
    )
    named = sa.select(assessment.c.id, submission.c.system_name, submission.c.organisation_name, submission.c.outcome)
    connection = op.get_bind()
    for found, system, organisation, outcome in connection.execute(
        named.join(submission, submission.c.id == assessment.c.submission_id)
    ).all():
        digits = found.hex[-10:]
        texts = (system, organisation, f"{digits[:5]}-{digits[5:]}")
        entry = {
            "assessment_id": found,
            "words": "\n".join(" ".join(folded(text).split()) for text in texts),
            "categories": "".join(f"|{category}" for category in outcome["categories"]) + "|",
        }
        connection.execute(sa.insert(entries).values(entry))


def register() -> None:
    """Whether owners agree to the public register; nobody was asked before, so nobody has agreed."""
    op.add_column("assessments", sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("submissions", sa.Column("listed", sa.Boolean(), nullable=True))
    op.create_index("ix_assessments_register", "assessments", ["listed", "id", "state", "published_matrix_id"])
    columns = ["issued_at", "id", "assessment_id", "level", "valid_until"]
    op.create_index("ix_certificates_register", "certificates", columns)


def folded(text: str) -> str:
    """As app.domain.search_text folds at the time of this migration."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).casefold()


def reviews() -> None:
    """Remarks on answers, and who opened what."""
    op.create_table(
        "remarks",
        key(),
        to("submission_id", "submissions"),
        words("question", 64),
        words("text"),
        moment("made_at"),
        to("made_by", "people"),
        words("maker_name", 200),
    )
    op.create_index("ix_remarks_submission_id", "remarks", ["submission_id"])
    op.create_table(
        "review_openings",
        key(),
        to("submission_id", "submissions"),
        to("person_id", "people"),
        words("digest", 64),
        moment("opened_at"),
        sa.UniqueConstraint("submission_id", "person_id", name="uq_review_openings_submission_id_person_id"),
    )
    op.create_index("ix_review_openings_person_id", "review_openings", ["person_id"])


def letters() -> None:
    """What the letters of decisions say, and their files; those of before are written when somebody asks for them."""
    op.create_table(
        "decision_letters",
        *(
            key(),
            to("submission_id", "submissions"),
            sa.Column("facts", sa.JSON(), nullable=False),
            moment("written_at"),
        ),
        sa.UniqueConstraint("submission_id", name="uq_decision_letters_submission_id"),
    )
    op.create_table(
        "letter_files",
        *(key(), to("letter_id", "decision_letters"), words("language", 35), words("sha256", 64)),
        *(sa.Column("size", sa.Integer(), nullable=False), moment("created_at")),
        sa.UniqueConstraint("letter_id", "language", name="uq_letter_files_letter_id_language"),
        sa.UniqueConstraint("sha256", name="uq_letter_files_sha256"),
    )


def incidents() -> None:
    """What was reported about certified systems, and what came of it."""
    op.create_table(
        "incidents",
        *(key(), words("reference", 20), to("assessment_id", "assessments"), to("certificate_id", "certificates")),
        words("description"),
        sa.Column("happened_on", sa.Date(), nullable=True),
        *(moment("reported_at"), to("reported_by", "people", nullable=True), words("reporter_name", 200)),
        moment("due_at", nullable=True),
        sa.UniqueConstraint("reference", name="uq_incidents_reference"),
    )
    for column in ("assessment_id", "certificate_id", "due_at"):
        op.create_index(f"ix_incidents_{column}", "incidents", [column])
    op.create_table(
        "incident_contacts",
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("incidents.id"), primary_key=True),
        words("address", 320),
    )
    op.create_table(
        "incident_outcomes",
        *(key(), to("incident_id", "incidents"), words("outcome", 20), words("reason")),
        moment("decided_at"),
        to("decided_by", "people"),
        words("decider_name", 200),
        sa.UniqueConstraint("incident_id", name="uq_incident_outcomes_incident_id"),
        sa.CheckConstraint("outcome IN ('dismiss', 'suspend', 'revoke')", name="ck_incident_outcomes_outcome"),
    )


def sign_in() -> None:
    """Ways to sign in beside a password, and what a session says of itself."""
    op.create_table(
        "one_time_links",
        key(),
        words("kind", 20),
        to("person_id", "people"),
        words("token_hash", 64),
        moment("created_at"),
        moment("expires_at"),
        moment("used_at", nullable=True),
        sa.UniqueConstraint("token_hash", name="uq_one_time_links_token_hash"),
        sa.CheckConstraint("kind IN ('invitation', 'reset')", name="ck_one_time_links_kind"),
    )
    op.create_table(
        "federated_identities",
        key(),
        to("person_id", "people"),
        words("issuer", 300),
        words("subject", 255),
        moment("linked_at"),
        sa.UniqueConstraint("issuer", "subject", name="uq_federated_identities_issuer_subject"),
    )
    second_factors()
    for table in ("one_time_links", "second_factors", "federated_identities"):
        op.create_index(f"ix_{table}_person_id", table, ["person_id"])
    op.add_column("sign_ins", words("device", 200, server_default=""))
    op.add_column("sign_ins", words("stage", 20, server_default="open"))
    op.add_column("sign_ins", words("second_factor", 20, nullable=True))


def second_factors() -> None:
    """Apps, passkeys, and the codes that stand for a lost one."""
    op.create_table(
        "second_factors",
        key(),
        to("person_id", "people"),
        words("kind", 20),
        words("name", 100),
        words("secret", 500, nullable=True),
        words("credential_id", 1400, nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        moment("created_at"),
        moment("confirmed_at", nullable=True),
        moment("used_at", nullable=True),
        sa.UniqueConstraint("credential_id", name="uq_second_factors_credential_id"),
        sa.CheckConstraint("kind IN ('totp', 'passkey')", name="ck_second_factors_kind"),
    )
    op.create_table(
        "recovery_codes",
        key(),
        to("person_id", "people"),
        words("code_hash", 64),
        moment("created_at"),
        moment("used_at", nullable=True),
        sa.UniqueConstraint("person_id", "code_hash", name="uq_recovery_codes_person_id_code_hash"),
    )


def outbox() -> None:
    """What the worker needs: to take a message, to be asked once, to give up."""
    with op.batch_alter_table("outbox_messages") as table:
        table.add_column(words("key", 200, nullable=True))
        table.add_column(moment("taken_until", nullable=True))
        table.add_column(moment("given_up_at", nullable=True))
        table.create_unique_constraint("uq_outbox_messages_key", ["key"])


def keep(table: str) -> None:
    """The triggers that keep the rows of a table as they are."""
    if op.get_bind().dialect.name == "postgresql":
        for when, changes, each in (("change", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{when} BEFORE {changes} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are written once'); END"
        )
