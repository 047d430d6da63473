"""A world in which much happened, and what an owner of its database can do to it by hand."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from app.storage import certificates, letters
from app.storage.assessments import latest_submission
from app.storage.columns import new_key
from app.storage.incident_tables import Incident, IncidentOutcome
from app.storage.letters import DecisionLetter, LetterFile
from app.storage.stored_files import write_file
from app.storage.transaction import transaction
from app.storage.verification import Fault, verify
from app.workflow import sharing
from app.workflow.actor import SYSTEM_ACTOR
from app.workflow.keeping_certificates import certificate_file
from app.workflow.recording import record
from tests.beside_answers import attach, draft_beside
from tests.evidence import PDF
from tests.people import NOW, World
from tests.remarked import saved, submitted_again, to_revise

WRITTEN_ONCE = (
    "published_matrices",
    "evidence_files",
    "submissions",
    "decisions",
    "certificates",
    "certificate_files",
    "decision_letters",
    "letter_files",
    "remarks",
    "review_openings",
    "incidents",
    "incident_outcomes",
    "ledger_entries",
)


def live_through(world: World) -> World:
    """A certificate with file and incident, a letter, reviews, a remark and its reply, drafts, one with a file."""
    key = world.certified()
    cranes = world.in_review("serious", system="Harbour cranes")
    parking = world.draft(system="Parking")
    with world.session() as session:
        sharing.invite_colleague(
            session, actor=world.actor("alice"), assessment_id=parking, person_id=world.keys["bob"], now=NOW
        )
    attach(world, draft_beside(world), "checks", {"report.pdf": PDF})
    answered, remarks = to_revise(world, harm="Say who.")
    saved(world, answered, {remarks["harm"]: "Drivers."})
    submitted_again(world, answered)
    with world.session() as session:
        certificate = certificates.of_assessment(session, key)
        assert certificate is not None
        certificate_file(
            session,
            certificate=certificate,
            language="en",
            data_directory=world.data_directory,
            render=lambda facts, _enclosed, language: f"{language} {facts.number}".encode(),
            now=NOW,
        )
    with world.session() as session:
        _incident(world, session, key)
        _letter(world, session, cranes)
    return world


def _letter(world: World, session: Session, key: UUID) -> None:
    """A letter is written, as if Dora had decided, and its file is made."""
    with transaction(session):
        submission = latest_submission(session, world.find(session, key))
        assert submission is not None
        letter = DecisionLetter(
            id=new_key(), submission_id=submission.id, facts={"reference": "A-1", "owners": []}, written_at=NOW
        )
        session.add(letter)
        subject = ("assessment", key)
        record(session, actor=SYSTEM_ACTOR, action="letter", subject=subject, now=NOW, rows=[letter])
        data = b"a letter"
        digest = sha256(data).hexdigest()
        write_file(letters.path_of(world.data_directory, digest), data)
        file = LetterFile(
            id=new_key(), letter_id=letter.id, language="en", sha256=digest, size=len(data), created_at=NOW
        )
        session.add(file)
        record(session, actor=SYSTEM_ACTOR, action="letter_file", subject=subject, now=NOW, rows=[file])


def _incident(world: World, session: Session, key: UUID) -> None:
    """Somebody reports an incident, and Dora dismisses it."""
    dora = world.actor("dora")
    with transaction(session):
        certificate = certificates.of_assessment(session, key)
        assert certificate is not None
        incident = Incident(
            id=new_key(),
            reference="IN-1",
            assessment_id=key,
            certificate_id=certificate.id,
            description="It stood still.",
            reported_at=NOW,
            reported_by=None,
            reporter_name="Somebody",
            due_at=NOW + timedelta(days=3),
        )
        session.add(incident)
        record(session, actor=dora, action="report", subject=("assessment", key), now=NOW, rows=[incident])
        outcome = IncidentOutcome(
            id=new_key(),
            incident_id=incident.id,
            outcome="dismiss",
            reason="It was switched off.",
            decided_at=NOW,
            decided_by=world.keys["dora"],
            decider_name=dora.name,
        )
        session.add(outcome)
        record(session, actor=dora, action="dismiss", subject=("assessment", key), now=NOW, rows=[outcome])


def faults_of(world: World) -> list[Fault]:
    """What verification says now."""
    with world.session() as session:
        return verify(session, world.data_directory)


def by_hand(world: World, *statements: str) -> None:
    """Do what an owner of the database could do: drop the triggers, then alter what they like."""
    with world.engine.connect() as connection, connection.begin():
        drop_triggers(connection)
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount != 0


def drop_triggers(connection: Connection) -> None:
    """Let rows that are written once be changed and deleted."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
        return
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in WRITTEN_ONCE:
        for change in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER {table}_refuse_{change}"))
