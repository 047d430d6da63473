"""Writing the letter of a decision after which there is no certificate, and making its file once in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.documents.decision_facts import DecisionFacts, Signature, Verdict, gather_decision
from app.domain.lifecycle import State
from app.storage import letters
from app.storage.assessments import Assessment, Submission, assessment, decisions_of, latest_submission, locked
from app.storage.columns import new_key, reference
from app.storage.letters import DecisionLetter, LetterFile
from app.storage.matrices import plan_of
from app.storage.transaction import transaction
from app.workflow.actor import SYSTEM_ACTOR
from app.workflow.asking import LETTER_FILE, ask_documents
from app.workflow.keeping_files import keep, whole
from app.workflow.recording import record

Render = Callable[[DecisionFacts, str], bytes]
VERDICTS: Mapping[str, Verdict] = {
    State.REJECTED: "rejected",
    State.APPROVED: "approved_without_certificate",  # where the level allows a certificate, approved is passed at once
}


def write_letter(
    session: Session,
    *,
    assessment: Assessment,
    submission: Submission,
    office: Mapping[str, str] | None,
    now: datetime,
) -> DecisionLetter:
    """Freeze what the letter says, in the transaction of the decision that ends the assessment; asks for its files.

    What it tells can change later: the office may take another name, and the assessment another owner. KeyError when
    the assessment did not end so that there is a letter.
    """
    told = _told(session, assessment, submission, office or {"en": "Fenji"})
    letter = DecisionLetter(id=new_key(), submission_id=submission.id, facts=told.to_json(), written_at=now)
    session.add(letter)
    subject, details = ("assessment", assessment.id), {"reference": told.reference, "verdict": told.verdict}
    record(session, actor=SYSTEM_ACTOR, action="letter", subject=subject, now=now, details=details, rows=[letter])
    ask_documents(session, kind=LETTER_FILE, key=letter.id, now=now)
    return letter


def letter_of(
    session: Session, *, assessment_id: UUID, office: Mapping[str, str] | None, now: datetime
) -> DecisionLetter | None:
    """The letter about how an assessment ended; None when it did not, or was certified.

    Decisions from before there were letters get theirs here, once.
    """
    found = assessment(session, assessment_id)
    submission = latest_submission(session, found) if found else None
    if found is None or submission is None or found.state not in VERDICTS:
        return None
    letter = letters.of_submission(session, submission.id)
    if letter is None:
        key = submission.id
        with transaction(session):
            held = locked(session, assessment_id)
            letter = letters.of_submission(session, key)  # somebody may have been faster
            if letter is None:
                given = session.get_one(Submission, key)
                letter = write_letter(session, assessment=held, submission=given, office=office, now=now)
    return letter


def letter_file(
    session: Session, *, letter: DecisionLetter, language: str, data_directory: Path, render: Render, now: datetime
) -> Path:
    """The path of a letter's PDF, which is made at first use and never again.

    `render` makes the bytes from the frozen facts. Raises FileLost when a file that was made is gone or altered.
    """
    key, told = letter.id, DecisionFacts.from_json(letter.facts)

    def place(digest: str) -> Path:
        return letters.path_of(data_directory, digest)

    found = letters.file_of(session, key, language)
    if found is not None:
        digest = found.sha256
    else:
        # Rendering takes long: no transaction is open meanwhile, and the snapshot is let go.
        session.rollback()
        data = render(told, language)
        digest = keep(session, data, place, lambda new: _entered(session, key, language, new, len(data), now))
    return whole(place(digest), digest, f"letter {told.reference}")


def _entered(session: Session, letter_id: UUID, language: str, sha256: str, size: int, now: datetime) -> LetterFile:
    # Two who ask at once both render; the assessment's row is held so that the first one's file counts.
    letter = session.get_one(DecisionLetter, letter_id)
    held = locked(session, letter.submission.assessment_id)
    found = letters.file_of(session, letter_id, language)
    if found is not None:
        return found
    made = LetterFile(id=new_key(), letter_id=letter_id, language=language, sha256=sha256, size=size, created_at=now)
    session.add(made)
    details = {"reference": letter.facts["reference"], "language": language, "sha256": sha256}
    subject = ("assessment", held.id)
    record(session, actor=SYSTEM_ACTOR, action="letter_file", subject=subject, now=now, details=details, rows=[made])
    return made


def _told(session: Session, assessment: Assessment, submission: Submission, office: Mapping[str, str]) -> DecisionFacts:
    return gather_decision(
        plan_of(submission.published_matrix).matrix,
        submission.level,
        verdict=VERDICTS[assessment.state],
        reference=reference(assessment.id),
        system_name=submission.system_name,
        organisation=submission.organisation_name,
        office=office,
        owners=[assessment.owner.name],
        signatures=[
            Signature(
                each.person_name,
                each.role,
                each.decision,
                each.reason,
                each.decided_at.astimezone(UTC).isoformat(timespec="seconds"),
            )
            for each in decisions_of(session, submission.id)
        ],
        revision=submission.revision,
        submitted_on=submission.submitted_at.astimezone(UTC).date(),
        submission_digest=submission.digest,
    )
