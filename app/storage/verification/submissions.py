"""Deriving every submission again: its digest, and its level from the matrix it is pinned to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.derivation import digest_again, digest_of_stored
from app.storage.tables import Submission
from app.storage.verification.finding import UNREADABLE, Fault


def faults_of_submissions(session: Session) -> Iterator[Fault]:
    """Each submission whose digest or level is not what its content comes to."""
    for key in session.scalars(select(Submission.id).order_by(Submission.id)):
        subject = f"submission {key}"
        try:
            found = session.get_one(Submission, key)
            if digest_of_stored(found) != found.digest:
                yield Fault(None, subject, "has answers, an outcome or names that its digest does not cover.")
            elif digest_again(found) != found.digest or found.outcome["level"] != found.level:
                yield Fault(None, subject, "has a level that its answers do not come to by its matrix.")
        except UNREADABLE as error:
            yield Fault(None, subject, f"cannot be derived again ({type(error).__name__}).")
