"""What happens next with an assessment, by whom and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.domain.lifecycle import Role, State
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
