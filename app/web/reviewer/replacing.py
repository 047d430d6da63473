"""What a reviewer should know before a reassessment is certified: whose place its certificate would take."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.lifecycle import State
from app.storage import incidents
from app.storage.assessments import Assessment
from app.web import database
from app.web.certificates import Standing, standing_of
from app.web.clock import now
from app.workflow.superseding import to_be_replaced

UNDECIDED = (State.SUBMITTED, State.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Replacing:
    """The certificate that would be superseded, how it stands, and how many incidents on it are open."""

    number: str
    standing: Standing
    open_incidents: int


def replacing(assessment: Assessment) -> Replacing | None:
    """What this assessment would replace; None when it was not begun from a certified one, and once it is decided."""
    session = database.session()
    if assessment.previous_submission_id is None or State(assessment.state) not in UNDECIDED:
        return None
    found = to_be_replaced(session, assessment, now())
    if found is None:
        return None
    reported = incidents.of_certificate(session, found.id)
    still_open = [each for each in reported if incidents.outcome_of(session, each.id) is None]
    return Replacing(found.number, standing_of(found), len(still_open))
