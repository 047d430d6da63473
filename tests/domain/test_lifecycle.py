"""Every action in every state as every role, against an expectation written here by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from app.domain.lifecycle import Action, Facts, Refused, Role, State, allowed, move

R, V, E, S = Role.RESPONDENT, Role.REVIEWER, Role.ETHICS_REVIEWER, Role.SYSTEM

# state, action, who may, where it leads when nothing stands against it and one approval is open
MAY = """
draft       save          respondent                draft
draft       submit        respondent                submitted
draft       withdraw      respondent                withdrawn
submitted   withdraw      respondent                withdrawn
submitted   start_review  reviewer,ethics_reviewer  in_review
submitted   remark        reviewer,ethics_reviewer  submitted
in_review   remark        reviewer,ethics_reviewer  in_review
in_review   approve       reviewer,ethics_reviewer  approved
in_review   send_back     reviewer,ethics_reviewer  sent_back
in_review   reject        reviewer,ethics_reviewer  rejected
sent_back   revise        respondent                draft
approved    certify       system                    certified
certified   suspend       reviewer,ethics_reviewer  suspended
certified   revoke        reviewer,ethics_reviewer  revoked
suspended   lift          reviewer,ethics_reviewer  certified
suspended   revoke        reviewer,ethics_reviewer  revoked
certified   expire        system                    expired
suspended   expire        system                    expired
certified   supersede     system                    superseded
suspended   supersede     system                    superseded
"""
EXPECTED = {
    (State(state), Action(action)): (frozenset(map(Role, roles.split(","))), State(to))
    for state, action, roles, to in (line.split() for line in MAY.strip().splitlines())
}
NEEDS_REASON = {Action.SEND_BACK, Action.REJECT, Action.SUSPEND, Action.LIFT, Action.REVOKE}


def favourable(role: Role, action: Action) -> Facts:
    """Facts under which nothing but state and role can stand against the action."""
    return Facts(
        is_responsible=True,
        step_role=role,
        approvals_left=0 if action is Action.CERTIFY else 1,
        past_validity=True,
    )


@pytest.mark.parametrize("role", list(Role))
def test_every_action_in_every_state(role: Role) -> None:
    for state, action in product(State, Action):
        facts = favourable(role, action)
        roles, to = EXPECTED.get((state, action), (frozenset(), state))
        if role in roles:
            found = move(state, action, frozenset({role}), facts)
            assert found.to is to
            assert found.needs_reason is (action in NEEDS_REASON)
            assert action in allowed(state, frozenset({role}), facts)
        else:
            with pytest.raises(Refused) as refusal:
                move(state, action, frozenset({role}), facts)
            assert refusal.value.reason == ("not_your_role" if roles else "not_in_this_state")
            assert action not in allowed(state, frozenset({role}), facts)


def test_nobody_without_a_role_may_do_anything() -> None:
    for state in State:
        assert allowed(state, frozenset(), Facts(is_responsible=True, past_validity=True)) == ()


def test_several_roles_may_do_what_each_may() -> None:
    facts = Facts(is_responsible=True)
    assert allowed(State.SUBMITTED, frozenset({R, V}), facts) == (Action.WITHDRAW, Action.START_REVIEW, Action.REMARK)


OPEN = Facts(is_responsible=True, step_role=V)
GUARDS = [
    (State.DRAFT, Action.SAVE, R, {"is_responsible": False}, "not_responsible"),
    (State.DRAFT, Action.SUBMIT, R, {"is_responsible": False}, "not_responsible"),
    (State.DRAFT, Action.SUBMIT, R, {"missing_answers": 1}, "answers_missing"),
    (State.DRAFT, Action.SUBMIT, R, {"incomplete_tests": 1}, "tests_incomplete"),
    (State.DRAFT, Action.SUBMIT, R, {"missing_answers": 1, "incomplete_tests": 1}, "answers_missing"),
    (State.DRAFT, Action.SUBMIT, R, {"remarks_open": 1}, "remarks_open"),
    (State.DRAFT, Action.SUBMIT, R, {"incomplete_tests": 1, "remarks_open": 1}, "tests_incomplete"),
    (State.DRAFT, Action.WITHDRAW, R, {"is_responsible": False}, "not_responsible"),
    (State.SUBMITTED, Action.WITHDRAW, R, {"is_responsible": False}, "not_responsible"),
    (State.SENT_BACK, Action.REVISE, R, {"is_responsible": False}, "not_responsible"),
    (State.SUBMITTED, Action.START_REVIEW, V, {"is_contributor": True}, "contributor"),
    (State.SUBMITTED, Action.REMARK, V, {"is_contributor": True}, "contributor"),
    (State.SUBMITTED, Action.REMARK, V, {"digest_matches": False}, "digest_changed"),
    (State.IN_REVIEW, Action.REMARK, V, {"is_contributor": True}, "contributor"),
    (State.IN_REVIEW, Action.REMARK, V, {"digest_matches": False}, "digest_changed"),
    (State.IN_REVIEW, Action.APPROVE, V, {"is_contributor": True}, "contributor"),
    (State.IN_REVIEW, Action.APPROVE, V, {"digest_matches": False}, "digest_changed"),
    (State.IN_REVIEW, Action.APPROVE, V, {"has_decided": True}, "already_decided"),
    (State.IN_REVIEW, Action.APPROVE, V, {"has_opened": False}, "not_opened"),
    (State.IN_REVIEW, Action.APPROVE, V, {"has_opened": False, "digest_matches": False}, "digest_changed"),
    (State.IN_REVIEW, Action.APPROVE, V, {"step_role": None}, "no_step_open"),
    (State.IN_REVIEW, Action.APPROVE, V, {"approvals_left": 0}, "no_step_open"),
    (State.IN_REVIEW, Action.APPROVE, V, {"step_role": E}, "step_of_another_role"),
    (State.IN_REVIEW, Action.APPROVE, V, {"blocking_tests_open": 1}, "blocking_tests_open"),
    (State.IN_REVIEW, Action.APPROVE, V, {"blocking_tests_open": 1, "is_contributor": True}, "contributor"),
    (State.IN_REVIEW, Action.SEND_BACK, V, {"is_contributor": True}, "contributor"),
    (State.IN_REVIEW, Action.SEND_BACK, V, {"digest_matches": False}, "digest_changed"),
    (State.IN_REVIEW, Action.SEND_BACK, V, {"has_opened": False}, "not_opened"),
    (State.IN_REVIEW, Action.REJECT, V, {"has_opened": False}, "not_opened"),
    (State.IN_REVIEW, Action.REJECT, V, {"is_contributor": True}, "contributor"),
    (State.IN_REVIEW, Action.REJECT, V, {"digest_matches": False}, "digest_changed"),
    (State.APPROVED, Action.CERTIFY, S, {"approvals_left": 1}, "approvals_open"),
    (State.APPROVED, Action.CERTIFY, S, {"certificate_allowed": False}, "level_without_certificate"),
    (State.APPROVED, Action.CERTIFY, S, {"blocking_tests_open": 1}, "blocking_tests_open"),
    (State.CERTIFIED, Action.SUSPEND, V, {"is_contributor": True}, "contributor"),
    (State.CERTIFIED, Action.REVOKE, V, {"is_contributor": True}, "contributor"),
    (State.SUSPENDED, Action.LIFT, V, {"is_contributor": True}, "contributor"),
    (State.SUSPENDED, Action.REVOKE, V, {"is_contributor": True}, "contributor"),
    (State.CERTIFIED, Action.EXPIRE, S, {"past_validity": False}, "still_valid"),
    (State.SUSPENDED, Action.EXPIRE, S, {"past_validity": False}, "still_valid"),
]


@pytest.mark.parametrize(("state", "action", "role", "against", "reason"), GUARDS)
def test_each_guard_refuses(state: State, action: Action, role: Role, against: dict[str, bool], reason: str) -> None:
    facts = favourable(role, action)
    roles = frozenset({role})
    move(state, action, roles, facts)
    facts = replace(facts, **against)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refusal:
        move(state, action, roles, facts)
    assert refusal.value.reason == reason
    assert action not in allowed(state, roles, facts)


def test_a_move_without_a_guard_is_the_one_that_has_none_here() -> None:
    guarded = {(state, action) for state, action, *_rest in GUARDS}
    assert set(EXPECTED) - guarded == {
        (State.CERTIFIED, Action.SUPERSEDE),
        (State.SUSPENDED, Action.SUPERSEDE),
    }


def test_an_approval_that_leaves_others_open_keeps_the_review_open() -> None:
    facts = replace(OPEN, approvals_left=2)
    assert move(State.IN_REVIEW, Action.APPROVE, frozenset({V}), facts).to is State.IN_REVIEW
    assert move(State.IN_REVIEW, Action.APPROVE, frozenset({V}), OPEN).to is State.APPROVED


def test_a_reviewer_who_did_the_work_may_do_nothing_to_it() -> None:
    facts = replace(OPEN, is_contributor=True, is_responsible=False)
    for state in State:
        assert allowed(state, frozenset({V, E}), facts) == ()


def test_a_blocking_test_stops_the_last_approval_and_nothing_before_it() -> None:
    facts = replace(OPEN, blocking_tests_open=2)
    assert move(State.IN_REVIEW, Action.APPROVE, frozenset({V}), replace(facts, approvals_left=2)).to is State.IN_REVIEW
    assert allowed(State.IN_REVIEW, frozenset({V}), facts) == (Action.REMARK, Action.SEND_BACK, Action.REJECT)


def test_where_no_certificate_can_be_issued_no_test_stops_the_decision() -> None:
    facts = replace(OPEN, blocking_tests_open=2, certificate_allowed=False)
    assert move(State.IN_REVIEW, Action.APPROVE, frozenset({V}), facts).to is State.APPROVED
