"""What time asks for: missed deadlines are escalated, certificates expire, owners are reminded, old traces go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.calendar_time import after, before
from app.storage import leftovers
from app.storage.assessments import latest_submission, locked
from app.storage.deadlines import Ending, Overdue, ending, levels_in_use, overdue
from app.storage.matrices import PublishedMatrix, plan_of
from app.storage.outbox import known_keys
from app.storage.transaction import transaction
from app.workflow import certifying
from app.workflow.actor import SYSTEM_ACTOR
from app.workflow.asking import ask, ask_mail
from app.workflow.escalating_incidents import escalate_incidents
from app.workflow.recording import record
from app.workflow.standing import progress_of

CALENDAR_SLACK = timedelta(days=7)  # counting forward and counting back differ by a few days at weekends and month ends
KEPT_FOR = timedelta(days=90)  # sessions that ended, attempts, and mail that was sent


def pass_time(session: Session, now: datetime, last: datetime | None) -> None:
    """Do what is to be done by `now`; `last` is when this was called last, if this process called it.

    Deadlines are looked at each time, what depends on the day only each hour. Doing it again changes nothing.
    """
    escalate_missed(session, now)
    escalate_incidents(session, now)
    if last is None or _hour(last) != _hour(now):
        certifying.expire(session, now)
        remind(session, now)
        clear_away(session, now)


def _hour(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def escalate_missed(session: Session, now: datetime) -> int:
    """Tell the administrators of every review whose step is overdue, once a deadline; gives how many there were."""
    missed = {_overdue_key(found): found for found in overdue(session, now)}
    known = known_keys(session, list(missed))
    session.rollback()
    return sum(_escalate(session, key, found, now) for key, found in missed.items() if key not in known)


def _overdue_key(found: Overdue) -> str:
    return f"review_overdue:{found.submission_id}:{found.due_at.isoformat()}"


def _escalate(session: Session, key: str, found: Overdue, now: datetime) -> bool:
    with transaction(session):
        assessment = locked(session, found.assessment_id)
        if (assessment.submission_id, assessment.due_at) != (found.submission_id, found.due_at):
            return False  # somebody signed since the list was made
        submission = latest_submission(session, assessment)
        step = progress_of(session, submission).index if submission else None
        told: dict[str, object] = {"submission": str(found.submission_id), "due": found.due_at.isoformat()}
        told |= {"step": step, "role": assessment.step}
        if not ask(session, kind="review_overdue", payload=told, now=now, key=key):
            return False
        subject = ("assessment", assessment.id)
        record(session, actor=SYSTEM_ACTOR, action="escalate", subject=subject, now=now, details=told)
    return True


def remind(session: Session, now: datetime) -> int:
    """Remind owners of certificates that end soon, once for each `remind` of the level; gives how many mails.

    When several reminders passed while no worker ran, the last of them speaks for all.
    """
    today = now.astimezone(UTC).date()
    due = {
        f"expiring:{found.certificate_id}:{max(passed)}": found
        for found, days in _reminders(session, today)
        if (passed := [day for day in days if found.issued_on < day <= today])
    }
    known = known_keys(session, list(due))
    session.rollback()
    return sum(_remind(session, key, found, now) for key, found in due.items() if key not in known)


def _reminders(session: Session, today: date) -> Iterator[tuple[Ending, list[date]]]:
    """The certificates that may be near their end, each with the days on which to remind of it."""
    for matrix_id, level in levels_in_use(session):
        lengths = plan_of(session.get_one(PublishedMatrix, matrix_id)).matrix.level(level).remind
        if lengths:
            until = max(after(today, length) for length in lengths) + CALENDAR_SLACK
            for found in ending(session, matrix_id, level, today, until):
                yield found, [before(found.valid_until, length) for length in lengths]


def _remind(session: Session, key: str, found: Ending, now: datetime) -> bool:
    with transaction(session):
        values = {"certificate": str(found.certificate_id)}
        return ask_mail(session, template="expiring", to=found.owner_id, values=values, now=now, key=key)


def clear_away(session: Session, now: datetime) -> None:
    """Delete what nobody needs any more: sessions that ended, old attempts, mail that was sent and has no key."""
    with transaction(session):
        leftovers.delete_before(session, now - KEPT_FOR)
