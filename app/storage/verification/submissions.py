"""Deriving every submission again: its digest, and its level from the matrix it is pinned to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answers import read_answers
from app.domain.canonical import Canonical
from app.domain.matrix_file import matrix_from_documents
from app.domain.outcome_json import outcome_to_json
from app.domain.scoring import Plan, compile  # noqa: A004 - the domain's own word
from app.domain.submission import Content, submission_digest
from app.storage.recorded_rows import Parts
from app.storage.tables import PublishedMatrix
from app.storage.verification.finding import UNREADABLE, Fault


@dataclass(frozen=True, slots=True)
class _Pinned:
    plan: Plan
    logic_digest: str
    text_digests: dict[str, str]


class Derivation:
    """Derives submissions; each matrix is read from the database and compiled once, whatever the process knew of it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pinned: dict[str, _Pinned] = {}

    def faults(self, subject: str, parts: Parts | None) -> Iterator[Fault]:
        """What is wrong with a submission whose row holds these parts; None where they cannot be read."""
        try:
            if parts is None:
                raise ValueError("The row cannot be read.")
            sentence = self._sentence(parts)
        except UNREADABLE as error:
            sentence = f"cannot be derived again ({type(error).__name__})."
        if sentence:
            yield Fault(None, subject, sentence)

    def _sentence(self, parts: Parts) -> str:
        pinned = self._matrix(parts["published_matrix_id"].value)
        if _digest(pinned, parts) != parts["digest"].value:
            return "has answers, an outcome or names that its digest does not cover."
        answers, _mistakes = read_answers(pinned.plan.matrix, parts["answers"].value)
        outcome = pinned.plan.assess(answers)
        # The digest covers the stored outcome, so that it is derived again when the outcome is.
        if outcome_to_json(outcome) != parts["outcome"].value or outcome.level != parts["level"].value:
            return "has a level that its answers do not come to by its matrix."
        return ""

    def _matrix(self, key: str) -> _Pinned:
        found = self._pinned.get(key)
        if found is None:
            columns = select(PublishedMatrix.documents, PublishedMatrix.logic_digest, PublishedMatrix.text_digests)
            row: Any = self._session.execute(columns.where(PublishedMatrix.id == UUID(key))).one_or_none()
            if row is None:
                raise LookupError("There is no such matrix.")
            found = _Pinned(compile(matrix_from_documents(row.documents)), row.logic_digest, row.text_digests)
            self._pinned[key] = found
        return found


def _digest(pinned: _Pinned, parts: Parts) -> str:
    return submission_digest(
        Content(
            assessment_id=parts["assessment_id"].value,
            revision=parts["revision"].value,
            system_name=parts["system_name"].value,
            organisation_name=parts["organisation_name"].value,
            logic_digest=pinned.logic_digest,
            text_digests=pinned.text_digests,
            answers=parts["answers"].text,
            comments=parts["comments"].text,
            outcome=parts["outcome"].text,
            evidence=_text(parts, "evidence"),
            test_results=_text(parts, "test_results"),
            replies=_text(parts, "replies"),
        )
    )


def _text(parts: Parts, name: str) -> Canonical | None:
    """A part that older submissions do not have."""
    return parts[name].text if name in parts else None
