"""Evidence files, test results, colleagues, who answered what, and what a draft was copied from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DRAFTS = ("answer_edits", "evidence", "test_results")
SUBMITTED = ("evidence", "test_results")


def upgrade() -> None:
    for name in DRAFTS:
        op.add_column("assessments", sa.Column(name, sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("assessments", sa.Column("previous_submission_id", sa.Uuid(), nullable=True))
    for name in SUBMITTED:
        # Empty in rows from before: their digests were made without them.
        op.add_column("submissions", sa.Column(name, sa.JSON(), nullable=True))
    members()
    evidence_files()
    keep_evidence()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER evidence_files_refuse_change ON evidence_files")
        op.execute("DROP TRIGGER evidence_files_refuse_truncate ON evidence_files")
    op.drop_table("evidence_files")
    op.drop_table("assessment_members")
    for name in SUBMITTED:
        op.drop_column("submissions", name)
    for name in (*DRAFTS, "previous_submission_id"):
        op.drop_column("assessments", name)


def members() -> None:
    """Colleagues who work on an assessment."""
    op.create_table(
        "assessment_members",
        sa.Column("assessment_id", sa.Uuid(), sa.ForeignKey("assessments.id"), primary_key=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("added_by", sa.Uuid(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_assessment_members_person_id", "assessment_members", ["person_id"])


def evidence_files() -> None:
    """What files were added as evidence; their bytes are in the data directory."""
    op.create_table(
        "evidence_files",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("assessment_id", sa.Uuid(), sa.ForeignKey("assessments.id"), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Uuid(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("adder_name", sa.String(200), nullable=False),
    )
    op.create_index("ix_evidence_files_assessment_id", "evidence_files", ["assessment_id"])
    op.create_index("ix_evidence_files_sha256", "evidence_files", ["sha256"])


def keep_evidence() -> None:
    """The triggers that keep the rows of evidence files as they are."""
    if op.get_bind().dialect.name == "postgresql":
        for moment, changes, each in (("change", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER evidence_files_refuse_{moment} BEFORE {changes} ON evidence_files "
                f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER evidence_files_refuse_{change.lower()} BEFORE {change} ON evidence_files "
            "BEGIN SELECT RAISE(ABORT, 'rows of evidence_files are written once'); END"
        )
