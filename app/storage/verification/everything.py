"""One walk over everything the ledger covers, on one picture of the database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from app.storage.verification import members
from app.storage.verification.assessments import faults_of_assessments
from app.storage.verification.chain import Progress, faults_of_chain
from app.storage.verification.files import lost_files
from app.storage.verification.finding import Fault
from app.storage.verification.people import faults_of_people
from app.storage.verification.rows import faults_of_rows
from app.storage.verification.told import Told


def verify(session: Session, data_directory: Path, progress: Progress = lambda _entry: None) -> list[Fault]:
    """Every fault that can be found, the chain's first; none when everything is as it was recorded.

    `progress` is told the number of an entry now and then.
    """
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        # One picture of the database: what is written meanwhile is no fault.
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    told = Told()
    faults = list(faults_of_chain(session, told, progress))
    faults += faults_of_rows(session, told)
    faults += [Fault(None, *lost) for lost in lost_files(session, data_directory)]
    faults += faults_of_assessments(session, told)
    faults += [Fault(*complaint) for complaint in members.complaints(session, told.members)]
    faults += faults_of_people(session, told)
    session.rollback()
    return faults
