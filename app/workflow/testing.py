"""Recording what the tests of a plan came to, each by itself: two testers do not stand in each other's way."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain import lifecycle
from app.domain.lifecycle import Action, Move, State
from app.domain.matrix import Test
from app.domain.names import NameRefused, clean_name
from app.domain.recorded_test import RecordedTest, problems_of, read_result
from app.storage.assessments import Assessment, locked, members_of
from app.storage.matrices import pinned_plan
from app.storage.transaction import transaction
from app.workflow.actor import Actor
from app.workflow.errors import Conflict, Invalid
from app.workflow.moving import advance
from app.workflow.recording import record
from app.workflow.standing import facts, outcome_of

EASTERNMOST = timedelta(hours=14)  # where a day begins first; the page knows the office's own zone and is stricter


def record_result(
    session: Session,
    *,
    actor: Actor,
    assessment_id: UUID,
    test_id: str,
    result: RecordedTest,
    version: int,
    now: datetime,
) -> int:
    """Record or replace the result of a test; gives the draft's new version.

    Whether it is passed is never taken from anybody: pages and guards compute it. Raises Refused, Conflict when this
    test was recorded after `version`, Invalid for a test that the plan does not call for and for a result that does
    not fit it: its `questions` name the fields.
    """
    with transaction(session):
        assessment, move = begin(session, actor, assessment_id)
        test = _test_of_plan(assessment, test_id)
        _check_version(assessment, test_id, version)
        before = read_result(assessment.test_results.get(test_id))
        # Files are put beside a result and taken off by themselves; a form that was open before must not undo that.
        tidied = replace(_tidied(result), evidence=before.evidence if before else ())
        _check(session, actor, assessment, test, tidied, now)
        if before is not None and tidied == replace(before, by="", at=""):
            return assessment.version
        said = replace(tidied, by=actor.name, at=now.astimezone(UTC).isoformat())
        what = "recorded" if before is None else "replaced"
        return _write(session, actor, assessment, move, test_id, said.to_json(), what, now)


def remove_result(
    session: Session, *, actor: Actor, assessment_id: UUID, test_id: str, version: int, now: datetime
) -> int:
    """Take a result back, as when it was recorded for the wrong test; gives the draft's new version.

    Raises Refused and Conflict as record_result does, Invalid when nothing is recorded.
    """
    with transaction(session):
        assessment, move = begin(session, actor, assessment_id)
        _check_version(assessment, test_id, version)
        if read_result(assessment.test_results.get(test_id)) is None:
            raise Invalid("nothing_recorded", ["No result of this test is recorded."])
        # Who took it back, and when, stays: another tab must not bring it back unseen.
        gone: dict[str, object] = {"by": actor.name, "at": now.astimezone(UTC).isoformat()}
        return _write(session, actor, assessment, move, test_id, gone, "removed", now)


def begin(session: Session, actor: Actor, assessment_id: UUID) -> tuple[Assessment, Move]:
    """The draft, locked, and the move that writes into it; raises Refused for those who may not."""
    assessment = locked(session, assessment_id)
    move = lifecycle.move(State(assessment.state), Action.SAVE, actor.roles, facts(session, actor, assessment))
    return assessment, move


def _test_of_plan(assessment: Assessment, test_id: str) -> Test:
    plan = pinned_plan(assessment)
    called_for = outcome_of(plan, assessment).tests
    found = next((test for test in plan.matrix.tests if test.id == test_id and test_id in called_for), None)
    if found is None:
        raise Invalid("test_not_called_for", ["This test is not in the test plan."])
    return found


def _check_version(assessment: Assessment, test_id: str, version: int) -> None:
    """Raise Conflict when somebody recorded this test after the version that the person saw."""
    stored: dict[str, Any] = assessment.test_results.get(test_id, {})
    if version > assessment.version or int(stored.get("version", 0)) > version:
        at = stored.get("at")
        raise Conflict(assessment.version, stored.get("by"), datetime.fromisoformat(at) if at else None)


def _tidied(result: RecordedTest) -> RecordedTest:
    return replace(
        result,
        method=result.method.strip(),
        tester=_name(result.tester, "tester"),
        organisation=_name(result.organisation, "organisation"),
        note=result.note.strip(),
        by="",
        at="",
    )


def _name(words: str, field: str) -> str:
    try:
        return clean_name(words, f"the {field}")
    except NameRefused as refused:
        raise Invalid(f"name_{refused.problem}", [str(refused)], [field]) from None


def _check(
    session: Session, actor: Actor, assessment: Assessment, test: Test, result: RecordedTest, now: datetime
) -> None:
    latest = (now.astimezone(UTC) + EASTERNMOST).date()
    if problems := problems_of(test, result, latest):
        sentences = [f"{field}: {problem}." for field, problem in problems.items()]
        raise Invalid("result_unfit", sentences, list(problems))
    if result.independent and _folded(result.tester) in _insiders(session, actor, assessment):
        sentence = "Somebody who works on this assessment cannot be its independent tester."
        raise Invalid("tester_not_independent", [sentence], ["independent"])


def _insiders(session: Session, actor: Actor, assessment: Assessment) -> set[str]:
    """The names of those who work on the assessment; none of them is independent of it."""
    members = [member.person.name for member in members_of(session, assessment.id)]
    return {_folded(name) for name in (actor.name, assessment.owner.name, *members)}


def _folded(name: str) -> str:
    """A name as it sounds, however it was typed."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _write(
    session: Session,
    actor: Actor,
    assessment: Assessment,
    move: Move,
    test_id: str,
    entry: dict[str, object],
    what: str,
    now: datetime,
) -> int:
    new = assessment.version + 1
    results = {**assessment.test_results, test_id: {**entry, "version": new}}
    advance(session, assessment, move, now, test_results=results, version=new)
    details = {"test": test_id, "what": what}
    record(session, actor=actor, action="test", subject=("assessment", assessment.id), now=now, details=details)
    return new
