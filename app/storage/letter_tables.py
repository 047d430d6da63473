"""The mapped classes of decision letters: what a letter says, and its files."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.storage.columns import new_key
from app.storage.mapping import Document, Table
from app.storage.tables import Submission
from app.storage.written_once import WrittenOnce


class DecisionLetter(WrittenOnce, Table):
    """What the letter says of a decision after which there is no certificate, frozen with the decision."""

    __tablename__ = "decision_letters"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submissions.id"), unique=True)
    facts: Mapped[Document]
    written_at: Mapped[datetime]
    submission: Mapped[Submission] = relationship()


class LetterFile(WrittenOnce, Table):
    """A letter's PDF in one language; its bytes lie in the data directory under their digest."""

    __tablename__ = "letter_files"
    __table_args__ = (UniqueConstraint("letter_id", "language"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_key)
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("decision_letters.id"))
    language: Mapped[str] = mapped_column(String(35))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int]
    created_at: Mapped[datetime]
