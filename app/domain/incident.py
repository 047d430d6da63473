"""What may become of an incident on a certified system: it is dismissed, or the certificate suspended or revoked."""

from __future__ import annotations

from enum import StrEnum

from app.domain import lifecycle
from app.domain.lifecycle import Action, Facts, Refused, Role, State


class Outcome(StrEnum):
    """What a reviewer decides on an incident; each has one."""

    DISMISS = "dismiss"
    SUSPEND = "suspend"
    REVOKE = "revoke"


def check(
    outcome: Outcome, state: State, roles: frozenset[Role], facts: Facts, *, reported_it: bool, decided: bool
) -> None:
    """Let an independent reviewer decide once; `state` is that of the assessment, `facts` tell of the reviewer.

    An incident can be dismissed whatever became of the certificate meanwhile; a suspended one stays suspended. Raises
    Refused with `incident_decided`, `reported_it` for whoever reported it, or as lifecycle.move does.
    """
    if decided:
        raise Refused("incident_decided")
    if reported_it:
        raise Refused("reported_it")
    if outcome is not Outcome.DISMISS:
        lifecycle.move(state, Action(outcome.value), roles, facts)
        return
    if not roles & lifecycle.REVIEWERS:
        raise Refused("not_your_role")
    if reason := lifecycle.independent(facts):
        raise Refused(reason)
