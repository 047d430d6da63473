"""Remarks on answers: who writes them when, what the respondent replies, and what a submission keeps of it."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import event

from app.domain.lifecycle import Refused
from app.domain.remark import LONGEST_REMARK, LONGEST_REPLY
from app.storage import ledger, remarks
from app.storage.assessments import latest_submission, submissions_of
from app.storage.ledger import LedgerEntry
from app.storage.verification import verify
from app.workflow import assessing, reviewing
from app.workflow.errors import Conflict, Invalid
from app.workflow.remarking import remark
from app.workflow.standing import CONTRIBUTIONS
from tests.people import NOW, World
from tests.remarked import WHY, open_questions, remarked, revised, saved, sent_back, submitted_again, to_revise


def last_entry(world: World) -> LedgerEntry:
    with world.session() as session:
        return ledger.entries(session, after=ledger.count(session) - 1, limit=1)[0]


def replies_of(world: World, key: UUID) -> list[object]:
    with world.session() as session:
        return [each.replies for each in submissions_of(session, key)]


def test_a_remark_is_one_row_and_one_entry(each_world: World) -> None:
    key = each_world.submitted()
    with each_world.session() as session:
        before = ledger.count(session)
    remarked(each_world, key, text=f"  {WHY}\r\nAnd how.  ")
    with each_world.session() as session:
        assert ledger.count(session) == before + 1
        (found,) = remarks.remarks_of(session, key)
        assert (found.question, found.text, found.by) == ("harm", f"{WHY}\nAnd how.", "Dora Diallo")
        assert verify(session, each_world.data_directory) == []
    entry = last_entry(each_world)
    assert (entry.action, entry.subject_id) == ("remark", key)
    assert entry.action not in CONTRIBUTIONS, "who remarks may still decide"


@pytest.mark.parametrize("who", ["alice", "charlie", "stella", "aude", "adam"])
def test_only_reviewers_remark(world: World, who: str) -> None:
    key = world.submitted()
    with pytest.raises(Refused, match="not_your_role"):
        remarked(world, key, who)


@pytest.mark.parametrize("who", ["dora", "fang", "grace"])
def test_both_kinds_of_reviewers_remark_before_and_in_the_review(world: World, who: str) -> None:
    remarked(world, world.submitted(), who)
    remarked(world, world.in_review(system="Cranes"), who)


def test_nobody_remarks_on_what_they_had_a_hand_in(world: World) -> None:
    key = world.submitted(owner="bob")
    with pytest.raises(Refused, match="contributor"):
        remarked(world, key, "bob")


def test_a_remark_is_bound_to_the_digest(world: World) -> None:
    key = world.in_review()
    with world.session() as session, pytest.raises(Refused, match="digest_changed"):
        remark(session, world.actor("dora"), key, "0" * 64, "harm", WHY, NOW)


def test_nothing_is_remarked_before_and_after_the_review(world: World) -> None:
    key = world.in_review()
    sent_back(world, key)
    with pytest.raises(Refused, match="not_in_this_state"):
        remarked(world, key)
    certified = world.certified(system="Cranes")
    with pytest.raises(Refused, match="not_in_this_state"):
        remarked(world, certified)


@pytest.mark.parametrize(
    ("question", "text", "problem"),
    [
        ("people", WHY, "foreign_question"),  # not asked where there is no harm
        ("nothing", WHY, "foreign_question"),
        ("harm", " \n ", "remark_missing"),
        ("harm", "x" * (LONGEST_REMARK + 1), "remark_long"),
        ("harm", "a\x07b", "remark_unfit"),
    ],
)
def test_what_cannot_be_a_remark(world: World, question: str, text: str, problem: str) -> None:
    key = world.submitted()
    with pytest.raises(Invalid) as refusal:
        remarked(world, key, question=question, text=text)
    assert refusal.value.problem == problem


def test_the_respondent_reads_remarks_once_it_is_sent_back(world: World) -> None:
    def told(key: UUID) -> int:
        with world.session() as session:
            return len(remarks.told_remarks(session, world.find(session, key)))

    key = world.in_review()
    remarked(world, key)
    remarked(world, key, "fang", "sources")
    assert told(key) == 0
    sent_back(world, key)
    assert told(key) == 2
    revised(world, key)
    assert told(key) == 2
    certified = world.in_review(system="Cranes")
    remarked(world, certified)
    assert told(certified) == 0


def test_a_submission_without_replies_is_refused_and_keeps_them_with_them(world: World) -> None:
    key, keys = to_revise(world, harm=WHY, sources="Bought from whom?")
    with pytest.raises(Invalid) as refusal:
        submitted_again(world, key)
    assert (refusal.value.problem, refusal.value.questions) == ("remarks_open", ("harm", "sources"))
    saved(world, key, {keys["harm"]: " Drivers. "}, people="13000")
    with pytest.raises(Invalid) as refusal:
        submitted_again(world, key)
    assert refusal.value.questions == ("sources",)
    saved(world, key, {keys["sources"]: "From a museum."}, section="data")
    submitted_again(world, key)
    first, second = replies_of(world, key)
    assert first is None, "nothing was replied, so the digest is what it always was"
    assert second[keys["harm"]] == {  # type: ignore[index]
        "question": "harm",
        "remark": WHY,
        "by": "Dora Diallo",
        "reply": "Drivers.",
        "replied_by": "Alice Adler",
        "replied_at": NOW.isoformat(),
    }
    assert list(second) == [keys["harm"], keys["sources"]]  # type: ignore[call-overload]
    with world.session() as session:
        assert verify(session, world.data_directory) == []


def test_the_ledger_learns_which_replies_changed_and_nothing_when_none_did(world: World) -> None:
    key, keys = to_revise(world, harm=WHY)
    saved(world, key, {keys["harm"]: "Drivers."})
    assert '"replies":["harm"]' in last_entry(world).details.replace(" ", "")
    with world.session() as session:
        before = ledger.count(session)
    saved(world, key, {keys["harm"]: " Drivers."})
    with world.session() as session:
        assert ledger.count(session) == before
    saved(world, key, {keys["harm"]: ""})
    with world.session() as session:
        assert world.find(session, key).replies == {}
    with pytest.raises(Invalid, match="remark needs a reply"):
        submitted_again(world, key)


def test_a_reply_counts_as_a_save_of_its_section(world: World) -> None:
    key, keys = to_revise(world, harm=WHY)
    with world.session() as session:
        version = world.find(session, key).version
    saved(world, key, {keys["harm"]: "Drivers."})
    with world.session() as session, pytest.raises(Conflict):
        assessing.answer_section(
            session,
            actor=world.actor("alice"),
            assessment_id=key,
            section_id="use",
            answers={},
            comments={},
            replies={keys["harm"]: "Walkers."},
            version=version,
            now=NOW,
        )


def test_foreign_and_unfit_replies_are_refused(world: World) -> None:
    key, keys = to_revise(world, harm=WHY)
    for replies, section in (({keys["harm"]: "x"}, "data"), ({"nothing": "x"}, "use")):
        with pytest.raises(Invalid) as refusal:
            saved(world, key, replies, section)
        assert refusal.value.problem == "foreign_remark"
    for text, problem in (("x" * (LONGEST_REPLY + 1), "text_long"), ("a\x07", "text_unfit")):
        with pytest.raises(Invalid) as refusal:
            saved(world, key, {keys["harm"]: text})
        assert refusal.value.problem == problem


def test_a_remark_of_another_assessment_is_foreign(world: World) -> None:
    other, keys = to_revise(world, harm=WHY)
    key, _keys = to_revise(world, harm=WHY)
    assert other != key
    with pytest.raises(Invalid, match="not of this section"):
        saved(world, key, {keys["harm"]: "Drivers."})


def test_a_question_that_is_no_longer_asked_needs_no_reply_until_it_is_asked_again(world: World) -> None:
    key, keys = to_revise(world, people="Counted how?")
    saved(world, key, {}, harm="none")
    submitted_again(world, key)
    assert replies_of(world, key) == [None, None]
    start_and_send_back(world, key)
    saved(world, key, {}, harm="serious", people="12")
    assert open_questions(world, key) == ["people"], "the remark of the first revision is still unanswered"
    with pytest.raises(Invalid, match="remark needs a reply"):
        submitted_again(world, key)
    saved(world, key, {keys["people"]: "By hand."})
    submitted_again(world, key)
    assert list(replies_of(world, key)[2]) == [keys["people"]]  # type: ignore[call-overload]


def test_what_was_answered_is_not_asked_for_again(world: World) -> None:
    key, keys = to_revise(world, harm=WHY)
    saved(world, key, {keys["harm"]: "Drivers."})
    submitted_again(world, key)
    start_and_send_back(world, key)
    assert open_questions(world, key) == []
    submitted_again(world, key)
    assert replies_of(world, key)[2] is None


def start_and_send_back(world: World, key: UUID) -> None:
    with world.session() as session:
        reviewing.start_review(session, actor=world.actor("dora"), assessment_id=key, now=NOW)
    sent_back(world, key)
    revised(world, key)


def test_a_first_revision_asks_for_no_remarks(world: World) -> None:
    """The page of a section is the quickest of the product; it must not pay for remarks that cannot be there."""
    key = world.draft()
    asked: list[str] = []
    event.listen(world.engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    saved(world, key, {}, harm="serious", people="3")
    submitted_again(world, key)
    assert asked
    assert not [statement for statement in asked if "remarks" in statement]


def test_the_latest_submission_is_what_is_remarked_on(world: World) -> None:
    key, keys = to_revise(world, harm=WHY)
    saved(world, key, {keys["harm"]: "Drivers."})
    submitted_again(world, key)
    remarked(world, key, text="Better.")
    with world.session() as session:
        assert [each.revision for each in remarks.remarks_of(session, key)] == [1, 2]
        found = latest_submission(session, world.find(session, key))
        assert found is not None
        assert found.revision == 2
