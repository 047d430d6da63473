"""Finding decision letters and their files."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.letter_tables import DecisionLetter, LetterFile

__all__ = ["DecisionLetter", "LetterFile", "file_of", "letter", "of_submission", "path_of", "was_issued"]


def letter(session: Session, letter_id: UUID) -> DecisionLetter | None:
    """The letter with this key."""
    return session.get(DecisionLetter, letter_id)


def of_submission(session: Session, submission_id: UUID) -> DecisionLetter | None:
    """The one letter about a submission."""
    return session.scalars(select(DecisionLetter).where(DecisionLetter.submission_id == submission_id)).one_or_none()


def file_of(session: Session, letter_id: UUID, language: str) -> LetterFile | None:
    """The file of a letter in a language, None when it was not made yet."""
    query = select(LetterFile).where(LetterFile.letter_id == letter_id, LetterFile.language == language)
    return session.scalars(query).one_or_none()


def was_issued(session: Session, sha256: str) -> bool:
    """Whether the bytes with this digest are the file of a letter."""
    return session.scalar(select(LetterFile.id).where(LetterFile.sha256 == sha256)) is not None


def path_of(data_directory: Path, sha256: str) -> Path:
    """Where the bytes with this digest lie."""
    return data_directory / "letters" / f"{sha256}.pdf"
