"""Drafts with a test plan, and results for it, for the tests of every room (matrix: tests/matrices/test_plan.yaml)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from sqlalchemy import update

from app.domain.recorded_test import RecordedTest
from app.storage.assessments import Assessment
from app.workflow import assessing, reviewing, testing
from tests.people import MATRICES, NOW, World, publish_matrix

RESULT = RecordedTest(
    method="Two hundred attacks by hand, and a thousand by a program.",
    tester="Ines Iyer",
    organisation="Red Team Limited",
    independent=True,
    day="2026-11-20",
)
PASSED = replace(RESULT, passed=True)


def figure(value: str) -> RecordedTest:
    """A result with this figure."""
    return replace(RESULT, figure=Decimal(value))


def draft_to_test(world: World, owner: str = "alice", decides: str = "yes", writes: str = "yes") -> UUID:
    """A complete draft whose plan is `works`, `right`, `red_team` (blocking, independent) and `length`.

    Where it does not decide about people, neither `right` nor `red_team` are called for.
    """
    with world.session() as session:
        matrix = publish_matrix(session, {"": (MATRICES / "test_plan.yaml").read_bytes()})
        actor = world.actor(owner)
        key = assessing.create(session, actor=actor, system_name="Letter writer", now=NOW)
        session.execute(update(Assessment).where(Assessment.id == key).values(published_matrix_id=matrix))
        session.commit()
        answer(world, key, owner, decides, writes)
    return key


def answer(world: World, key: UUID, owner: str, decides: str, writes: str) -> None:
    """Answer both questions of the matrix."""
    with world.session() as session:
        assessing.save_answers(
            session,
            actor=world.actor(owner),
            assessment_id=key,
            section_id="use",
            answers={"decides": decides, "writes": writes},
            comments={},
            version=world.find(session, key).version,
            now=NOW,
        )


def record(world: World, key: UUID, test_id: str, result: RecordedTest, who: str = "alice") -> int:
    """Record a result, as somebody who has the newest page open."""
    with world.session() as session:
        return testing.record_result(
            session,
            actor=world.actor(who),
            assessment_id=key,
            test_id=test_id,
            result=result,
            version=world.find(session, key).version,
            now=NOW,
        )


def submit(world: World, key: UUID, who: str = "alice") -> None:
    """Submit the draft as it is."""
    with world.session() as session:
        version = world.find(session, key).version
        assessing.submit(session, actor=world.actor(who), assessment_id=key, version=version, now=NOW)


def take_up(world: World, key: UUID) -> None:
    """Submit the draft, and let Dora open it and begin its review."""
    submit(world, key)
    world.open(key, "dora")
    with world.session() as session:
        reviewing.start_review(session, actor=world.actor("dora"), assessment_id=key, now=NOW)
