"""Issuing certificates, and taking them away for a while or for good."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.documents.facts import Approval, CertificateFacts, LedgerFacts
from app.documents.gathering import gather
from app.domain import lifecycle
from app.domain.calendar_time import last_valid_day
from app.domain.lifecycle import Action, Facts, Refused, State
from app.storage import certificates, ledger
from app.storage.assessments import Assessment, Submission, decisions_of, latest_submission, locked
from app.storage.certificates import Certificate
from app.storage.columns import new_key
from app.storage.deadlines import outdated
from app.storage.derivation import outcome_again
from app.storage.matrices import plan_of
from app.storage.transaction import transaction
from app.storage.written_once import WrittenOnce
from app.workflow.actor import SYSTEM_ACTOR, Actor
from app.workflow.asking import CERTIFICATE_FILE, ask_documents
from app.workflow.moving import advance, reason_given
from app.workflow.recording import record
from app.workflow.standing import facts
from app.workflow.superseding import supersede
from app.workflow.telling import tell_certified, tell_expired
from app.workflow.telling_incidents import tell_changed

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are misread


def issue(
    session: Session,
    *,
    assessment: Assessment,
    office: Mapping[str, str] | None,
    replaced: Certificate | None,
    now: datetime,
) -> Certificate | None:
    """Issue the certificate of an approved assessment, inside the caller's transaction.

    The outbox is asked for its files. `replaced` is the certificate whose place it takes (superseding.hold_replaced).
    None when the level allows no
    certificate; the assessment then stays approved. Raises Refused when a test that must be passed is open: the last
    approval is refused before that.
    """
    known = facts(session, SYSTEM_ACTOR, assessment)
    try:
        move = lifecycle.move(State(assessment.state), Action.CERTIFY, SYSTEM_ACTOR.roles, known)
    except Refused as refused:
        if refused.reason == "level_without_certificate":
            return None
        raise
    submission = latest_submission(session, assessment)
    if submission is None:
        raise Refused("not_in_this_state")
    certificate = _certificate(session, assessment, submission, office or {"en": "Fenji"}, replaced, now)
    session.add(certificate)
    session.flush()
    _record_issue(session, assessment, certificate, move, now)
    if replaced:
        supersede(session, replaced=replaced, by=certificate, now=now)
    tell_certified(session, assessment, certificate)
    ask_documents(session, kind=CERTIFICATE_FILE, key=certificate.id, now=now)
    return certificate


def _record_issue(
    session: Session, assessment: Assessment, certificate: Certificate, move: lifecycle.Move, now: datetime
) -> None:
    subject = ("assessment", assessment.id)
    advance(session, assessment, move, now, step=None, due_at=None)
    details = {"from": move.state.value, "to": move.to.value, "number": certificate.number}
    told = {**details, "digest": certificate.digest}
    action = move.action.value
    record(session, actor=SYSTEM_ACTOR, action=action, subject=subject, now=now, details=told, rows=[certificate])


def _certificate(
    session: Session,
    assessment: Assessment,
    submission: Submission,
    office: Mapping[str, str],
    replaced: Certificate | None,
    now: datetime,
) -> Certificate:
    told = _told(session, assessment, submission, office, replaced, now.astimezone(UTC).date())
    return Certificate(
        id=new_key(),
        number=told.number,
        assessment_id=assessment.id,
        submission_id=submission.id,
        digest=submission.digest,
        level=submission.level,
        facts=told.to_json(),
        issued_at=now,
        valid_until=date.fromisoformat(told.valid_until) if told.valid_until else None,
    )


def _told(
    session: Session,
    assessment: Assessment,
    submission: Submission,
    office: Mapping[str, str],
    replaced: Certificate | None,
    issued: date,
) -> CertificateFacts:
    """Everything the certificate says, under a number of its own."""
    published = submission.published_matrix
    matrix = plan_of(published).matrix
    told = gather(
        matrix,
        outcome_again(submission),
        number=_new_number(session, issued.year),
        system_name=submission.system_name,
        organisation=submission.organisation_name,
        office=office,
        owners=[assessment.owner.name],
        approvals=_approvals(session, submission),
        revision=submission.revision,
        submission_digest=submission.digest,
        logic_digest=published.logic_digest,
        text_digests=published.text_digests,
        submitted_on=submission.submitted_at.astimezone(UTC).date(),
        issued_on=issued,
        valid_until=last_valid_day(issued, matrix.level(submission.level).valid_for),
        results=submission.test_results,
        replaces=replaced.number if replaced else "",
    )
    return replace(told, ledger=LedgerFacts(*ledger.end(session)))


def _approvals(session: Session, submission: Submission) -> list[Approval]:
    return [
        Approval(each.person_name, each.role, each.decided_at.astimezone(UTC).isoformat(timespec="seconds"))
        for each in decisions_of(session, submission.id)
        if each.decision == Action.APPROVE.value
    ]


def _new_number(session: Session, year: int) -> str:
    while True:
        letters = "".join(secrets.choice(CROCKFORD) for _ in range(8))
        number = f"FJ-{year}-{letters[:4]}-{letters[4:]}"
        if certificates.by_number(session, number) is None:
            return number


def suspend(session: Session, *, actor: Actor, assessment_id: UUID, reason: str, now: datetime) -> None:
    """Take a certificate away for a while; the reason is needed. Raises Refused and Invalid."""
    _move_with_reason(session, actor, assessment_id, Action.SUSPEND, reason, now)


def lift(session: Session, *, actor: Actor, assessment_id: UUID, reason: str, now: datetime) -> None:
    """Give a suspended certificate back; the reason is needed. Raises Refused and Invalid."""
    _move_with_reason(session, actor, assessment_id, Action.LIFT, reason, now)


def revoke(session: Session, *, actor: Actor, assessment_id: UUID, reason: str, now: datetime) -> None:
    """Take a certificate away for good; the reason is needed. Raises Refused and Invalid."""
    _move_with_reason(session, actor, assessment_id, Action.REVOKE, reason, now)


def _move_with_reason(
    session: Session, actor: Actor, assessment_id: UUID, action: Action, reason: str, now: datetime
) -> None:
    words = reason_given(reason, needed=True)
    with transaction(session):
        change(session, actor=actor, assessment=locked(session, assessment_id), action=action, reason=words, now=now)


def change(
    session: Session,
    *,
    actor: Actor,
    assessment: Assessment,
    action: Action,
    reason: str,
    now: datetime,
    told: Mapping[str, object] | None = None,
    rows: Iterable[WrittenOnce] = (),
) -> None:
    """Suspend, lift or revoke inside the caller's transaction, which holds the assessment; raises Refused.

    `told` and `rows` go into the ledger with it: the incident that led to it, and what was decided on that.
    """
    key, known = assessment.id, facts(session, actor, assessment)
    move = lifecycle.move(State(assessment.state), action, actor.roles, known)
    advance(session, assessment, move, now)
    details = {"from": move.state.value, "to": move.to.value, "reason": reason, **(told or {})}
    subject = ("assessment", key)
    record(session, actor=actor, action=move.action.value, subject=subject, now=now, details=details, rows=rows)
    tell_changed(session, assessment, action, now)


def expire(session: Session, now: datetime) -> int:
    """Expire every certificate whose last valid day is over; gives how many there were."""
    today = now.astimezone(UTC).date()
    return sum(_expire_one(session, assessment_id, now) for assessment_id in outdated(session, today))


def _expire_one(session: Session, assessment_id: UUID, now: datetime) -> bool:
    with transaction(session):
        assessment = locked(session, assessment_id)
        certificate = certificates.of_assessment(session, assessment_id)
        until = certificate.valid_until if certificate else None
        known = Facts(past_validity=until is not None and until < now.astimezone(UTC).date())
        try:
            move = lifecycle.move(State(assessment.state), Action.EXPIRE, SYSTEM_ACTOR.roles, known)
        except Refused:
            return False  # somebody revoked it since the list was made
        advance(session, assessment, move, now)
        details = {"from": move.state.value, "to": move.to.value}
        subject = ("assessment", assessment_id)
        record(session, actor=SYSTEM_ACTOR, action="expire", subject=subject, now=now, details=details)
        if certificate is not None:
            tell_expired(session, assessment, certificate, now)
    return True
