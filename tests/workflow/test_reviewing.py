"""The reviewer's work: who may decide, on what, and how often it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from threading import Barrier, Thread
from uuid import UUID

import pytest

from app.domain.lifecycle import REVIEWERS, Action, Refused
from app.storage import certificates
from app.storage.assessments import decisions_of
from app.workflow import assessing, certifying, reviewing
from app.workflow.errors import Invalid
from app.workflow.standing import allowed_actions
from tests.people import NOW, World

TURNS, MORE_TURNS = 100, 25


def approve(world: World, key: UUID, who: str, digest: str | None = None) -> None:
    """Open the submission as it is now and sign it, or another digest."""
    if world.actor(who).roles & REVIEWERS:
        world.open(key, who)
    with world.session() as session:
        reviewing.approve(
            session, actor=world.actor(who), assessment_id=key, digest=digest or world.digest(key), now=NOW
        )


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.reason


def test_the_last_approval_certifies(each_world: World) -> None:
    key = each_world.certified()
    assert each_world.state(key) == "certified"
    with each_world.session() as session:
        certificate = certificates.of_assessment(session, key)
        assert certificate is not None
        assert certificate.digest == each_world.digest(key)
        assert certificate.valid_until == date(2027, 11, 22)
        assert certificates.by_number(session, certificate.number.lower()) is certificate
        assert certificate.facts["level"]["label"] == {"en": "Low risk", "zh-Hans": "低风险"}
        assert [signed["name"] for signed in certificate.facts["approvals"]] == ["Dora Diallo"]


def test_a_policy_of_two_steps_is_gone_through_in_order(each_world: World) -> None:
    key = each_world.in_review("serious")
    assert refused(lambda: approve(each_world, key, "fang")) == "step_of_another_role"
    approve(each_world, key, "dora")
    assert refused(lambda: approve(each_world, key, "dora")) == "already_decided"
    approve(each_world, key, "grace")
    with each_world.session() as session:
        found = each_world.find(session, key)
        assert (found.state, found.step) == ("in_review", "ethics_reviewer")
        assert found.due_at == NOW + timedelta(days=3)
    assert refused(lambda: approve(each_world, key, "emil")) == "step_of_another_role"
    assert refused(lambda: approve(each_world, key, "grace")) == "already_decided"
    approve(each_world, key, "fang")
    assert each_world.state(key) == "certified"


def test_nobody_decides_on_what_they_had_a_hand_in(each_world: World) -> None:
    key = each_world.submitted(owner="bob")
    with each_world.session() as session:
        assert Action.START_REVIEW not in allowed_actions(
            session, each_world.actor("bob"), each_world.find(session, key)
        )
        with pytest.raises(Refused, match="contributor"):
            reviewing.start_review(session, actor=each_world.actor("bob"), assessment_id=key, now=NOW)
        reviewing.start_review(session, actor=each_world.actor("dora"), assessment_id=key, now=NOW)
    assert refused(lambda: approve(each_world, key, "bob")) == "contributor"


def test_an_approval_is_for_what_was_seen(world: World) -> None:
    key = world.in_review()
    first = world.digest(key)
    with world.session() as session:
        reviewing.send_back(
            session, actor=world.actor("dora"), assessment_id=key, digest=first, reason="More.", now=NOW
        )
        assessing.revise(session, actor=world.actor("alice"), assessment_id=key, now=NOW)
        version = world.find(session, key).version
        assessing.submit(session, actor=world.actor("alice"), assessment_id=key, version=version, now=NOW)
        reviewing.start_review(session, actor=world.actor("dora"), assessment_id=key, now=NOW)
    assert refused(lambda: approve(world, key, "emil", first)) == "digest_changed"
    approve(world, key, "dora")  # a new revision is a new chance to sign
    assert world.state(key) == "certified"


def test_strangers_decide_nothing(world: World) -> None:
    key = world.in_review()
    for stranger in ("charlie", "stella", "aude", "adam"):
        assert refused(lambda who=stranger: approve(world, key, who)) == "not_your_role"  # type: ignore[misc]


@pytest.mark.parametrize("act", [reviewing.send_back, reviewing.reject])
def test_a_no_needs_a_reason(world: World, act: Callable[..., None]) -> None:
    key = world.in_review()
    with world.session() as session:
        for reason in ("", "  \n", "x" * 5_001):
            with pytest.raises(Invalid):
                act(
                    session,
                    actor=world.actor("dora"),
                    assessment_id=key,
                    digest=world.digest(key),
                    reason=reason,
                    now=NOW,
                )
        act(session, actor=world.actor("dora"), assessment_id=key, digest=world.digest(key), reason="No.", now=NOW)
    assert world.state(key) in {"sent_back", "rejected"}


def test_an_unacceptable_system_gets_no_certificate(world: World) -> None:
    key = world.in_review("forbidden")
    approve(world, key, "dora")
    assert world.state(key) == "approved"
    with world.session() as session:
        assert certificates.of_assessment(session, key) is None


def test_an_untested_system_is_not_approved_only_to_wait_for_ever(world: World) -> None:
    key = world.in_review("untested")
    assert refused(lambda: approve(world, key, "dora")) == "blocking_tests_open"
    assert world.state(key) == "in_review"


def test_a_certificate_is_suspended_given_back_and_revoked(world: World) -> None:
    key = world.certified()
    dora = world.actor("dora")
    with world.session() as session:
        for act, state in (
            (certifying.suspend, "suspended"),
            (certifying.lift, "certified"),
            (certifying.suspend, "suspended"),
            (certifying.revoke, "revoked"),
        ):
            act(session, actor=dora, assessment_id=key, reason="An incident.", now=NOW)
            assert world.state(key) == state
        with pytest.raises(Refused):
            certifying.lift(session, actor=dora, assessment_id=key, reason="No.", now=NOW)


def test_a_certificate_expires_the_day_after_its_last(world: World) -> None:
    key = world.certified()
    with world.session() as session:
        assert certifying.expire(session, NOW.replace(year=2027, month=11, day=22)) == 0
        assert certifying.expire(session, NOW.replace(year=2027, month=11, day=23)) == 1
        assert certifying.expire(session, NOW.replace(year=2028)) == 0
    assert world.state(key) == "expired"


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do these at the same instant, each in a thread of its own; "done" or the reason why not."""
    barrier, outcomes = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except Refused as reason:
            outcomes.append(reason.reason)
        else:
            outcomes.append("done")

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_of_two_reviewers_at_once_one_counts(each_world: World) -> None:
    for turn in range(TURNS):
        key = each_world.in_review(system=f"System {turn}")
        digest = each_world.digest(key)
        outcomes = at_once(*(partial(approve, each_world, key, who, digest) for who in ("dora", "emil")))
        assert outcomes == ["done", "not_in_this_state"]
        with each_world.session() as session:
            found = each_world.find(session, key)
            assert found.submission_id is not None
            assert len(decisions_of(session, found.submission_id)) == 1
            assert len([c for c in certificates.all_certificates(session) if c.assessment_id == key]) == 1


def test_an_approval_and_a_rejection_at_once_have_one_outcome(each_world: World) -> None:
    for turn in range(MORE_TURNS):
        key = each_world.in_review(system=f"System {turn}")
        digest = each_world.digest(key)
        each_world.open(key, "emil")

        def reject(key: UUID = key, digest: str = digest) -> None:
            with each_world.session() as session:
                reviewing.reject(
                    session, actor=each_world.actor("emil"), assessment_id=key, digest=digest, reason="No.", now=NOW
                )

        outcomes = at_once(partial(approve, each_world, key, "dora", digest), reject)
        assert outcomes == ["done", "not_in_this_state"]
        with each_world.session() as session:
            certified = certificates.of_assessment(session, key) is not None
        assert each_world.state(key) == ("certified" if certified else "rejected")


def test_one_reviewer_twice_at_once_counts_once(each_world: World) -> None:
    for turn in range(MORE_TURNS):
        key = each_world.in_review("serious", system=f"System {turn}")
        digest = each_world.digest(key)
        outcomes = at_once(*[partial(approve, each_world, key, "dora", digest)] * 3)
        assert outcomes == ["already_decided", "already_decided", "done"]


def test_a_level_that_rises_is_reviewed_by_the_steps_of_the_new_one(each_world: World) -> None:
    key = each_world.in_review("serious")
    approve(each_world, key, "dora")
    with each_world.session() as session:
        assert each_world.find(session, key).step == "reviewer"  # of two reviewers, the second
    low = each_world.in_review("none", system="Rising")
    with each_world.session() as session:
        given = {"actor": each_world.actor("dora"), "assessment_id": low, "now": NOW}
        reviewing.send_back(session, **given, digest=each_world.digest(low), reason="More.")  # type: ignore[arg-type]
        alice = each_world.actor("alice")
        assessing.revise(session, actor=alice, assessment_id=low, now=NOW)
        answers: dict[str, str | int] = {"harm": "serious", "people": 12_000}
        version = each_world.find(session, low).version
        told = {"section_id": "use", "answers": answers, "comments": {}, "version": version, "now": NOW}
        assessing.save_answers(session, actor=alice, assessment_id=low, **told)  # type: ignore[arg-type]
        version = each_world.find(session, low).version
        assessing.submit(session, actor=alice, assessment_id=low, version=version, now=NOW)
        reviewing.start_review(session, actor=each_world.actor("dora"), assessment_id=low, now=NOW)
    approve(each_world, low, "dora")  # what was enough before is one of three now
    assert each_world.state(low) == "in_review"
    approve(each_world, low, "grace")
    with each_world.session() as session:
        assert each_world.find(session, low).step == "ethics_reviewer"
    approve(each_world, low, "fang")
    assert each_world.state(low) == "certified"


def test_approvals_of_a_revision_do_not_count_for_the_next(each_world: World) -> None:
    key = each_world.in_review("serious")
    approve(each_world, key, "dora")
    each_world.open(key, "grace")
    with each_world.session() as session:
        grace, alice = each_world.actor("grace"), each_world.actor("alice")
        given = {"actor": grace, "assessment_id": key, "digest": each_world.digest(key), "now": NOW}
        reviewing.send_back(session, **given, reason="More.")  # type: ignore[arg-type]
        assessing.revise(session, actor=alice, assessment_id=key, now=NOW)
        version = each_world.find(session, key).version
        assessing.submit(session, actor=alice, assessment_id=key, version=version, now=NOW)
        reviewing.start_review(session, actor=grace, assessment_id=key, now=NOW)
    approve(each_world, key, "grace")
    with each_world.session() as session:
        assert each_world.find(session, key).step == "reviewer"  # Dora's signature was for the revision before
    approve(each_world, key, "dora")
    with each_world.session() as session:
        assert each_world.find(session, key).step == "ethics_reviewer"
