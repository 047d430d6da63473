"""The lifecycle of an assessment: the one table from which buttons, permissions, tests and the diagram come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an assessment stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    SENT_BACK = "sent_back"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    CERTIFIED = "certified"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Action(StrEnum):
    """What somebody can do to an assessment."""

    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    START_REVIEW = "start_review"
    REMARK = "remark"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    REJECT = "reject"
    REVISE = "revise"
    CERTIFY = "certify"
    SUSPEND = "suspend"
    LIFT = "lift"
    REVOKE = "revoke"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"


class Role(StrEnum):
    """Whom a person is to the product; SYSTEM acts for nobody, when time or a policy asks."""

    RESPONDENT = "respondent"
    REVIEWER = "reviewer"
    ETHICS_REVIEWER = "ethics_reviewer"
    STEWARD = "steward"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the guards look at; workflow gathers it inside the transaction, pages gather it to show buttons.

    `is_contributor`: wrote, edited, answered or tested this revision, created the assessment, or works on it now.
    `is_responsible`: may write for the respondent's side (creator, or invited colleague).
    `has_opened`: opened the present submission, at its present digest, before deciding on it.
    `step_role`: the role that the next open step of the policy asks for, None when all are met.
    `approvals_left`: approvals still open over all steps, before this action.
    `missing_answers`: required questions that have no answer, and mistakes in answers.
    `incomplete_tests`: results that were recorded without the evidence or the tester that their test asks for.
    `remarks_open`: remarks on answers of an earlier revision that need a reply and have none.
    `blocking_tests_open`: tests that must be passed before a certificate is issued, and are not.
    """

    is_contributor: bool = False
    is_responsible: bool = False
    has_decided: bool = False
    has_opened: bool = True
    step_role: Role | None = None
    approvals_left: int = 1
    missing_answers: int = 0
    incomplete_tests: int = 0
    remarks_open: int = 0
    certificate_allowed: bool = True
    blocking_tests_open: int = 0
    digest_matches: bool = True
    past_validity: bool = False


Guard = Callable[[Facts], str | None]  # the reason against, as a message id, or None


def responsible(facts: Facts) -> str | None:
    """Only those who work on the respondent's side."""
    return None if facts.is_responsible else "not_responsible"


def complete(facts: Facts) -> str | None:
    """Only a responsible person, when every required answer and reply is there and no recorded test is incomplete."""
    if reason := responsible(facts):
        return reason
    if facts.missing_answers:
        return "answers_missing"
    if facts.incomplete_tests:
        return "tests_incomplete"
    return "remarks_open" if facts.remarks_open else None


def independent(facts: Facts) -> str | None:
    """Nobody decides on what they had a hand in."""
    return "contributor" if facts.is_contributor else None


def reading(facts: Facts) -> str | None:
    """An independent person who looks at the present submission."""
    return independent(facts) or (None if facts.digest_matches else "digest_changed")


def deciding(facts: Facts) -> str | None:
    """An independent person who opened the present submission; a person counts once."""
    if reason := reading(facts):
        return reason
    if facts.has_decided:
        return "already_decided"
    return None if facts.has_opened else "not_opened"


def signing(facts: Facts) -> str | None:
    """Only where a step is open; its role is asked for by `move`."""
    return deciding(facts) or (None if facts.step_role is not None else "no_step_open")


def signing_more(facts: Facts) -> str | None:
    """An approval after which others are still open."""
    return signing(facts) or (None if facts.approvals_left > 1 else "policy_met")


def signing_last(facts: Facts) -> str | None:
    """The approval that meets the policy; none while a test that must be passed for the certificate is open."""
    if reason := signing(facts):
        return reason
    if facts.approvals_left != 1:
        return "approvals_open"
    return "blocking_tests_open" if facts.certificate_allowed and facts.blocking_tests_open else None


def certifiable(facts: Facts) -> str | None:
    """A certificate needs a level that allows it, every approval and no blocking test open."""
    if facts.approvals_left:
        return "approvals_open"
    if not facts.certificate_allowed:
        return "level_without_certificate"
    return "blocking_tests_open" if facts.blocking_tests_open else None


def outdated(facts: Facts) -> str | None:
    """A certificate expires when its validity is over, not before."""
    return None if facts.past_validity else "still_valid"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table."""

    state: State
    action: Action
    roles: frozenset[Role]
    to: State
    guard: Guard
    needs_reason: bool = False


RESPONDENTS = frozenset({Role.RESPONDENT})
REVIEWERS = frozenset({Role.REVIEWER, Role.ETHICS_REVIEWER})
SYSTEM = frozenset({Role.SYSTEM})
COUNTS = frozenset({"policy_met", "approvals_open"})  # why this of two rows does not fit, and perhaps the other does


def always(facts: Facts) -> str | None:  # noqa: ARG001 - a guard takes the facts, whether it looks or not
    """At any time: whoever calls has looked already."""
    return None


MOVES: tuple[Move, ...] = (
    Move(State.DRAFT, Action.SAVE, RESPONDENTS, State.DRAFT, responsible),
    Move(State.DRAFT, Action.SUBMIT, RESPONDENTS, State.SUBMITTED, complete),
    Move(State.DRAFT, Action.WITHDRAW, RESPONDENTS, State.WITHDRAWN, responsible),
    Move(State.SUBMITTED, Action.WITHDRAW, RESPONDENTS, State.WITHDRAWN, responsible),
    Move(State.SUBMITTED, Action.START_REVIEW, REVIEWERS, State.IN_REVIEW, independent),
    Move(State.SUBMITTED, Action.REMARK, REVIEWERS, State.SUBMITTED, reading),
    Move(State.IN_REVIEW, Action.REMARK, REVIEWERS, State.IN_REVIEW, reading),
    Move(State.IN_REVIEW, Action.APPROVE, REVIEWERS, State.IN_REVIEW, signing_more),
    Move(State.IN_REVIEW, Action.APPROVE, REVIEWERS, State.APPROVED, signing_last),
    Move(State.IN_REVIEW, Action.SEND_BACK, REVIEWERS, State.SENT_BACK, deciding, needs_reason=True),
    Move(State.IN_REVIEW, Action.REJECT, REVIEWERS, State.REJECTED, deciding, needs_reason=True),
    Move(State.SENT_BACK, Action.REVISE, RESPONDENTS, State.DRAFT, responsible),
    Move(State.APPROVED, Action.CERTIFY, SYSTEM, State.CERTIFIED, certifiable),
    Move(State.CERTIFIED, Action.SUSPEND, REVIEWERS, State.SUSPENDED, independent, needs_reason=True),
    Move(State.CERTIFIED, Action.REVOKE, REVIEWERS, State.REVOKED, independent, needs_reason=True),
    Move(State.SUSPENDED, Action.LIFT, REVIEWERS, State.CERTIFIED, independent, needs_reason=True),
    Move(State.SUSPENDED, Action.REVOKE, REVIEWERS, State.REVOKED, independent, needs_reason=True),
    Move(State.CERTIFIED, Action.EXPIRE, SYSTEM, State.EXPIRED, outdated),
    Move(State.SUSPENDED, Action.EXPIRE, SYSTEM, State.EXPIRED, outdated),
    Move(State.CERTIFIED, Action.SUPERSEDE, SYSTEM, State.SUPERSEDED, always),
    Move(State.SUSPENDED, Action.SUPERSEDE, SYSTEM, State.SUPERSEDED, always),
)


class Refused(Exception):
    """A move that the table does not hold, or that its guard refuses; `reason` is a message id."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def move(state: State, action: Action, roles: frozenset[Role], facts: Facts) -> Move:
    """Find the move for this action in this state by somebody with these roles.

    Raises Refused with `not_in_this_state`, `not_your_role` or the guard's reason.
    """
    rows = [row for row in MOVES if row.state is state and row.action is action]
    if not rows:
        raise Refused("not_in_this_state")
    rows = [row for row in rows if row.roles & roles]
    if not rows:
        raise Refused("not_your_role")
    reasons = []
    for row in rows:
        reason = row.guard(facts)
        if reason is None:
            return _role_of_step(row, roles, facts)
        reasons.append(reason)
    # Two rows of one action differ in how many approvals are open; a reason beyond that comes first.
    told = [reason for reason in reasons if reason not in COUNTS] if len(rows) > 1 else reasons
    raise Refused(told[0] if told else "no_step_open")


def _role_of_step(row: Move, roles: frozenset[Role], facts: Facts) -> Move:
    if row.action is Action.APPROVE and facts.step_role not in roles:
        raise Refused("step_of_another_role")
    return row


def allowed(state: State, roles: frozenset[Role], facts: Facts) -> tuple[Action, ...]:
    """The actions that somebody with these roles may take now, in the table's order: the buttons of a page."""
    actions: dict[Action, None] = {}
    for row in MOVES:
        if row.state is not state or row.action in actions:
            continue
        try:
            move(state, row.action, roles, facts)
        except Refused:
            continue
        actions[row.action] = None
    return tuple(actions)


def diagram() -> str:
    """The table as a Mermaid state diagram, for the documents."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    lines += [f"    {row.state} --> {row.to}: {row.action.replace('_', ' ')}" for row in MOVES]
    leaving = {row.state for row in MOVES}
    lines += [f"    {state} --> [*]" for state in State if state not in leaving]
    return "\n".join(lines) + "\n"


def table() -> str:
    """The table of moves as Markdown, for the documents: state, action, who, to, guard."""
    lines = ["| in state | action | who may | becomes | only when | reason |", "|---|---|---|---|---|---|"]
    for row in MOVES:
        who = ", ".join(sorted(role.replace("_", " ") for role in row.roles))
        when = " ".join((row.guard.__doc__ or "").split())
        reason = "required" if row.needs_reason else ""
        words = [row.state, row.action, who, row.to, when, reason]
        lines.append("| " + " | ".join(word.replace("_", " ") for word in words) + " |")
    return "\n".join(lines) + "\n"
