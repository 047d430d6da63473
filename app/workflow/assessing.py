"""The respondent's work: begin an assessment, answer it, submit it, take it back, take it up again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import lifecycle
from app.domain.answers import Answer
from app.domain.calendar_time import deadline
from app.domain.lifecycle import Action, Facts, Move, Refused, Role, State
from app.domain.names import NameRefused, clean_name
from app.domain.review_policy import steps_of
from app.storage.assessments import Assessment, locked
from app.storage.columns import new_key
from app.storage.draft_rows import DraftRow, locked_row
from app.storage.matrices import in_force, pinned_plan
from app.storage.transaction import transaction
from app.storage.written_once import WrittenOnce
from app.workflow.actor import Actor
from app.workflow.drafts import authors_of, check_version, merge
from app.workflow.errors import Invalid
from app.workflow.listing import chosen_listing
from app.workflow.moving import advance
from app.workflow.recording import record
from app.workflow.replying import merge_replies
from app.workflow.standing import facts, incomplete_tests, is_responsible, missing, remarks_to_answer
from app.workflow.submitting import queue_entry, submission_of
from app.workflow.telling import tell_submitted

NO_REPLIES: Mapping[str, str] = MappingProxyType({})


def create(session: Session, *, actor: Actor, system_name: str, now: datetime) -> UUID:
    """Begin the assessment of a system with the matrix in force; gives its key.

    Raises Refused for those who are no respondents, Invalid for an unfit name or when no matrix is published.
    """
    name = _system_name(system_name)
    if Role.RESPONDENT not in actor.roles or actor.person_id is None or actor.organisation_id is None:
        raise Refused("not_your_role")
    with transaction(session):
        matrix = in_force(session, now.astimezone(UTC).date())
        if matrix is None:
            raise Invalid("no_matrix", ["No risk matrix has been published yet."])
        assessment = Assessment(
            id=new_key(),
            system_name=name,
            organisation_id=actor.organisation_id,
            owner_id=actor.person_id,
            published_matrix_id=matrix.id,
            state=State.DRAFT.value,
            created_at=now,
            changed_at=now,
        )
        session.add(assessment)
        key = assessment.id
        details = {
            "to": State.DRAFT.value,
            "system": name,
            "owner": str(actor.person_id),
            "organisation": str(actor.organisation_id),
            "matrix": str(matrix.id),
        }
        record(session, actor=actor, action="create", subject=("assessment", key), now=now, details=details)
    return key


def rename(session: Session, *, actor: Actor, assessment_id: UUID, system_name: str, now: datetime) -> None:
    """Give the system of a draft another name; raises as save_answers does."""
    name = _system_name(system_name)
    with transaction(session):
        assessment, move = _begin(session, actor, assessment_id, Action.SAVE)
        advance(session, assessment, move, now, system_name=name, version=assessment.version + 1)
        record(
            session,
            actor=actor,
            action="rename",
            subject=("assessment", assessment_id),
            now=now,
            details={"system": name},
        )


def save_answers(
    session: Session,
    *,
    actor: Actor,
    assessment_id: UUID,
    section_id: str,
    answers: Mapping[str, Answer | None],
    comments: Mapping[str, str],
    version: int,
    now: datetime,
) -> int:
    """Save the answers and comments of one section as `answer_section` does; gives the draft's new version."""
    return answer_section(
        session,
        actor=actor,
        assessment_id=assessment_id,
        section_id=section_id,
        answers=answers,
        comments=comments,
        version=version,
        now=now,
    ).version


def answer_section(
    session: Session,
    *,
    actor: Actor,
    assessment_id: UUID,
    section_id: str,
    answers: Mapping[str, Answer | None],
    comments: Mapping[str, str],
    version: int,
    now: datetime,
    replies: Mapping[str, str] = NO_REPLIES,
) -> DraftRow:
    """Save the answers and comments of one section, and `replies` to remarks on them; gives the draft as it is then.

    An answer of None, an empty comment and an empty reply remove what was there; what is not named stays. The ledger
    learns which questions changed, not what was answered. Raises Refused, Conflict when the section was saved after
    `version`, Invalid for questions and remarks of other sections and answers that are not offered.
    """
    with transaction(session):
        assessment, move = _begin(session, actor, assessment_id, Action.SAVE)
        check_version(assessment, version, section_id)
        matrix = pinned_plan(assessment).matrix
        merged = merge(matrix, assessment, section_id, answers, comments)
        replied = merge_replies(session, matrix, assessment, section_id, replies, actor, now)
        if not (merged.changed or merged.commented or replied.changed) and section_id in assessment.section_edits:
            return assessment
        new = assessment.version + 1
        edit = {"by": actor.name, "at": now.astimezone(UTC).isoformat(), "version": new}
        changes: dict[str, Any] = {
            "answers": merged.answers,
            "comments": merged.comments,
            "section_edits": {**assessment.section_edits, section_id: edit},
            "answer_edits": {**assessment.answer_edits, **authors_of(merged, actor, now)},
            "version": new,
            **replied.kept,
        }
        details = {"section": section_id, **merged.told, **replied.told}
        advance(session, assessment, move, now, **changes)
        record(session, actor=actor, action="save", subject=("assessment", assessment_id), now=now, details=details)
    return replace(assessment, state=move.to.value, **changes)


def submit(
    session: Session, *, actor: Actor, assessment_id: UUID, version: int, now: datetime, listed: bool | None = None
) -> UUID:
    """Submit the draft as it was at `version`; gives the key of the submission, which never changes.

    The level is computed here, from the pinned matrix. Raises Refused, Conflict when something was saved after
    `version`, Invalid with the questions that lack an answer, a comment or a file, the tests with half a result, or
    the questions with a remark that nobody replied to. `listed` is the owner's choice for the public register; None
    leaves it as it is, and anybody else's is refused.
    """
    with transaction(session):
        assessment, move = _begin_submitting(session, actor, assessment_id, version)
        chosen = chosen_listing(assessment, actor, listed)
        submission = submission_of(session, assessment, actor, now, listed=chosen)
        session.add(submission)
        session.merge(queue_entry(submission))
        session.flush()
        matrix = pinned_plan(assessment).matrix
        first = steps_of(matrix.level(submission.level))[0]
        due = deadline(now, first.within)
        advance(
            session,
            assessment,
            move,
            now,
            submission_id=submission.id,
            listed=chosen,
            level=submission.level,
            step=first.by,
            submitted_at=now,
            due_at=due,
        )
        told = {"submission": str(submission.id), "digest": submission.digest, "level": submission.level}
        _record_move(session, actor, assessment_id, move, now, {**told, "listed": chosen}, [submission])
        tell_submitted(session, assessment, submission, due)
        return submission.id


def withdraw(session: Session, *, actor: Actor, assessment_id: UUID, now: datetime) -> None:
    """Take an assessment back for good, before anybody reviews it; raises Refused."""
    _plain_move(session, actor, assessment_id, Action.WITHDRAW, now, {"step": None, "due_at": None})


def revise(session: Session, *, actor: Actor, assessment_id: UUID, now: datetime) -> None:
    """Open the next revision of what was sent back; the submission before it stays. Raises Refused."""
    with transaction(session):
        assessment, move = _begin(session, actor, assessment_id, Action.REVISE)
        revision = assessment.revision + 1
        advance(session, assessment, move, now, revision=revision, version=assessment.version + 1, level=None)
        _record_move(session, actor, assessment_id, move, now, {"revision": revision})


def _begin(session: Session, actor: Actor, assessment_id: UUID, action: Action) -> tuple[DraftRow, Move]:
    assessment = locked_row(session, assessment_id)
    # These moves ask who works on the assessment and nothing else; a test holds them to it.
    known = Facts(is_responsible=is_responsible(session, actor, assessment))
    return assessment, lifecycle.move(State(assessment.state), action, actor.roles, known)


def _begin_submitting(session: Session, actor: Actor, assessment_id: UUID, version: int) -> tuple[Assessment, Move]:
    assessment = locked(session, assessment_id)
    known = facts(session, actor, assessment)
    try:
        move = lifecycle.move(State(assessment.state), Action.SUBMIT, actor.roles, known)
    except Refused as refused:
        if refused.reason not in {"answers_missing", "tests_incomplete", "remarks_open"}:
            raise
        check_version(assessment, version)
        raise _incomplete(session, assessment) from None
    check_version(assessment, version)
    return assessment, move


def _plain_move(
    session: Session, actor: Actor, assessment_id: UUID, action: Action, now: datetime, changes: Mapping[str, None]
) -> None:
    with transaction(session):
        assessment, move = _begin(session, actor, assessment_id, action)
        advance(session, assessment, move, now, **changes)
        _record_move(session, actor, assessment_id, move, now, {})


def _record_move(
    session: Session,
    actor: Actor,
    assessment_id: UUID,
    move: Move,
    now: datetime,
    more: Mapping[str, object],
    rows: Iterable[WrittenOnce] = (),
) -> None:
    details = {"from": move.state.value, "to": move.to.value, **more}
    subject = ("assessment", assessment_id)
    record(session, actor=actor, action=move.action.value, subject=subject, now=now, details=details, rows=rows)


def _incomplete(session: Session, assessment: Assessment) -> Invalid:
    if questions := missing(assessment):
        return Invalid("answers_missing", [f"{question}: an answer is missing." for question in questions], questions)
    if tests := incomplete_tests(assessment):
        return Invalid("tests_incomplete", [f"{test}: the result is not complete." for test in tests], tests)
    remarked = tuple(dict.fromkeys(each.question for each in remarks_to_answer(session, assessment)))
    return Invalid("remarks_open", [f"{question}: a remark needs a reply." for question in remarked], remarked)


def _system_name(words: str) -> str:
    try:
        return clean_name(words, "the name of the system")
    except NameRefused as refused:
        raise Invalid(f"name_{refused.problem}", [str(refused)]) from None
