"""Assessing a system again: what would be taken over and what not, and then the new draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.answers import read_answers
from app.domain.copying import Left, take_over
from app.domain.lifecycle import Refused, Role
from app.domain.questions import Question
from app.domain.translation import in_language
from app.storage.assessments import Assessment, Submission, latest_submission, mine, submission
from app.storage.earlier_answers import begun_from
from app.storage.matrices import plan_of
from app.web import database
from app.web.access import audience, own_assessment, signed_in
from app.web.answer_words import answer_in_words
from app.web.clock import now
from app.web.localisation import gettext as _
from app.web.localisation import language, ngettext
from app.workflow.errors import Invalid
from app.workflow.repeating import assess_again, copy_of, repeatable


@dataclass(frozen=True, slots=True)
class LeftShown:
    """An answer that was not taken over, in the words of the edition it was given to."""

    question: Question
    lines: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a draft began with: when those answers were submitted, and what was not taken over."""

    day: datetime
    earlier: UUID | None  # the assessment, where this person may open it
    left: tuple[LeftShown, ...]
    notice: str


@audience(Role.RESPONDENT)
def again(assessment_id: UUID) -> ResponseReturnValue:
    """Show what a new assessment of this system would begin with, then begin it."""
    found, session = own_assessment(assessment_id), database.session()
    try:
        matrix, copied = copy_of(session, found, now())
        if request.method == "POST":
            key = assess_again(session, actor=signed_in(), assessment_id=found.id, now=now())
            flash(_taken(len(copied.answers)), "success")
            return redirect(url_for("respondent.task_list", assessment_id=key))
    except Invalid:
        raise Refused("not_in_this_state") from None  # something was published once, or there were no assessment
    given = latest_submission(session, found)
    return render_template(
        "respondent/again.html",
        assessment=found,
        matrix=matrix,
        same_edition=matrix.id == (given or found).published_matrix.id,
        copied=len(copied.answers),
        left=_left(given or found, copied.left),
        left_notice=_left_behind(len(copied.left)),
        submitted_at=given.submitted_at if given else None,
        has_files=bool((given or found).evidence),
        begun=_begun(session, given),
    )


def again_from(session: Session) -> list[Assessment]:
    """The assessments from which this person can begin again."""
    person = signed_in().person_id
    return [each for each in mine(session, person) if repeatable(each)] if person else []


def beginning(session: Session, draft: Assessment) -> Beginning | None:
    """What a draft of the first revision began with; None where it began empty."""
    key = draft.previous_submission_id
    given = submission(session, key) if key and draft.revision == 1 else None
    if given is None:
        return None
    earlier, present = plan_of(given.published_matrix), plan_of(draft.published_matrix)
    left = take_over(earlier, present, given.answers, given.comments).left
    own = {each.id for each in mine(session, signed_in().person_id or draft.id)}
    open_to = given.assessment_id if given.assessment_id in own else None
    return Beginning(given.submitted_at, open_to, _left(given, left), _left_behind(len(left)))


def _begun(session: Session, given: Submission | None) -> tuple[Assessment, ...]:
    """What this person has begun from the same answers already."""
    if given is None:
        return ()
    own = {each.id for each in mine(session, signed_in().person_id or given.id)}
    return tuple(each for each in begun_from(session, given.id) if each.id in own)


def _left(given: Submission | Assessment, left: Sequence[Left]) -> tuple[LeftShown, ...]:
    matrix = plan_of(given.published_matrix).matrix
    answers, _mistakes = read_answers(matrix, given.answers)
    asked = {question.id: question for question in in_language(matrix, language()).questions()}
    reasons = {
        "gone": _("No longer asked"),
        "changed": _("The question or its choices changed"),
        "not_asked": _("Not asked with your other answers"),
    }
    return tuple(
        LeftShown(
            asked[each.question], answer_in_words(asked[each.question], answers[each.question]), reasons[each.reason]
        )
        for each in left
    )


def _taken(count: int) -> str:
    return ngettext(
        "%(num)s answer was taken over. Check that it still holds.",
        "%(num)s answers were taken over. Check that each of them still holds.",
        count,
    )


def _left_behind(count: int) -> str:
    return ngettext(
        "%(num)s answer could not be taken over because the questions changed",
        "%(num)s answers could not be taken over because the questions changed",
        count,
    )
