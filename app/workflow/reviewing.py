"""The reviewer's work: take an assessment up, approve it, send it back, reject it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain import lifecycle
from app.domain.calendar_time import deadline
from app.domain.lifecycle import Action, Facts, Move, Refused, State
from app.domain.review_policy import Progress
from app.storage.assessments import Assessment, Decision, Submission, decisions_of, latest_submission, locked
from app.storage.columns import new_key
from app.storage.derivation import digest_again
from app.storage.ledger import LedgerEntry, lineage
from app.storage.transaction import transaction
from app.workflow import certifying
from app.workflow.actor import Actor
from app.workflow.moving import advance, reason_given
from app.workflow.recording import record
from app.workflow.standing import CONTRIBUTIONS, facts, progress_of
from app.workflow.superseding import hold_replaced
from app.workflow.telling import tell_approved, tell_reviewers, tell_turned_down
from app.workflow.writing_letters import write_letter


@dataclass(frozen=True, slots=True)
class _Reviewed:
    """What a decision is about, as it was found inside the transaction."""

    assessment: Assessment
    submission: Submission
    move: Move
    stand: Progress


def start_review(session: Session, *, actor: Actor, assessment_id: UUID, now: datetime) -> None:
    """Take a submitted assessment up for review; raises Refused."""
    with transaction(session):
        assessment = locked(session, assessment_id)
        known = facts(session, actor, assessment)
        move = lifecycle.move(State(assessment.state), Action.START_REVIEW, actor.roles, known)
        advance(session, assessment, move, now)
        details = {"from": move.state.value, "to": move.to.value}
        subject = ("assessment", assessment_id)
        record(session, actor=actor, action=move.action.value, subject=subject, now=now, details=details)


def approve(
    session: Session,
    *,
    actor: Actor,
    assessment_id: UUID,
    digest: str,
    reason: str = "",
    now: datetime,
    office: Mapping[str, str] | None = None,
) -> UUID | None:
    """Sign the open step for the submission with this digest.

    The approval that meets the policy issues the certificate in the same transaction, unless the level allows
    none; then its key is given, or else the letter is written. `office` is the office's name by language, for either.
    Raises Refused: for another digest, for one that this person did not open, for contributors, for a step of another
    role, for a second signature, for the last approval while a test that must be passed is open, and when somebody was
    faster; Invalid for a reason that is too long.
    """
    words = reason_given(reason, needed=False)
    with transaction(session):
        found = _begin(session, actor, assessment_id, Action.APPROVE, digest)
        if digest_again(found.submission) != found.submission.digest:
            raise Refused("submission_altered")
        # Before the ledger is held: who suspends the earlier certificate meanwhile holds that one and waits for it.
        last = found.move.to is State.APPROVED
        replaced = hold_replaced(session, found.assessment, now) if last else None
        decision = _decide(session, actor, found, words, now)
        _finish(session, actor, found, decision, now, _next_step(session, found, now))
        if not last:
            _tell_next(session, found, now)
            return None
        certificate = certifying.issue(session, assessment=found.assessment, office=office, replaced=replaced, now=now)
        if certificate is None:
            tell_approved(session, found.assessment, found.submission, now)
            write_letter(session, assessment=found.assessment, submission=found.submission, office=office, now=now)
        return certificate.id if certificate else None


def _next_step(session: Session, found: _Reviewed, now: datetime) -> dict[str, object]:
    """Whose turn it is after an approval, and by when."""
    stand = progress_of(session, found.submission)
    role = stand.role()
    changes: dict[str, object] = {"step": role.value if role else None}
    if stand.index is None:
        changes["due_at"] = None
    elif stand.index != found.stand.index:
        changes["due_at"] = deadline(now, stand.steps[stand.index].within)
    return changes


def _tell_next(session: Session, found: _Reviewed, now: datetime) -> None:
    """Tell the reviewers of the next step that it is open, when this approval opened it."""
    index = progress_of(session, found.submission).index
    if index is not None and index != found.stand.index:
        tell_reviewers(session, found.submission.id, index, found.assessment.due_at, now)


def send_back(session: Session, *, actor: Actor, assessment_id: UUID, digest: str, reason: str, now: datetime) -> None:
    """Ask the respondent for another revision; the reason is needed. Raises Refused and Invalid as approve does."""
    _turn_down(session, actor, assessment_id, Action.SEND_BACK, digest, reason, now)


def reject(
    session: Session,
    *,
    actor: Actor,
    assessment_id: UUID,
    digest: str,
    reason: str,
    now: datetime,
    office: Mapping[str, str] | None = None,
) -> None:
    """Say no for good; the reason is needed. Raises Refused and Invalid as approve does.

    The letter that says so is written in the same transaction; `office` is the office's name by language, for it.
    """
    _turn_down(session, actor, assessment_id, Action.REJECT, digest, reason, now, office)


def _turn_down(
    session: Session,
    actor: Actor,
    assessment_id: UUID,
    action: Action,
    digest: str,
    reason: str,
    now: datetime,
    office: Mapping[str, str] | None = None,
) -> None:
    words = reason_given(reason, needed=True)
    with transaction(session):
        found = _begin(session, actor, assessment_id, action, digest)
        decision = _decide(session, actor, found, words, now)
        _finish(session, actor, found, decision, now, {"step": None, "due_at": None})
        tell_turned_down(session, found.assessment, decision)
        if action is Action.REJECT:
            write_letter(session, assessment=found.assessment, submission=found.submission, office=office, now=now)


def _begin(session: Session, actor: Actor, assessment_id: UUID, action: Action, digest: str) -> _Reviewed:
    assessment = locked(session, assessment_id)
    known: Facts = facts(session, actor, assessment, seen=digest)
    move = lifecycle.move(State(assessment.state), action, actor.roles, known)
    submission = latest_submission(session, assessment)
    if submission is None:
        raise Refused("not_in_this_state")
    return _Reviewed(assessment, submission, move, progress_of(session, submission))


def _decide(session: Session, actor: Actor, found: _Reviewed, reason: str, now: datetime) -> Decision:
    """Write the decision down; its place among the others is unique, so of two at once one is refused."""
    role = found.stand.role()
    signs_as = role if role in actor.roles else min(actor.roles & lifecycle.REVIEWERS)
    decision = Decision(
        id=new_key(),
        submission_id=found.submission.id,
        digest=found.submission.digest,
        person_id=actor.person_id,
        person_name=actor.name,
        role=signs_as.value,
        step=found.stand.index or 0,
        place=len(decisions_of(session, found.submission.id)),
        decision=found.move.action.value,
        reason=reason,
        decided_at=now,
    )
    session.add(decision)
    try:
        session.flush()
    except IntegrityError:
        raise Refused("already_decided") from None
    return decision


def _finish(
    session: Session, actor: Actor, found: _Reviewed, decision: Decision, now: datetime, changes: Mapping[str, object]
) -> None:
    """Move the assessment in one statement that holds only for this digest and for no contributor."""
    same = exists(select(Submission.id)).where(
        Submission.id == Assessment.submission_id, Submission.digest == decision.digest
    )
    had_a_hand = exists(select(LedgerEntry.sequence)).where(
        LedgerEntry.subject_kind == "assessment",
        LedgerEntry.subject_id.in_(lineage(session, found.assessment.id)),
        LedgerEntry.actor_id == actor.person_id,
        LedgerEntry.action.in_(CONTRIBUTIONS),
    )
    move = found.move
    advance(session, found.assessment, move, now, same, ~had_a_hand, **changes)
    details = {"from": move.state.value, "to": move.to.value, "digest": decision.digest, "step": decision.step}
    subject = ("assessment", found.assessment.id)
    record(session, actor=actor, action=move.action.value, subject=subject, now=now, details=details, rows=[decision])
