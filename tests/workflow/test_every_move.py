"""Every action, in every state, by everybody: what the table allows happens, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from app.domain.lifecycle import REVIEWERS, Action, Refused, State
from app.storage import ledger
from app.workflow import assessing, certifying, reviewing
from app.workflow.remarking import remark
from app.workflow.standing import allowed_actions
from tests.people import NOW, PEOPLE, World

DECIDING = (Action.APPROVE, Action.SEND_BACK, Action.REJECT)
YEARS_LATER = NOW.replace(year=2030)


def do(world: World, who: str, action: Action, key: UUID) -> None:
    """Take the action as this person would, with everything given that it needs."""
    actor = world.actor(who)
    if action in DECIDING and actor.roles & REVIEWERS:
        world.open(key, who)
    with world.session() as session:
        version = world.find(session, key).version
        seen = world.digest(key) if world.find(session, key).submission_id else "none"
        given: dict[str, Any] = {"actor": actor, "assessment_id": key, "now": NOW}
        acts: dict[Action, Callable[[], object]] = {
            Action.SAVE: lambda: assessing.save_answers(
                session, **given, section_id="data", answers={"notes": "more"}, comments={}, version=version
            ),
            Action.SUBMIT: lambda: assessing.submit(session, **given, version=version),
            Action.WITHDRAW: lambda: assessing.withdraw(session, **given),
            Action.REVISE: lambda: assessing.revise(session, **given),
            Action.START_REVIEW: lambda: reviewing.start_review(session, **given),
            Action.REMARK: lambda: remark(session, actor, key, seen, "harm", "Why.", NOW),
            Action.APPROVE: lambda: reviewing.approve(session, **given, digest=seen),
            Action.SEND_BACK: lambda: reviewing.send_back(session, **given, digest=seen, reason="Why."),
            Action.REJECT: lambda: reviewing.reject(session, **given, digest=seen, reason="Why."),
            Action.SUSPEND: lambda: certifying.suspend(session, **given, reason="Why."),
            Action.LIFT: lambda: certifying.lift(session, **given, reason="Why."),
            Action.REVOKE: lambda: certifying.revoke(session, **given, reason="Why."),
        }
        acts[action]()


BY_PEOPLE = [action for action in Action if action not in {Action.CERTIFY, Action.EXPIRE, Action.SUPERSEDE}]
WAYS: dict[State, tuple[tuple[str, Action], ...]] = {
    State.DRAFT: (),
    State.SUBMITTED: (),
    State.WITHDRAWN: (("alice", Action.WITHDRAW),),
    State.IN_REVIEW: (("dora", Action.START_REVIEW),),
    State.SENT_BACK: (("dora", Action.START_REVIEW), ("dora", Action.SEND_BACK)),
    State.REJECTED: (("dora", Action.START_REVIEW), ("dora", Action.REJECT)),
    State.APPROVED: (("dora", Action.START_REVIEW), ("dora", Action.APPROVE)),
    State.CERTIFIED: (("dora", Action.START_REVIEW), ("dora", Action.APPROVE)),
    State.SUSPENDED: (("dora", Action.START_REVIEW), ("dora", Action.APPROVE), ("dora", Action.SUSPEND)),
    State.REVOKED: (("dora", Action.START_REVIEW), ("dora", Action.APPROVE), ("dora", Action.REVOKE)),
    State.EXPIRED: (("dora", Action.START_REVIEW), ("dora", Action.APPROVE)),
}


def brought_to(world: World, state: State) -> UUID:
    harm = "forbidden" if state is State.APPROVED else "none"
    key = world.draft(harm) if state is State.DRAFT else world.submitted(harm)
    for who, action in WAYS[state]:
        do(world, who, action, key)
    if state is State.EXPIRED:
        with world.session() as session:
            certifying.expire(session, YEARS_LATER)
    assert world.state(key) == state
    return key


@pytest.mark.parametrize("state", WAYS)
def test_only_what_the_table_allows_happens(world: World, state: State) -> None:
    key = brought_to(world, state)
    for who in PEOPLE:
        reviews = world.actor(who).roles & REVIEWERS
        if reviews:
            world.open(key, who)
        with world.session() as session:
            allowed = allowed_actions(session, world.actor(who), world.find(session, key))
        for action in BY_PEOPLE:
            if reviews:
                world.open(key, who)
            with world.session() as session:
                entries, version = ledger.count(session), world.find(session, key).version
            if action in allowed:
                do(world, who, action, key)
                key = brought_to(world, state)
                continue
            with pytest.raises(Refused):
                do(world, who, action, key)
            assert world.state(key) == state
            with world.session() as session:
                assert (ledger.count(session), world.find(session, key).version) == (entries, version)


def test_every_state_but_the_next_issues_own_is_tried() -> None:
    assert set(State) - WAYS.keys() == {State.SUPERSEDED}
