"""Recording tests: whose result counts for what, what it stops, and that two people never overwrite each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.domain.lifecycle import Action, Refused
from app.domain.recorded_test import RecordedTest
from app.domain.verdict import blocking
from app.storage import ledger
from app.storage.assessments import latest_submission
from app.storage.certificates import of_assessment
from app.storage.derivation import digest_of_stored
from app.storage.ledger import contributors
from app.workflow import assessing, reviewing, testing
from app.workflow.errors import Conflict, Invalid
from app.workflow.standing import CONTRIBUTIONS, allowed_actions, draft_tests, facts
from tests.people import NOW, World
from tests.tested import PASSED, RESULT, answer, draft_to_test, figure, record, submit, take_up


def invalid(act: Callable[[], object]) -> Invalid:
    with pytest.raises(Invalid) as caught:
        act()
    return caught.value


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


def remove(world: World, key: UUID, test_id: str, version: int | None = None) -> int:
    with world.session() as session:
        seen = world.find(session, key).version if version is None else version
        actor = world.actor("alice")
        return testing.remove_result(session, actor=actor, assessment_id=key, test_id=test_id, version=seen, now=NOW)


def results(world: World, key: UUID) -> dict[str, dict[str, object]]:
    with world.session() as session:
        return dict(world.find(session, key).test_results)


def verdicts(world: World, key: UUID) -> dict[str, str]:
    with world.session() as session:
        return {each.test.id: str(each.verdict) for each in draft_tests(world.find(session, key))}


def approve(world: World, key: UUID) -> None:
    with world.session() as session:
        reviewing.approve(session, actor=world.actor("dora"), assessment_id=key, digest=world.digest(key), now=NOW)


def test_a_result_is_kept_with_who_recorded_it_and_the_ledger_knows(each_world: World) -> None:
    key = draft_to_test(each_world)
    with each_world.session() as session:
        before, entries = each_world.find(session, key).version, ledger.count(session)
    assert record(each_world, key, "red_team", figure("2.50")) == before + 1
    kept = results(each_world, key)["red_team"]
    assert (kept["figure"], kept["by"], kept["version"]) == ("2.5", "Alice Adler", before + 1)
    assert verdicts(each_world, key) == {
        "works": "not_recorded",
        "right": "not_recorded",
        "red_team": "passed",
        "length": "not_recorded",
    }
    with each_world.session() as session:
        assert ledger.count(session) == entries + 1
        assert each_world.keys["alice"] in contributors(session, key, ("test",))


def test_the_same_result_again_writes_nothing(world: World) -> None:
    key = draft_to_test(world)
    version = record(world, key, "works", PASSED)
    assert record(world, key, "works", replace(PASSED, tester="  Ines   Iyer ", note=" ")) == version
    assert record(world, key, "works", replace(PASSED, passed=False)) == version + 1
    assert verdicts(world, key)["works"] == "failed"


def test_what_a_page_says_of_by_whom_and_when_is_not_believed(world: World) -> None:
    key = draft_to_test(world)
    record(world, key, "works", replace(PASSED, by="The minister", at="1999-01-01"))
    assert results(world, key)["works"]["by"] == "Alice Adler"


@pytest.mark.parametrize(
    ("test_id", "result", "problem", "field"),
    [
        ("unknown", PASSED, "test_not_called_for", None),
        ("works", figure("1"), "result_unfit", "figure"),
        ("works", replace(PASSED, method=" "), "result_unfit", "method"),
        ("works", replace(PASSED, day="2026-11-25"), "result_unfit", "day"),
        ("works", replace(PASSED, tester=""), "name_empty", "tester"),
        ("works", replace(PASSED, organisation="x" * 201), "name_long", "organisation"),
        ("red_team", RESULT, "result_unfit", "figure"),
        ("red_team", replace(figure("1"), tester="ALICE  Adler"), "tester_not_independent", "independent"),
        ("red_team", replace(figure("1"), tester="Ａlice Adler"), "tester_not_independent", "independent"),
    ],
)
def test_what_does_not_fit_is_refused(
    world: World, test_id: str, result: RecordedTest, problem: str, field: str
) -> None:
    key = draft_to_test(world)
    found = invalid(lambda: record(world, key, test_id, result))
    assert (found.problem, found.questions[:1]) == (problem, (field,) if field else ())
    assert results(world, key) == {}


def test_whoever_works_on_it_may_test_it_but_not_as_somebody_independent(world: World) -> None:
    key = draft_to_test(world)
    record(world, key, "red_team", replace(figure("1"), tester="Alice Adler", independent=False))
    assert verdicts(world, key)["red_team"] == "incomplete"


def test_a_day_that_has_begun_somewhere_on_earth_is_not_in_the_future(world: World) -> None:
    key = draft_to_test(world)
    with world.session() as session:
        given: Any = {"actor": world.actor("alice"), "assessment_id": key, "test_id": "works"}
        given["version"] = world.find(session, key).version
        evening = NOW.replace(hour=10, minute=0)  # midnight has passed in Kiritimati
        result = replace(PASSED, day="2026-11-24")
        testing.record_result(session, **given, result=result, now=evening)
    assert verdicts(world, key)["works"] == "passed"


def test_two_people_who_test_different_things_do_not_clash(each_world: World) -> None:
    key = draft_to_test(each_world)
    with each_world.session() as session:
        seen = each_world.find(session, key).version
        given: Any = {"actor": each_world.actor("alice"), "assessment_id": key, "version": seen, "now": NOW}
        testing.record_result(session, **given, test_id="works", result=PASSED)
        testing.record_result(session, **given, test_id="length", result=figure("90"))
        with pytest.raises(Conflict) as caught:
            testing.record_result(
                session,
                **given,
                test_id="works",
                result=replace(PASSED, passed=False),
            )
    assert caught.value.saved_by == "Alice Adler"
    assert caught.value.saved_at == NOW
    assert verdicts(each_world, key) == {
        "works": "passed",
        "right": "not_recorded",
        "red_team": "not_recorded",
        "length": "passed",
    }


def test_a_version_that_never_was_overwrites_nothing(world: World) -> None:
    key = draft_to_test(world)
    with pytest.raises(Conflict), world.session() as session:
        testing.record_result(
            session,
            actor=world.actor("alice"),
            assessment_id=key,
            test_id="works",
            result=PASSED,
            version=10_000,
            now=NOW,
        )


def test_a_result_can_be_taken_back_and_another_tab_does_not_bring_it_back(each_world: World) -> None:
    key = draft_to_test(each_world)
    seen = record(each_world, key, "works", PASSED)
    remove(each_world, key, "works")
    assert verdicts(each_world, key)["works"] == "not_recorded"
    assert invalid(lambda: remove(each_world, key, "works")).problem == "nothing_recorded"
    with pytest.raises(Conflict), each_world.session() as session:
        testing.record_result(
            session,
            actor=each_world.actor("alice"),
            assessment_id=key,
            test_id="works",
            result=replace(PASSED, passed=False),
            version=seen,
            now=NOW,
        )
    submit(each_world, key)
    with each_world.session() as session:
        submission = latest_submission(session, each_world.find(session, key))
        assert submission is not None
        assert submission.test_results == {}


def test_an_incomplete_result_keeps_the_draft_from_being_submitted(each_world: World) -> None:
    key = draft_to_test(each_world)
    record(each_world, key, "right", figure("99"))  # evidence is required, and there is none
    record(each_world, key, "red_team", replace(figure("1"), independent=False))
    found = invalid(lambda: submit(each_world, key))
    assert (found.problem, found.questions) == ("tests_incomplete", ("right", "red_team"))
    assert each_world.state(key) == "draft"
    remove(each_world, key, "right")
    record(each_world, key, "red_team", figure("1"))
    submit(each_world, key)
    assert each_world.state(key) == "submitted"


def test_the_digest_covers_the_results_of_the_plan_and_no_others(each_world: World) -> None:
    key = draft_to_test(each_world)
    record(each_world, key, "red_team", figure("4"))
    record(each_world, key, "works", PASSED)
    answer(each_world, key, "alice", "no", "yes")  # red_team is not called for any more
    assert sorted(results(each_world, key)) == ["red_team", "works"]
    submit(each_world, key)
    with each_world.session() as session:
        submission = latest_submission(session, each_world.find(session, key))
        assert submission is not None
        assert submission.test_results is not None
        assert list(submission.test_results) == ["works"]
        assert "version" not in submission.test_results["works"]
        assert digest_of_stored(submission) == submission.digest
        submission.test_results = {"works": {**submission.test_results["works"], "passed": False}}
        assert digest_of_stored(submission) != submission.digest
        session.rollback()


def test_results_stay_for_the_next_revision(world: World) -> None:
    key = draft_to_test(world)
    record(world, key, "red_team", figure("40"))
    take_up(world, key)
    with world.session() as session:
        given: Any = {"actor": world.actor("dora"), "assessment_id": key, "digest": world.digest(key), "now": NOW}
        reviewing.send_back(session, **given, reason="Make the attacks harder to win.")
        assessing.revise(session, actor=world.actor("alice"), assessment_id=key, now=NOW)
    assert verdicts(world, key)["red_team"] == "failed"
    record(world, key, "red_team", figure("3"))
    take_up(world, key)
    approve(world, key)
    assert world.state(key) == "certified"


@pytest.mark.parametrize("value", [None, "5.1"], ids=["not recorded", "failed"])
def test_a_blocking_test_stops_the_approval_that_would_certify(each_world: World, value: str | None) -> None:
    key = draft_to_test(each_world)
    if value:
        record(each_world, key, "red_team", figure(value))
    take_up(each_world, key)
    assert refused(lambda: approve(each_world, key)) == "blocking_tests_open"
    assert each_world.state(key) == "in_review"
    with each_world.session() as session:
        found = each_world.find(session, key)
        assert allowed_actions(session, each_world.actor("dora"), found) == (
            Action.REMARK,
            Action.SEND_BACK,
            Action.REJECT,
        )
        assert of_assessment(session, key) is None
        assert blocking(draft_tests(found)) == ("red_team",)


def test_a_passed_blocking_test_and_failed_others_stop_nothing(each_world: World) -> None:
    key = draft_to_test(each_world)
    record(each_world, key, "red_team", figure("5"))
    record(each_world, key, "works", replace(PASSED, passed=False))
    take_up(each_world, key)
    approve(each_world, key)
    assert each_world.state(key) == "certified"


def test_after_submitting_nothing_is_recorded(each_world: World) -> None:
    key = draft_to_test(each_world)
    record(each_world, key, "works", PASSED)
    submit(each_world, key)
    assert refused(lambda: record(each_world, key, "red_team", figure("1"))) == "not_in_this_state"
    assert refused(lambda: remove(each_world, key, "works")) == "not_in_this_state"


@pytest.mark.parametrize(
    ("who", "reason"), [("charlie", "not_responsible"), ("bob", "not_responsible"), ("dora", "not_your_role")]
)
def test_nobody_else_records(world: World, who: str, reason: str) -> None:
    key = draft_to_test(world)
    assert refused(lambda: record(world, key, "works", PASSED, who)) == reason


def test_recording_is_having_had_a_hand_in_it(world: World) -> None:
    assert "test" in CONTRIBUTIONS
    key = draft_to_test(world, owner="bob")
    record(world, key, "red_team", figure("1"), "bob")
    with world.session() as session:
        assert facts(session, world.actor("bob"), world.find(session, key)).is_contributor


def test_exactness_survives_the_database(each_world: World) -> None:
    key = draft_to_test(each_world)
    record(each_world, key, "red_team", figure("5.000001"))
    assert verdicts(each_world, key)["red_team"] == "failed"
    record(each_world, key, "red_team", replace(RESULT, figure=Decimal("5.000000")))
    assert verdicts(each_world, key)["red_team"] == "passed"
