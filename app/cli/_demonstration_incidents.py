"""The incidents of the demonstration: one that waits for an answer, and one that suspended a certificate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.incident import Outcome
from app.storage import certificates, incidents, people
from app.workflow.actor import Actor, actor_of
from app.workflow.answering_incidents import decide
from app.workflow.reporting import report

CHATBOT, RECORDER = "市民办事问答助手", "Minutes of the council"
OWNER, REVIEWER = "amara.okafor@example.org", "elena.ionescu@example.org"
A_CITIZEN = "198.51.100.7"


def tell_incidents(session: Session, moments: Iterator[datetime]) -> None:
    """Report what went wrong with two of the certified systems, where they are among the certified ones."""
    newest = {each.submission.system_name: each.id for each in reversed(certificates.all_certificates(session))}
    if RECORDER in newest:
        _suspended(session, newest[RECORDER], moments)
    if CHATBOT in newest:
        moment = next(moments)
        report(
            session,
            certificate_id=newest[CHATBOT],
            description="问答助手告诉我母亲，办理养老金资格认证已无需本人到场，结果她错过了截止日期，本月养老金被暂停发放。",
            happened_on=moment.date() - timedelta(days=3),
            contact="reader@example.org",
            reporter=None,
            address=A_CITIZEN,
            now=moment,
        )


def _suspended(session: Session, certificate: UUID, moments: Iterator[datetime]) -> None:
    told = report(
        session,
        certificate_id=certificate,
        description="Since the update of last week the minutes name people who were not in the room, twice so far.",
        happened_on=None,
        contact="",
        reporter=_actor(session, OWNER),
        address="",
        now=next(moments),
    )
    incident = incidents.by_reference(session, told.reference)
    if incident is None:
        raise LookupError(f"Incident {told.reference} is missing from the demonstration.")
    decide(
        session,
        actor=_actor(session, REVIEWER),
        incident_id=incident.id,
        outcome=Outcome.SUSPEND,
        reason="Suspended until the cause is found: show how invented names are kept out, and assess the system again.",
        now=next(moments),
    )


def _actor(session: Session, email: str) -> Actor:
    found = people.person_by_email(session, email)
    if found is None:
        raise LookupError(f"{email} is missing from the demonstration.")
    return actor_of(found)
