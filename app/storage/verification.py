"""Walking the ledger, and holding everything it covers against what is stored now."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage import recorded_members
from app.storage.derivation import digest_again, digest_of_stored
from app.storage.file_verification import lost_files
from app.storage.incident_tables import Incident, IncidentOutcome
from app.storage.ledger import FIRST_HASH, LedgerEntry, hash_of, row_of
from app.storage.review_tables import Remark, ReviewOpening
from app.storage.tables import (
    Assessment,
    Certificate,
    CertificateFile,
    Decision,
    EvidenceFile,
    LedgerHead,
    Person,
    PublishedMatrix,
    Submission,
)

COVERED = (
    PublishedMatrix,
    EvidenceFile,
    Submission,
    ReviewOpening,
    Remark,
    Decision,
    Certificate,
    CertificateFile,
    Incident,
    IncidentOutcome,
)
# Stored data that was altered by hand can be anything, so reading it can fail in any of these ways.
UNREADABLE = (ValueError, TypeError, KeyError, LookupError, AttributeError)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the ledger says: the entry, where one is at fault, the subject and a sentence."""

    sequence: int | None
    subject: str
    sentence: str

    def __str__(self) -> str:
        """One line for the operator."""
        where = f"entry {self.sequence}, " if self.sequence is not None else ""
        return f"{where}{self.subject}: {self.sentence}"


@dataclass(slots=True)
class _Told:
    """What the ledger tells about the rest of the database."""

    rows: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)  # table, key -> entry, digest
    assessments: dict[str, dict[str, Any]] = field(default_factory=dict)  # key -> what it should be now
    members: dict[recorded_members.Key, recorded_members.Invitation] = field(default_factory=dict)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)


def verify(session: Session, data_directory: Path) -> list[Fault]:
    """Every fault that can be found, the chain's first; none when everything is as it was recorded."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        # One picture of the database: what is written meanwhile is no fault.
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    told = _Told()
    faults = list(_chain(session, told))
    faults += _rows(session, told)
    faults += _submissions(session)
    faults += [Fault(None, *lost) for lost in lost_files(session, data_directory)]
    faults += _assessments(session, told)
    faults += [Fault(*complaint) for complaint in recorded_members.complaints(session, told.members)]
    faults += _people(session, told)
    session.rollback()
    return faults


def _chain(session: Session, told: _Told) -> Iterator[Fault]:
    previous, expected = FIRST_HASH, 1
    for entry in _entries(session):
        if entry is None:
            yield Fault(None, "ledger", f"holds an entry behind {expected - 1} that cannot be read.")
            return
        name = f"“{entry.action}” of {entry.subject_kind} {entry.subject_id}"
        if entry.sequence != expected:
            lost = "is missing." if entry.sequence - 1 == expected else f"to {entry.sequence - 1} are missing."
            yield Fault(expected, "ledger", f"entry {expected} {lost}")
        elif entry.previous_hash != previous:
            yield Fault(entry.sequence, name, "does not follow the entry before it: one was inserted, lost or moved.")
        if hash_of(entry) != entry.hash:
            yield Fault(entry.sequence, name, "was altered after it was written.")
        previous, expected = entry.hash, entry.sequence + 1
        try:
            _listen(entry, told)
        except UNREADABLE:
            yield Fault(entry.sequence, name, "tells details that cannot be read.")
        session.expunge(entry)
    head = session.get(LedgerHead, 1)
    if head is None or (head.sequence, head.hash) != (expected - 1, previous):
        last = "unknown" if head is None else head.sequence
        yield Fault(expected, "ledger", f"ends at entry {expected - 1}, but the last one written was {last}.")


def _entries(session: Session) -> Iterator[LedgerEntry | None]:
    """Each entry in order; None, and an end, where one cannot even be read."""
    query = select(LedgerEntry).order_by(LedgerEntry.sequence).execution_options(yield_per=500)
    try:
        yield from session.scalars(query)
    except UNREADABLE:
        yield None


def _listen(entry: LedgerEntry, told: _Told) -> None:
    details: dict[str, Any] = json.loads(entry.details)
    for row in details.get("rows", ()):
        told.rows[row["table"], row["id"]] = (entry.sequence, row["sha256"])
    subject = str(entry.subject_id)
    if entry.subject_kind == "assessment":
        known = told.assessments.setdefault(subject, {"revision": 1, "level": None, "submission": None})
        known["sequence"] = entry.sequence
        recorded_members.note(told.members, entry, details)
        if "to" in details:
            known["state"] = details["to"]
        known |= {key: details[key] for key in TOLD_OF_ASSESSMENTS if key in details}
        if entry.action == "revise":
            known["level"] = None
    elif entry.subject_kind == "person" and "roles" in details:
        told.people[subject] = details | {"sequence": entry.sequence}


def _rows(session: Session, told: _Told) -> Iterator[Fault]:
    open_rows = dict(told.rows)
    for table in COVERED:
        name = table.__tablename__
        for key in session.scalars(select(table.id).order_by(table.id)):
            subject = f"{_singular(name)} {key}"
            recorded = open_rows.pop((name, str(key)), None)
            if recorded is None:
                yield Fault(None, subject, "is not in the ledger: it was inserted behind its back.")
                continue
            sequence, digest = recorded
            now = _attempt(lambda table=table, key=key: row_of(session.get_one(table, key))["sha256"])  # type: ignore[misc]
            if now != digest:
                yield Fault(sequence, subject, "was altered after it was written.")
    for (name, lost), (sequence, _) in open_rows.items():
        yield Fault(sequence, f"{_singular(name)} {lost}", "was deleted.")


def _submissions(session: Session) -> Iterator[Fault]:
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


TOLD_OF_ASSESSMENTS = ("level", "submission", "revision", "system", "owner", "organisation", "matrix", "previous")


def _assessments(session: Session, told: _Told) -> Iterator[Fault]:
    stored = {str(key): key for key in session.scalars(select(Assessment.id))}
    for missing in told.assessments.keys() - stored.keys():
        yield Fault(told.assessments[missing]["sequence"], f"assessment {missing}", "was deleted.")
    for name, key in stored.items():
        subject = f"assessment {name}"
        known = told.assessments.get(name)
        if known is None:
            yield Fault(None, subject, "is not in the ledger: it was inserted behind its back.")
            continue
        now = _attempt(lambda key=key: _of_assessment(session.get_one(Assessment, key)))  # type: ignore[misc]
        if now is None:
            yield Fault(known["sequence"], subject, "cannot be read.")
            continue
        for what, value in now.items():
            if known.get(what) != value:
                yield Fault(
                    known["sequence"], subject, f"has {what} “{value}”, but the ledger says “{known.get(what)}”."
                )


def _of_assessment(found: Assessment) -> dict[str, Any]:
    return {
        "state": found.state,
        "level": found.level,
        "revision": found.revision,
        "submission": _text(found.submission_id),
        "system": found.system_name,
        "owner": _text(found.owner_id),
        "organisation": _text(found.organisation_id),
        "matrix": _text(found.published_matrix_id),
        "previous": _text(found.previous_submission_id),
    }


def _people(session: Session, told: _Told) -> Iterator[Fault]:
    gone = dict(told.people)
    for person in session.scalars(select(Person).order_by(Person.id)).unique():
        known = gone.pop(str(person.id), None)
        subject = f"person {person.id}"
        if known is None:
            yield Fault(None, subject, "is not in the ledger: they were inserted behind its back.")
            continue
        now = {"roles": sorted(role.role for role in person.roles), "active": person.active, "name": person.name}
        for what, value in now.items():
            if known.get(what) != value:
                yield Fault(
                    known["sequence"], subject, f"has {what} {value!r}, but the ledger says {known.get(what)!r}."
                )
    for missing, known in gone.items():
        yield Fault(known["sequence"], f"person {missing}", "was deleted.")


def _attempt(read: Callable[[], Any]) -> Any | None:
    try:
        return read()
    except UNREADABLE:
        return None


def _text(key: UUID | None) -> str | None:
    return None if key is None else str(key)


def _singular(table: str) -> str:
    return {
        "published_matrices": "matrix",
        "certificate_files": "certificate file",
        "evidence_files": "evidence file",
        "incident_outcomes": "incident outcome",
        "review_openings": "review opening",
    }.get(table, table.removesuffix("s"))
