"""What happens next with an assessment, by whom and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.lifecycle import Role, State
from app.domain.matrix import Duration, ReviewStep
from app.storage.assessments import Assessment
from app.web.localisation import gettext as _
from app.web.localisation import ngettext
from app.web.words import role_in_words


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next thing to do; `whom` is None where nobody has to do anything."""

    what: str
    whom: str | None = None
    due: datetime | date | None = None
    mine: bool = False


def next_step(assessment: Assessment, missing: int, valid_until: date | None) -> NextStep:
    """Say what happens next; `missing` counts the questions that keep a draft from being submitted."""
    reviewer = role_in_words(assessment.step) if assessment.step else role_in_words(Role.REVIEWER)
    you = _("You")
    match State(assessment.state):
        case State.DRAFT if missing:
            sentence = ngettext("Answer %(num)s more question", "Answer %(num)s more questions", missing)
            return NextStep(sentence, you, mine=True)
        case State.DRAFT:
            return NextStep(_("Check your answers and submit"), you, mine=True)
        case State.SUBMITTED:
            return NextStep(_("Begin the review"), reviewer, assessment.due_at)
        case State.IN_REVIEW:
            return NextStep(_("Decide"), reviewer, assessment.due_at)
        case State.SENT_BACK:
            return NextStep(_("Read the reason and revise"), you, mine=True)
        case State.CERTIFIED if valid_until is not None:
            return NextStep(_("Assess it again before the certificate ends"), you, valid_until)
        case State.SUSPENDED:
            return NextStep(_("Lift the suspension or revoke the certificate"), role_in_words(Role.REVIEWER))
        case State.EXPIRED:
            return NextStep(_("Assess it again"), you)
        case _:
            return NextStep(_("Nothing more to do"))


def step_in_words(step: ReviewStep) -> str:
    """One step of a review policy as a sentence."""
    who = {
        Role.REVIEWER: ngettext("%(num)s reviewer approves", "%(num)s reviewers approve", step.approvals),
        Role.ETHICS_REVIEWER: ngettext(
            "%(num)s ethics reviewer approves", "%(num)s ethics reviewers approve", step.approvals
        ),
    }[Role(step.by)]
    if step.within is None:
        return who
    return _("%(who)s within %(time)s", who=who, time=duration_in_words(step.within))


def duration_in_words(length: Duration) -> str:
    """A length of time in the language of the page."""
    count = length.amount
    return {
        "hours": lambda: ngettext("%(num)s hour", "%(num)s hours", count),
        "days": lambda: ngettext("%(num)s day", "%(num)s days", count),
        "working days": lambda: ngettext("%(num)s working day", "%(num)s working days", count),
        "weeks": lambda: ngettext("%(num)s week", "%(num)s weeks", count),
        "months": lambda: ngettext("%(num)s month", "%(num)s months", count),
        "years": lambda: ngettext("%(num)s year", "%(num)s years", count),
    }[length.unit]()
