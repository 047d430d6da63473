"""Evidence files as pages show them: in words, beside the question that they prove."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.domain.answers import Answer
from app.domain.completeness import asks, takes
from app.domain.evidence_file import LARGEST_FILE, LARGEST_TOTAL, MOST_FILES, kind_named
from app.domain.questions import Question
from app.domain.recorded_test import read_result
from app.storage.assessments import Assessment, Submission
from app.storage.draft_rows import DraftRow
from app.storage.evidence import EvidenceFile, evidence_files
from app.web.localisation import gettext as _
from app.web.localisation import ngettext, number_in_words

SHORT = 12  # characters of a digest that tell files apart at a glance
KILO = 1024


@dataclass(frozen=True, slots=True)
class FileShown:
    """One file: what it is, who added it and when, and where it is downloaded."""

    id: UUID
    name: str
    kind: str
    size: str
    digest: str
    added_by: str
    added_at: datetime
    address: str

    @property
    def short_digest(self) -> str:
        """The beginning of the digest."""
        return self.digest[:SHORT]


@dataclass(frozen=True, slots=True)
class QuestionEvidence:
    """What a question has and wants of files; `may_add` is false where adding would overwrite somebody's answers."""

    files: tuple[FileShown, ...]
    label: str
    may_add: bool = True


def files_of_draft(session: Session, assessment: Assessment | DraftRow) -> dict[str, tuple[FileShown, ...]]:
    """The files beside each question of the draft."""
    return _beside(session, assessment.id, assessment.evidence)


def files_of_submission(session: Session, submission: Submission) -> dict[str, tuple[FileShown, ...]]:
    """The files that were submitted beside each question."""
    told: Mapping[str, Iterable[Mapping[str, str]]] = submission.evidence or {}
    keys = {question: [said["id"] for said in files] for question, files in told.items()}
    return _beside(session, submission.assessment_id, keys)


def files_of_tests(
    session: Session, assessment_id: UUID, results: Mapping[str, object]
) -> dict[str, tuple[FileShown, ...]]:
    """The files beside each result of a test, in a draft or a submission."""
    read = {test: read_result(result) for test, result in results.items()}
    return _beside(session, assessment_id, {test: result.evidence for test, result in read.items() if result})


def question_evidence(
    question: Question, answer: Answer | None, files: tuple[FileShown, ...], *, may_add: bool = True
) -> QuestionEvidence | None:
    """What to show below a question; None when it takes no files."""
    if not takes(question.evidence):
        return None
    return QuestionEvidence(files, _label(question, answer), may_add)


def limits_in_words() -> str:
    """How many files and how large they may be, said before somebody tries."""
    return _(
        "Each file up to %(file)s, at most %(count)s files a question, together up to %(total)s an assessment.",
        file=size_in_words(LARGEST_FILE),
        count=number_in_words(MOST_FILES),
        total=size_in_words(LARGEST_TOTAL),
    )


def size_in_words(size: int) -> str:
    """How large a file is, rounded."""
    if size < KILO:
        return ngettext("%(num)s byte", "%(num)s bytes", size)
    if size < KILO * KILO:
        return _("%(number)s KB", number=number_in_words(round(size / KILO)))
    return _("%(number)s MB", number=number_in_words(f"{size / KILO / KILO:.1f}"))


def _label(question: Question, answer: Answer | None) -> str:
    if question.evidence.mode == "required" or asks(question.evidence, answer):
        return _("Attach a file as evidence")
    named = [choice.label for choice in question.choices if choice.id in question.evidence.required_for]
    if named:
        return _("Evidence (needed for “%(choices)s”)", choices=(_("”, “")).join(named))
    return _("Evidence (optional)")


def _beside(
    session: Session, assessment_id: UUID, keys: Mapping[str, Iterable[str]]
) -> dict[str, tuple[FileShown, ...]]:
    wanted = {question: [UUID(key) for key in kept] for question, kept in keys.items()}
    every = [key for kept in wanted.values() for key in kept]
    found = evidence_files(session, assessment_id, every) if every else ()
    return {question: tuple(_shown(file) for file in found if file.id in kept) for question, kept in wanted.items()}


def _shown(file: EvidenceFile) -> FileShown:
    kind = kind_named(file.kind)
    address = url_for("evidence.download", assessment_id=file.assessment_id, file_id=file.id, name=file.name)
    return FileShown(
        file.id,
        file.name,
        kind.label if kind else file.kind,
        size_in_words(file.size),
        file.sha256,
        file.adder_name,
        file.added_at,
        address,
    )
