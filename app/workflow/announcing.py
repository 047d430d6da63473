"""What the worker makes of an announcement: a mail to each person whom it concerns at that moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.lifecycle import Role, State
from app.storage.assessments import Assessment, Submission, assessment, decisions_of, members_of, submission
from app.storage.ledger import contributors
from app.storage.people import Person, with_role
from app.workflow.announcing_incidents import INCIDENT_ANNOUNCEMENTS
from app.workflow.asking import ask_mail
from app.workflow.delivering import Inside, Message
from app.workflow.standing import CONTRIBUTIONS, progress_of

WAITING = (State.SUBMITTED.value, State.IN_REVIEW.value)
# Where more people than these could sign, nobody needs to hear of each assessment at once: they hear once a day.
MOST_AT_ONCE = 20
DIGEST_AFTER = timedelta(hours=12)


def _review_waits(session: Session, message: Message, now: datetime) -> None:
    """A mail to each active reviewer of the open step who had no hand in the assessment and has not signed it."""
    found = _still_waiting(session, message)
    if found is None:
        return
    held, given = found
    step = message.payload["step"]
    role = progress_of(session, given).role()
    if role is None or progress_of(session, given).index != step:
        return
    away = _hands(session, held) | {decision.person_id for decision in decisions_of(session, given.id)}
    readers = [person for person in with_role(session, role) if person.id not in away]
    values = {"submission": str(given.id), "due": message.payload["due"]}
    if len(readers) <= MOST_AT_ONCE:
        _mail_each(session, readers, "review_waits", values, now)
        return
    for reader in readers:
        key = f"waiting_today:{reader.id}:{now:%Y-%m-%d}"
        due = now + DIGEST_AFTER
        ask_mail(session, template="waiting_today", to=reader.id, values={}, now=now, key=key, due_at=due)


def _review_overdue(session: Session, message: Message, now: datetime) -> None:
    """A mail to each active administrator."""
    found = _still_waiting(session, message)
    if found is not None:
        _mail_each(session, with_role(session, Role.ADMINISTRATOR), "review_overdue", dict(message.payload), now)


ANNOUNCEMENTS: Mapping[str, Inside] = {
    "review_waits": _review_waits,
    "review_overdue": _review_overdue,
    **INCIDENT_ANNOUNCEMENTS,
}


def _still_waiting(session: Session, message: Message) -> tuple[Assessment, Submission] | None:
    """The assessment and the submission that it is about, None when it was decided or replaced meanwhile."""
    given = submission(session, UUID(message.payload["submission"]))
    held = assessment(session, given.assessment_id) if given else None
    if held is None or given is None or held.submission_id != given.id or held.state not in WAITING:
        return None
    return held, given


def _hands(session: Session, held: Assessment) -> set[UUID]:
    members = {member.person_id for member in members_of(session, held.id)}
    return {held.owner_id} | members | contributors(session, held.id, CONTRIBUTIONS)


def _mail_each(
    session: Session, readers: Iterable[Person], template: str, values: Mapping[str, object], now: datetime
) -> None:
    for reader in readers:
        ask_mail(session, template=template, to=reader.id, values=values, now=now)
