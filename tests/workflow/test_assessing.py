"""The respondent's work, from the first answer to the submission."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from app.domain import lifecycle
from app.domain.lifecycle import Action, Refused, Role
from app.storage.assessments import submission, submissions_of
from app.storage.ledger import contributed, contributors, entries_of
from app.workflow import assessing, reviewing
from app.workflow.errors import Conflict, Invalid
from app.workflow.standing import CONTRIBUTIONS
from tests.people import NOW, World


def save(
    world: World,
    key: UUID,
    answers: dict[str, object],
    *,
    version: int,
    who: str = "alice",
    section: str = "use",
    comments: dict[str, str] | None = None,
) -> int:
    with world.session() as session:
        return assessing.save_answers(
            session,
            actor=world.actor(who),
            assessment_id=key,
            section_id=section,
            answers=answers,  # type: ignore[arg-type]
            comments=comments or {},
            version=version,
            now=NOW,
        )


def submit(world: World, key: UUID, *, version: int, who: str = "alice") -> UUID:
    with world.session() as session:
        return assessing.submit(session, actor=world.actor(who), assessment_id=key, version=version, now=NOW)


def test_the_way_of_one_answer(each_world: World) -> None:
    key = each_world.draft("serious")
    submission_id = submit(each_world, key, version=2)
    with each_world.session() as session:
        stored = submission(session, submission_id)
        assert stored is not None
        assert (stored.level, stored.answers) == ("high", {"harm": "serious", "people": 12_000})
        found = each_world.find(session, key)
        assert (found.state, found.step, found.level) == ("submitted", "reviewer", "high")
        assert found.due_at is not None
        assert found.due_at.date().isoformat() == "2026-12-07"  # ten working days after a Monday
        actions = [entry.action for entry in entries_of(session, "assessment", key)]
        assert actions == ["create", "save", "submit"]


def test_a_hidden_answer_stays_in_the_draft_and_out_of_the_submission(world: World) -> None:
    key = world.draft("serious")
    save(world, key, {"harm": "none"}, version=2)
    submission_id = submit(world, key, version=3)
    with world.session() as session:
        assert world.find(session, key).answers == {"harm": "none", "people": 12_000}
        stored = submission(session, submission_id)
        assert stored is not None
        assert stored.answers == {"harm": "none"}
        assert stored.level == "low"


def test_the_ledger_learns_which_questions_changed_and_not_what_was_answered(world: World) -> None:
    key = world.draft()
    save(world, key, {"notes": "secret words"}, version=2, section="data", comments={"notes": "a remark"})
    with world.session() as session:
        details = entries_of(session, "assessment", key)[-1].details
    assert details == '{"answers":["notes"],"comments":["notes"],"section":"data"}'


def test_nothing_is_written_when_nothing_changed(world: World) -> None:
    key = world.draft()
    assert save(world, key, {"harm": "none"}, version=2) == 2
    with world.session() as session:
        assert len(entries_of(session, "assessment", key)) == 2


def test_a_newer_save_of_the_section_is_never_overwritten(each_world: World) -> None:
    key = each_world.draft()
    assert save(each_world, key, {"harm": "serious"}, version=2) == 3
    with pytest.raises(Conflict) as conflict:
        save(each_world, key, {"harm": "forbidden"}, version=2)
    assert (conflict.value.version, conflict.value.saved_by, conflict.value.saved_at) == (3, "Alice Adler", NOW)
    with each_world.session() as session:
        assert each_world.find(session, key).answers == {"harm": "serious"}


def test_another_section_does_not_stand_in_the_way(world: World) -> None:
    key = world.draft()
    save(world, key, {"harm": "serious"}, version=2)
    assert save(world, key, {"notes": "hello"}, version=2, section="data") == 4


def test_what_was_not_seen_is_not_submitted(world: World) -> None:
    key = world.draft()
    save(world, key, {"notes": "hello"}, version=2, section="data")
    with pytest.raises(Conflict):
        submit(world, key, version=2)


@pytest.mark.parametrize(
    ("section", "answers", "problem"),
    [
        ("nowhere", {"harm": "none"}, "unknown_section"),
        ("use", {"sources": ("own",)}, "foreign_question"),
        ("use", {"ghost": "none"}, "foreign_question"),
        ("use", {"harm": "biting"}, "wrong_answer"),
        ("use", {"people": -1}, "wrong_answer"),
        ("data", {"notes": "x" * 100_001}, "text_long"),
        ("data", {"notes": "a\ufffeb"}, "text_unfit"),
    ],
)
def test_tampered_fields_are_refused(world: World, section: str, answers: dict[str, object], problem: str) -> None:
    key = world.draft()
    with pytest.raises(Invalid) as refused:
        save(world, key, answers, version=2, section=section)
    assert refused.value.problem == problem
    with world.session() as session:
        assert world.find(session, key).answers == {"harm": "none"}


def test_only_the_owner_writes(world: World) -> None:
    key = world.draft()
    for stranger, reason in (("bob", "not_responsible"), ("charlie", "not_responsible"), ("dora", "not_your_role")):
        with pytest.raises(Refused) as refused:
            save(world, key, {"harm": "serious"}, version=2, who=stranger)
        assert refused.value.reason == reason
        with pytest.raises(Refused):
            submit(world, key, version=2, who=stranger)


def test_missing_answers_and_comments_are_named(world: World) -> None:
    with world.session() as session:
        key = assessing.create(session, actor=world.actor("alice"), system_name="Lights", now=NOW)
    with pytest.raises(Invalid) as refused:
        submit(world, key, version=1)
    assert refused.value.questions == ("harm",)
    save(world, key, {"harm": "serious"}, version=1)
    save(world, key, {"sources": ("other",)}, version=2, section="data")
    with pytest.raises(Invalid) as refused:
        submit(world, key, version=3)
    assert refused.value.questions == ("people", "sources")
    assert world.state(key) == "draft"


def test_a_second_submit_changes_nothing(world: World) -> None:
    key = world.submitted()
    with pytest.raises(Refused, match="not_in_this_state"):
        submit(world, key, version=2)
    with world.session() as session:
        assert len(submissions_of(session, key)) == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "Traffic\u202elights", "a\x00b", "\ud800"])
def test_unfit_names_are_refused(world: World, name: str) -> None:
    with world.session() as session, pytest.raises(Invalid):
        assessing.create(session, actor=world.actor("alice"), system_name=name, now=NOW)


def test_only_respondents_begin(world: World) -> None:
    with world.session() as session, pytest.raises(Refused, match="not_your_role"):
        assessing.create(session, actor=world.actor("dora"), system_name="Lights", now=NOW)


def test_names_are_composed_and_trimmed(world: World) -> None:
    with world.session() as session:
        key = assessing.create(session, actor=world.actor("alice"), system_name=" Cafe\u0301  guide ", now=NOW)
        assert world.find(session, key).system_name == "Café guide"
        assessing.rename(session, actor=world.actor("alice"), assessment_id=key, system_name="Guide", now=NOW)
        assert world.find(session, key).system_name == "Guide"


def test_what_is_withdrawn_stays_so(world: World) -> None:
    key = world.submitted()
    with world.session() as session:
        assessing.withdraw(session, actor=world.actor("alice"), assessment_id=key, now=NOW)
    assert world.state(key) == "withdrawn"
    with pytest.raises(Refused):
        save(world, key, {"harm": "serious"}, version=2)


def test_a_revision_follows_what_was_sent_back_and_the_old_submission_stays(world: World) -> None:
    key = world.in_review()
    first = world.digest(key)
    with world.session() as session:
        reviewing.send_back(
            session, actor=world.actor("dora"), assessment_id=key, digest=first, reason="Say more.", now=NOW
        )
        assessing.revise(session, actor=world.actor("alice"), assessment_id=key, now=NOW)
        version = world.find(session, key).version
    submit(world, key, version=version)
    with world.session() as session:
        assert [stored.revision for stored in submissions_of(session, key)] == [1, 2]
    assert world.digest(key) != first


def test_a_hand_in_an_assessment_is_what_the_ledger_says(each_world: World) -> None:
    key = each_world.draft()
    alice, bob = each_world.keys["alice"], each_world.keys["bob"]
    with each_world.session() as session:
        assert contributors(session, key, CONTRIBUTIONS) == {alice}
        assert contributed(session, key, alice, CONTRIBUTIONS)
        assert not contributed(session, key, bob, CONTRIBUTIONS)
        assert not contributed(session, key, alice, ["approve"])
        assert not contributed(session, key, None, CONTRIBUTIONS)
        assert not contributed(session, uuid4(), alice, CONTRIBUTIONS)


def test_moves_of_respondents_ask_who_works_on_it_and_only_submitting_asks_for_more() -> None:
    # app.workflow.assessing gathers no other fact for them.
    guards = {row.action: row.guard for row in lifecycle.MOVES if Role.RESPONDENT in row.roles}
    assert guards.pop(Action.SUBMIT) is lifecycle.complete
    assert set(guards.values()) == {lifecycle.responsible}
