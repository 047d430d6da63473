"""What has happened to a certificate since it was issued: each move with who made it, when and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.lifecycle import Action
from app.storage.ledger import entries_of
from app.web import database

MOVES = (Action.CERTIFY, Action.SUSPEND, Action.LIFT, Action.REVOKE, Action.EXPIRE, Action.SUPERSEDE)


@dataclass(frozen=True, slots=True)
class Happened:
    """One move; `name` is empty where time or a policy made it, `incident` the reference of what led to it."""

    action: Action
    at: datetime
    name: str
    reason: str
    incident: str


def history_of(assessment_id: UUID) -> tuple[Happened, ...]:
    """The moves of an assessment's certificate, in order."""
    wanted = {action.value for action in MOVES}
    return tuple(
        _happened(Action(entry.action), entry.at, entry.actor_name if entry.actor_id else "", json.loads(entry.details))
        for entry in entries_of(database.session(), "assessment", assessment_id)
        if entry.action in wanted
    )


def _happened(action: Action, at: datetime, name: str, details: dict[str, object]) -> Happened:
    return Happened(action, at, name, str(details.get("reason", "")), str(details.get("reference", "")))
