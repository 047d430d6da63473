"""The mapped classes of a review: remarks on single answers, who opened what, and what the queue finds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.columns import new_key
from app.storage.mapping import Table
from app.storage.written_once import WrittenOnce


class Remark(WrittenOnce, Table):
    """What a reviewer says of one answer of a submission; the respondent replies in the next revision."""

    __tablename__ = "remarks"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), index=True)
    question: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    maker_name: Mapped[str] = mapped_column(String(200))


class QueueEntry(Table):
    """What the queue finds an assessment by, of its latest submission: folded words, and categories as `|one|two|`."""

    __tablename__ = "queue_entries"
    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    categories: Mapped[str] = mapped_column(Text)


class ReviewOpening(WrittenOnce, Table):
    """Somebody opened a submission for review at this digest; who did not cannot decide on it."""

    __tablename__ = "review_openings"
    __table_args__ = (UniqueConstraint("submission_id", "person_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    opened_at: Mapped[datetime]
