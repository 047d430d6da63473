"""A level's review policy in the words of the page: steps, signers and lengths of time."""

from __future__ import annotations

from app.domain.lifecycle import Role
from app.domain.matrix import Duration, ReviewStep
from app.web.localisation import gettext as _
from app.web.localisation import ngettext


def signers_in_words(step: ReviewStep) -> str:
    """Whose signatures a step asks for, and how many."""
    if step.by == Role.ETHICS_REVIEWER:
        return ngettext("%(num)s ethics reviewer approves", "%(num)s ethics reviewers approve", step.approvals)
    return ngettext("%(num)s reviewer approves", "%(num)s reviewers approve", step.approvals)


def step_in_words(step: ReviewStep) -> str:
    """One step of a review policy as a sentence, with its deadline."""
    if step.within is None:
        return signers_in_words(step)
    return _("%(who)s within %(time)s", who=signers_in_words(step), time=duration_in_words(step.within))


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
