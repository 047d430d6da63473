"""Whatever is altered behind the ledger's back is found and named, on each kind of database."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.storage import ledger
from app.storage.verification import first_of_each_kind
from tests.people import World
from tests.storage.alterations import ALTERATIONS
from tests.storage.altering import by_hand, faults_of, live_through


@pytest.mark.parametrize("what", ALTERATIONS)
def test_what_is_altered_by_hand_is_found(sqlite_history: World, what: str) -> None:
    find(sqlite_history, what)


@pytest.mark.parametrize("what", list(ALTERATIONS)[::6])
def test_what_is_altered_in_postgresql_is_found(postgresql_world: World, what: str) -> None:
    """Some of them: the walk is the same, only its statements are put differently."""
    find(live_through(postgresql_world), what)


def find(history: World, what: str) -> None:
    statement, sentence = ALTERATIONS[what]
    cast = "::json" if history.engine.dialect.name == "postgresql" else ""
    by_hand(history, statement.replace("{json}", cast))
    found = [str(fault) for fault in faults_of(history)]
    assert any(re.search(sentence, fault) for fault in found), found


def test_entries_that_change_places_are_found(history: World) -> None:
    by_hand(
        history,
        "UPDATE ledger_entries SET sequence = -1 WHERE sequence = 5",
        "UPDATE ledger_entries SET sequence = 5 WHERE sequence = 6",
        "UPDATE ledger_entries SET sequence = 6 WHERE sequence = -1",
    )
    assert {fault.sequence for fault in faults_of(history)} >= {5, 6}


def test_an_inserted_entry_is_found(history: World) -> None:
    """Even one whose own hash is right: the next entry does not follow it."""
    with history.session() as session:
        fifth = ledger.entries(session, after=4, limit=1)[0]
        values = {column.key: getattr(fifth, column.key) for column in type(fifth).__table__.columns}
        forged = ledger.LedgerEntry(**values | {"actor_name": "Mallory"})
        forged_hash = ledger.hash_of(forged)
    forgery = f"actor_name = 'Mallory', hash = '{forged_hash}'"
    by_hand(history, f"UPDATE ledger_entries SET {forgery} WHERE sequence = 5")  # noqa: S608
    assert [fault.sequence for fault in faults_of(history)] == [6]


def lose(path: Path) -> None:
    path.unlink()


def alter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"!")


@pytest.mark.parametrize("harm", [lose, alter])
@pytest.mark.parametrize("folder", ["certificates", "evidence", "letters"])
def test_a_lost_or_altered_file_is_found(history: World, folder: str, harm: Callable[[Path], None]) -> None:
    (file,) = (path for path in (history.data_directory / folder).rglob("*") if path.is_file())
    harm(file)
    (fault,) = faults_of(history)
    assert file.name[:12] in fault.subject
    assert ("is missing" if harm is lose else "was altered") in fault.sentence


def test_of_many_faults_the_first_of_each_kind_is_told(history: World) -> None:
    """A flood does not hide what is rare: one line a kind, and how many more there are."""
    by_hand(
        history,
        "UPDATE ledger_entries SET actor_name = 'Mallory' WHERE sequence BETWEEN 5 AND 9 AND subject_kind = 'person'",
        "UPDATE submissions SET level = 'low' WHERE level = 'high'",
    )
    faults = faults_of(history)
    told = first_of_each_kind(faults)
    assert {str(fault): more for fault, more in told}[str(faults[0])] == 4
    assert any("does not follow" not in str(fault) and "submission" in str(fault) for fault, _more in told)
    assert sum(1 + more for _fault, more in told) == len(faults) > len(told)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE ledger_entries SET at = 'noon' WHERE sequence = 7", "entry 7, ledger: cannot be read"),
        ("UPDATE decisions SET decided_at = 'noon'", "decision .*: was altered"),
        (
            "UPDATE assessments SET previous_submission_id = 'nobody' WHERE state = 'in_review'",
            "assessment .*: cannot be read",
        ),
    ],
)
def test_what_cannot_even_be_read_is_named_and_the_rest_is_still_looked_at(
    world: World, statement: str, sentence: str
) -> None:
    """SQLite stores anything in any column; PostgreSQL would refuse."""
    world.certified()
    world.in_review("serious")
    by_hand(world, statement, "UPDATE submissions SET level = 'low' WHERE level = 'high'")
    found = [str(fault) for fault in faults_of(world)]
    assert any(re.search(sentence, fault) for fault in found), found
    assert any(re.search("submission .*: has a level", fault) for fault in found), found
