"""The queue: what a filter finds, in which order, page by page, on both kinds of database."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text, update
from sqlalchemy.orm import Session

from app.domain.lifecycle import Role, State
from app.domain.search_text import search_words
from app.storage import queue
from app.storage.assessments import Assessment
from app.storage.columns import reference
from app.storage.engine import make_engine
from app.storage.queue import Due, Place, Reader, Wanted, read_place
from app.storage.review_tables import QueueEntry
from app.storage.schema import move_to
from app.workflow import assessing, repeating, reviewing
from app.workflow.standing import CONTRIBUTIONS, allowed_actions
from tests.people import NOW, World
from tests.storage.submitted_rows import CATEGORIES, LEVELS, ORGANISATIONS, Submitted, in_order, write_rows

WEEK_ENDS = NOW + timedelta(days=6, hours=15)  # NOW is a Monday morning
TYPED = (
    "",
    "triage",
    "TRIAGE",
    "交通",
    "信号 江北",
    "%",
    "_",
    "50% fast",
    "straße",
    "STRASSENAMT",
    "école_n",
    "é",
    "chat",
    "/",
    "r",
)


def reader(world: World, who: str = "dora") -> Reader:
    actor = world.actor(who)
    assert actor.person_id is not None
    return Reader(actor.person_id, actor.roles, CONTRIBUTIONS)


def wanted(world: World, who: str = "dora", **filters: object) -> Wanted:
    return Wanted(reader(world, who), NOW, WEEK_ENDS, **filters)  # type: ignore[arg-type]


def any_filter(world: World, chance: Random, rows: list[Submitted]) -> tuple[Wanted, str]:
    """A filter, and what was typed into the search field."""

    def maybe(choice: Callable[[], object]) -> object:
        return choice() if chance.random() < 0.35 else None

    typed = chance.choice([*TYPED, reference(chance.choice(rows).key).lower()]) if chance.random() < 0.5 else ""
    return wanted(
        world,
        mine_only=chance.random() < 0.4,
        levels=maybe(lambda: tuple(chance.sample(LEVELS, 2))) or (),
        category=maybe(lambda: chance.choice(CATEGORIES)),
        organisation_id=maybe(lambda: chance.choice(rows).organisation_id),
        state=maybe(lambda: chance.choice(list(State))),
        due=maybe(lambda: chance.choice(list(Due))),
        words=search_words(typed),
    ), typed


def is_wanted(row: Submitted, want: Wanted, typed: str) -> bool:
    """The same as the database's conditions, said once more in Python and in other words."""
    plain = unicodedata.normalize("NFC", f"{row.system}\n{row.organisation}\n{reference(row.key)}").casefold()
    due = {
        None: True,
        Due.OVERDUE: row.due_at is not None and row.due_at < NOW,
        Due.THIS_WEEK: row.due_at is not None and NOW <= row.due_at < WEEK_ENDS,
        Due.LATER: row.due_at is not None and row.due_at >= WEEK_ENDS,
        Due.NEVER: row.due_at is None,
    }
    return (
        (row.mine or not want.mine_only)
        and (not want.levels or row.level in want.levels)
        and (want.category is None or want.category in row.categories)
        and want.organisation_id in (None, row.organisation_id)
        and want.state in (None, row.state)
        and due[want.due]
        and all(word in plain for word in typed.casefold().split())
    )


def leafed(session: Session, want: Wanted, size: int) -> list[UUID]:
    """Every row, page by page to the end; on each page the way back is tried as well."""
    found: list[UUID] = []
    page = queue.page(session, want, limit=size)
    assert not page.has_previous
    while True:
        found += [row.assessment_id for row in page.rows]
        if not page.has_next:
            return found
        following = queue.page(session, want, after=page.rows[-1].place, limit=size)
        assert following.has_previous
        back = queue.page(session, want, until=following.rows[0].place, limit=size)
        assert (back.rows, back.has_previous, back.has_next) == (page.rows, page.has_previous, True)
        page = following


def test_filtering_by_the_database_is_filtering_row_by_row(each_world: World) -> None:
    rows, chance, hits = write_rows(each_world, 240, padding=""), Random(7), 0  # noqa: S311 - nothing secret
    with each_world.session() as session:
        for _turn in range(120):
            want, typed = any_filter(each_world, chance, rows)
            expected = in_order([row for row in rows if is_wanted(row, want, typed)])
            page = queue.page(session, want, limit=len(rows))
            assert [row.assessment_id for row in page.rows] == [row.key for row in expected], (want, typed)
            assert all(row.mine == made.mine for row, made in zip(page.rows, expected, strict=True))
            hits += bool(expected)
    assert hits > 40


def test_counts_are_those_of_the_rows(each_world: World) -> None:
    rows, chance = write_rows(each_world, 120, padding=""), Random(11)  # noqa: S311 - nothing secret
    with each_world.session() as session:
        for _turn in range(20):
            want, _typed = any_filter(each_world, chance, rows)
            told = queue.counts(session, want)
            for state in State:
                only = Wanted(**{**_values(want), "state": state})  # type: ignore[arg-type]
                assert told.by_state.get(state, 0) == len(queue.page(session, only, limit=200).rows)
            late = Wanted(**{**_values(want), "due": Due.OVERDUE})  # type: ignore[arg-type]
            assert told.overdue == len(queue.page(session, late, limit=200).rows)


def _values(want: Wanted) -> dict[str, object]:
    return {name: getattr(want, name) for name in Wanted.__dataclass_fields__}


@pytest.mark.parametrize("size", [1, 7, 50])
def test_pages_by_key_hold_every_row_once_in_order(each_world: World, size: int) -> None:
    rows = write_rows(each_world, 30 if size == 1 else 150, padding="")
    with each_world.session() as session:
        for mine_only in (True, False):
            expected = [row.key for row in in_order(rows) if row.mine or not mine_only]
            assert leafed(session, wanted(each_world, mine_only=mine_only), size) == expected


def test_a_page_goes_on_where_the_last_one_ended_although_its_row_is_gone(world: World) -> None:
    rows = [row.key for row in in_order(write_rows(world, 60, padding="")) if row.mine]
    with world.session() as session:
        first = queue.page(session, wanted(world), limit=5)
        gone = update(Assessment).where(Assessment.id == first.rows[-1].assessment_id)
        session.execute(gone.values(state="rejected", due_at=None, step=None))
        session.commit()
        following = queue.page(session, wanted(world), after=first.rows[-1].place, limit=5)
    assert [row.assessment_id for row in following.rows] == rows[5:10]


def test_a_place_is_written_and_read() -> None:
    key = UUID("01a214c7-3e37-74c2-9949-c518bcd09640")
    for place in (Place(0, NOW, NOW - timedelta(microseconds=1), key), Place(4, None, NOW, key)):
        assert read_place(place.written()) == place
    for wrong in ("", "nonsense", "0.1.2", f"5.1.2.{key.hex}", f"0.{'9' * 18}.2.{key.hex}", f"0.١.2.{key.hex}"):
        assert read_place(wrong) is None
    assert read_place(f"0.{'9' * 17}.2.{key.hex}") is not None


def found(world: World, who: str, **filters: object) -> set[UUID]:
    with world.session() as session:
        return {row.assessment_id for row in queue.page(session, wanted(world, who, **filters)).rows}


def test_mine_is_what_i_may_decide(each_world: World) -> None:
    first = each_world.in_review("serious")
    own = each_world.submitted(owner="bob")
    certified = each_world.certified(owner="bob", system="Older")
    with each_world.session() as session:
        again = repeating.assess_again(session, actor=each_world.actor("bob"), assessment_id=certified, now=NOW)
        assessing.submit(session, actor=each_world.actor("bob"), assessment_id=again, version=1, now=NOW)
        reviewing.start_review(session, actor=each_world.actor("dora"), assessment_id=again, now=NOW)
    for who in ("bob", "dora", "emil", "fang", "grace"):
        for key in (first, own, again):
            each_world.open(key, who)
            with each_world.session() as session:
                may = allowed_actions(session, each_world.actor(who), each_world.find(session, key))
            waits = key in found(each_world, who)
            step_is_theirs = Role.REVIEWER in each_world.actor(who).roles  # each first step is a reviewer's
            assert waits == (step_is_theirs and bool({"start_review", "approve"} & set(may))), (who, key)
    assert found(each_world, "bob") == {first}


def test_what_is_revised_is_shown_as_it_was_submitted(world: World) -> None:
    key = world.in_review("serious", system="Before")
    with world.session() as session:
        given = {"actor": world.actor("dora"), "assessment_id": key, "now": NOW}
        reviewing.send_back(session, **given, digest=world.digest(key), reason="More.")  # type: ignore[arg-type]
        alice = world.actor("alice")
        assessing.revise(session, actor=alice, assessment_id=key, now=NOW)
        session.execute(update(Assessment).where(Assessment.id == key).values(system_name="Afterwards"))
        session.commit()
        (row,) = queue.page(session, wanted(world, mine_only=False)).rows
        assert (row.system_name, row.state, row.mine) == ("Before", State.DRAFT, False)
    assert found(world, "dora", mine_only=False, levels=(row.level,), words=("before",)) == {key}
    assert not found(world, "dora", mine_only=False, words=("afterwards",))


def test_a_draft_is_in_nobodys_list(world: World) -> None:
    world.draft()
    assert not found(world, "dora", mine_only=False)


def entry_of(world: World, key: UUID) -> tuple[str, str]:
    with world.session() as session:
        entry = session.get_one(QueueEntry, key)
        return entry.words, entry.categories


def test_what_was_submitted_before_the_queue_could_search_is_found_afterwards(world: World) -> None:
    key = world.submitted("serious", system="Größe 江北")
    before = entry_of(world, key)
    move_to(world.engine, "0003")
    move_to(world.engine, "head")
    assert entry_of(world, key) == before
    assert found(world, "dora", words=search_words("GRÖSSE 北")) == {key}


def test_organisations_and_matrices_in_use(each_world: World) -> None:
    with each_world.session() as session:
        assert not queue.organisations_in_use(session, 5)
        assert not queue.matrices_in_use(session)
    each_world.draft()
    write_rows(each_world, 60, padding="")
    with each_world.session() as session:
        assert {name for _key, name in queue.organisations_in_use(session, 50)} == set(ORGANISATIONS)
        assert len(queue.organisations_in_use(session, 2)) == 2
        assert [matrix.id for matrix in queue.matrices_in_use(session)] == [each_world.matrix]


def test_a_page_is_looked_for_without_reading_the_long_rows(world: World) -> None:
    write_rows(world, 20, padding="")
    asked: list[tuple[str, Any]] = []
    event.listen(
        world.engine, "before_cursor_execute", lambda _c, _cursor, query, values, *_rest: asked.append((query, values))
    )
    for mine_only in (True, False):
        with world.session() as session:
            wants = wanted(world, mine_only=mine_only)
            asked.clear()
            queue.page(session, wants)
            connection = session.connection().connection
            plan = connection.cursor().execute("EXPLAIN QUERY PLAN " + asked[0][0], asked[0][1]).fetchall()
        assert any("assessments USING COVERING INDEX ix_assessments_queue" in row[3] for row in plan), plan


def test_postgresql_compiles_no_queries(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW jit")).scalar() == "off"
    engine.dispose()
