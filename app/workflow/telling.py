"""Asking for the mails of a change, inside its transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import Action
from app.storage.assessments import Assessment, Decision, Submission, members_of
from app.storage.certificates import Certificate
from app.workflow.asking import ask, ask_mail

TURNED_DOWN = {Action.SEND_BACK.value: "sent_back", Action.REJECT.value: "rejected"}


def tell_submitted(session: Session, assessment: Assessment, submission: Submission, due: datetime | None) -> None:
    """A mail to the owner, and one to each reviewer who could sign the first step."""
    values = {"submission": str(submission.id), "due": _written(due)}
    ask_mail(session, template="submitted", to=assessment.owner_id, values=values, now=submission.submitted_at)
    tell_reviewers(session, submission.id, 0, due, submission.submitted_at)


def tell_reviewers(session: Session, submission_id: UUID, step: int, due: datetime | None, now: datetime) -> None:
    """Mails to the reviewers of a step; who they are is found out by the worker, for there may be hundreds."""
    payload = {"submission": str(submission_id), "step": step, "due": _written(due)}
    ask(session, kind="review_waits", payload=payload, now=now)


def tell_turned_down(session: Session, assessment: Assessment, decision: Decision) -> None:
    """Mails to the respondent's side when an assessment was sent back or rejected."""
    values = {"submission": str(decision.submission_id), "decision": str(decision.id)}
    _tell_respondents(session, assessment, TURNED_DOWN[decision.decision], values, decision.decided_at)


def tell_approved(session: Session, assessment: Assessment, submission: Submission, now: datetime) -> None:
    """Mails to the respondent's side when everybody approved and the level allows no certificate."""
    _tell_respondents(session, assessment, "approved", {"submission": str(submission.id)}, now)


def tell_certified(session: Session, assessment: Assessment, certificate: Certificate) -> None:
    """Mails to the respondent's side when a certificate was issued."""
    values = {"submission": str(certificate.submission_id), "certificate": str(certificate.id)}
    _tell_respondents(session, assessment, "certified", values, certificate.issued_at)


def tell_expired(session: Session, assessment: Assessment, certificate: Certificate, now: datetime) -> None:
    """A mail to the owner when the certificate has expired."""
    values = {"certificate": str(certificate.id)}
    ask_mail(session, template="expired", to=assessment.owner_id, values=values, now=now)


def _tell_respondents(
    session: Session, assessment: Assessment, template: str, values: dict[str, str], now: datetime
) -> None:
    readers = [assessment.owner_id, *(member.person_id for member in members_of(session, assessment.id))]
    for reader in dict.fromkeys(readers):
        ask_mail(session, template=template, to=reader, values=values, now=now)


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
