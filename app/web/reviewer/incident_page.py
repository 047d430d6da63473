"""The rows of the list of incidents, and everything a reviewer sees of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.incident import Outcome
from app.domain.matrix import Duration
from app.storage import incidents, matrices
from app.storage.incidents import Incident, IncidentContact, IncidentOutcome
from app.web.certificate_history import Happened, history_of
from app.web.certificates import Standing, standing_of
from app.web.clock import now
from app.web.localisation import gettext as _
from app.web.localisation import ngettext
from app.web.policy_words import duration_in_words
from app.web.reviewer.queue_page import Due, LevelShown, level_shown
from app.web.reviewer.queue_page import due_in_words as day_due
from app.workflow.actor import Actor
from app.workflow.answering_incidents import refusal

HOUR = 3600
SOON = 48  # hours; a clock that runs in hours is told in hours


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident of the list; `decided` is what came of it."""

    incident: Incident
    level: LevelShown
    standing: Standing
    due: Due | None
    decided: IncidentOutcome | None


@dataclass(frozen=True, slots=True)
class IncidentShown:
    """The page of one incident; `refusal` is the message id that says why this person may not decide."""

    incident: Incident
    level: LevelShown
    standing: Standing
    due: Due | None
    within: str | None
    decided: IncidentOutcome | None
    contact: IncidentContact | None
    others: tuple[IncidentRow, ...]
    history: tuple[Happened, ...]
    outcomes: tuple[Outcome, ...]
    refusal: str | None


def open_rows(session: Session, found: Iterable[Incident]) -> tuple[IncidentRow, ...]:
    """The rows of open incidents, in the order given."""
    return tuple(_row(session, each, None) for each in found)


def decided_rows(session: Session, found: Iterable[IncidentOutcome]) -> tuple[IncidentRow, ...]:
    """The rows of decided incidents, in the order given."""
    return tuple(_row(session, each.incident, each) for each in found)


def incident_shown(session: Session, actor: Actor, incident: Incident) -> IncidentShown:
    """Gather the page of an incident for this reviewer, who is independent of the assessment."""
    row = _row(session, incident, incidents.outcome_of(session, incident.id))
    reasons = {outcome: refusal(session, actor, incident, outcome) for outcome in Outcome}
    others = (each for each in incidents.of_certificate(session, incident.certificate_id) if each.id != incident.id)
    return IncidentShown(
        incident=incident,
        level=row.level,
        standing=row.standing,
        due=row.due,
        within=_within(session, incident),
        decided=row.decided,
        contact=incidents.contact_of(session, incident.id),
        others=tuple(_row(session, each, incidents.outcome_of(session, each.id)) for each in others),
        history=history_of(incident.assessment_id),
        outcomes=tuple(outcome for outcome, reason in reasons.items() if reason is None),
        refusal=None if row.decided else reasons[Outcome.DISMISS],
    )


def outcome_words() -> Mapping[str, str]:
    """What came of an incident, as a tag says it."""
    return {
        Outcome.DISMISS.value: _("Dismissed"),
        Outcome.SUSPEND.value: _("Suspended"),
        Outcome.REVOKE.value: _("Revoked"),
    }


def move_words() -> Mapping[str, str]:
    """What happened to a certificate, as its history says it."""
    return {
        "certify": _("Issued"),
        "suspend": _("Suspended"),
        "lift": _("Suspension lifted"),
        "revoke": _("Revoked"),
        "expire": _("Expired"),
        "supersede": _("Superseded"),
    }


def _row(session: Session, incident: Incident, decided: IncidentOutcome | None) -> IncidentRow:
    certificate = incident.certificate
    level = level_shown(session, certificate.submission.published_matrix_id, certificate.level)
    due = None if decided else _due(incident)
    return IncidentRow(incident, level, standing_of(certificate), due, decided)


def _due(incident: Incident) -> Due | None:
    """The deadline of an open incident: in hours while it is near, and how long it is over."""
    if incident.due_at is None:
        return None
    hours = int((incident.due_at - now()).total_seconds() // HOUR)
    if -SOON < hours < 0:
        late = -hours
        return Due(ngettext("%(num)s hour overdue", "%(num)s hours overdue", late), over=True)
    if 0 <= hours < SOON:
        left = hours
        words = ngettext("%(num)s hour left", "%(num)s hours left", left) if left else _("Less than an hour left")
        return Due(words, over=False)
    return day_due(incident.due_at)


def _within(session: Session, incident: Incident) -> str | None:
    """How soon incidents of this level are answered, by the matrix."""
    certificate = incident.certificate
    published = matrices.published(session, certificate.submission.published_matrix_id)
    if published is None:
        return None
    length: Duration | None = matrices.plan_of(published).matrix.level(certificate.level).respond_within
    return None if length is None else duration_in_words(length)
