"""The chain: whole in an honest history, and never forked or broken by writers at the same time."""

from __future__ import annotations

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from app.storage import ledger
from app.storage.ledger import FIRST_HASH
from app.storage.transaction import transaction
from app.workflow import assessing
from app.workflow.recording import record
from tests.people import NOW, World
from tests.storage.altering import faults_of


def test_an_honest_history_has_no_fault(history: World) -> None:
    assert faults_of(history) == []


def test_the_chain_begins_with_nothing_and_each_entry_follows(world: World) -> None:
    world.certified()
    with world.session() as session:
        entries = ledger.entries(session)
    assert entries[0].previous_hash == FIRST_HASH
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    assert all(later.previous_hash == entry.hash for entry, later in itertools.pairwise(entries))
    assert all(
        json.dumps(json.loads(e.details), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == e.details
        for e in entries
    )


class ChangedTheirMind(Exception):
    """Somebody undoes a change in the middle of it."""


def test_writers_in_parallel_never_fork_the_chain_nor_leave_a_gap(each_world: World) -> None:
    """Eight at once, fifty events each, and after every fifth one that is undone when its entry is written already."""
    writers, turns = 8, 50
    actor = each_world.actor("alice")
    barrier = Barrier(writers)

    def write(writer: int) -> int:
        barrier.wait()
        for turn in range(turns):
            with each_world.session() as session:
                assessing.create(session, actor=actor, system_name=f"System {writer} {turn}", now=NOW)
            if turn % 5 == 0:
                with each_world.session() as session, pytest.raises(ChangedTheirMind):
                    undo(session)
        return turns

    def undo(session: Session) -> None:
        with transaction(session):
            record(session, actor=actor, action="undone", subject=("person", None), now=NOW)
            raise ChangedTheirMind

    with each_world.session() as session:
        before = ledger.count(session)
    with ThreadPoolExecutor(writers) as pool:
        assert sum(pool.map(write, range(writers))) == writers * turns
    with each_world.session() as session:
        found = [entry.sequence for entry in ledger.entries(session)]
        assert all(entry.action != "undone" for entry in ledger.entries(session))
    assert found == list(range(1, before + writers * turns + 1))
    assert faults_of(each_world) == []


def test_a_failed_change_leaves_no_entry(world: World) -> None:
    with world.session() as session:
        before = ledger.count(session)
        with pytest.raises(LookupError):
            assessing.withdraw(session, actor=world.actor("alice"), assessment_id=world.keys["alice"], now=NOW)
        assert ledger.count(session) == before
