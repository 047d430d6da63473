"""The ledger finds whatever was altered behind its back."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import Connection, text

from app.storage import certificates, ledger
from app.storage.ledger import FIRST_HASH
from app.storage.verification import Fault, verify
from app.workflow import assessing, certifying, sharing
from tests.beside_answers import attach, draft_beside
from tests.evidence import PDF
from tests.people import NOW, World
from tests.remarked import saved, submitted_again, to_revise

WRITTEN_ONCE = (
    "published_matrices",
    "evidence_files",
    "submissions",
    "remarks",
    "decisions",
    "certificates",
    "certificate_files",
    "ledger_entries",
)


@pytest.fixture
def history(each_world: World) -> World:
    """A world in which something happened: a certificate, a review, drafts, files, a remark and its reply."""
    key = each_world.certified()
    each_world.in_review("serious", system="Harbour cranes")
    parking = each_world.draft(system="Parking")
    with each_world.session() as session:
        sharing.invite_colleague(
            session,
            actor=each_world.actor("alice"),
            assessment_id=parking,
            person_id=each_world.keys["bob"],
            now=NOW,
        )
    attach(each_world, draft_beside(each_world), "checks", {"report.pdf": PDF})
    answered, remarks = to_revise(each_world, harm="Say who.")
    saved(each_world, answered, {remarks["harm"]: "Drivers."})
    submitted_again(each_world, answered)
    with each_world.session() as session:
        certificate = certificates.of_assessment(session, key)
        assert certificate is not None
        certifying.certificate_file(
            session,
            certificate=certificate,
            language="en",
            data_directory=each_world.data_directory,
            render=lambda facts, _enclosed, language: f"{language} {facts.number}".encode(),
            now=NOW,
        )
    return each_world


def faults_of(world: World) -> list[Fault]:
    with world.session() as session:
        return verify(session, world.data_directory)


def by_hand(world: World, *statements: str) -> None:
    """Do what an owner of the database could do: drop the triggers, then alter what they like."""
    with world.engine.connect() as connection, connection.begin():
        drop_triggers(connection)
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount != 0


def drop_triggers(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
        return
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for table in WRITTEN_ONCE:
        for change in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER {table}_refuse_{change}"))


def test_an_honest_history_has_no_fault(history: World) -> None:
    assert faults_of(history) == []


ALTERATIONS = {
    "an answer": (
        """UPDATE submissions SET answers = '{"harm":"none","people":1}' WHERE level = 'high'""",
        "submission .*: has answers, an outcome or names that its digest does not cover",
    ),
    "a comment": ("""UPDATE submissions SET comments = '{"harm":"fine"}'""", "submission .*: was altered"),
    "an outcome": (
        "UPDATE submissions SET outcome = replace(CAST(outcome AS text), 'high', 'low'){json} WHERE level = 'high'",
        "submission .*: has answers, an outcome",
    ),
    "a level": (
        "UPDATE submissions SET level = 'low' WHERE level = 'high'",
        "submission .*: has a level that its answers",
    ),
    "an unreadable answer": ("""UPDATE submissions SET answers = '{"harm":1.5}'""", "submission .*: was altered"),
    "a reply": (
        "UPDATE submissions SET replies = replace(CAST(replies AS text), 'Drivers', 'Nobody'){json} WHERE revision = 2",
        "submission .*: has answers, an outcome or names that its digest does not cover",
    ),
    "what a reply was to": (
        "UPDATE submissions SET replies = replace(CAST(replies AS text), 'Say who.', 'Fine.'){json} WHERE revision = 2",
        "submission .*: was altered",
    ),
    "replies that are gone": (
        "UPDATE submissions SET replies = NULL WHERE revision = 2",
        "submission .*: has answers, an outcome or names that its digest does not cover",
    ),
    "a reply where there was none": (
        """UPDATE submissions SET replies = '{"x":{}}' WHERE revision = 1""",
        "submission .*: has answers, an outcome or names that its digest does not cover",
    ),
    "a remark": ("UPDATE remarks SET text = 'Fine.'", "remark .*: was altered"),
    "who remarked": ("UPDATE remarks SET maker_name = 'Mallory'", "remark .*: was altered"),
    "a deleted remark": ("DELETE FROM remarks", "remark .*: was deleted"),
    "a reviewer": ("UPDATE decisions SET person_name = 'Mallory'", "decision .*: was altered"),
    "a decision's time": ("UPDATE decisions SET decided_at = '2020-01-01 00:00:00.000000'", "decision .*: was altered"),
    "a certificate's validity": ("UPDATE certificates SET valid_until = '2099-01-01'", "certificate .*: was altered"),
    "a certificate's digest": ("UPDATE certificates SET digest = 'f'", "certificate .*: was altered"),
    "a matrix's text": (
        "UPDATE published_matrices SET documents = replace(CAST(documents AS text), 'Low risk', 'No risk'){json}",
        "matrix .*: was altered",
    ),
    "a state": ("UPDATE assessments SET state = 'certified' WHERE state = 'in_review'", "assessment .*: has state"),
    "an assessment's level": ("UPDATE assessments SET level = 'low' WHERE level = 'high'", "assessment .*: has level"),
    "an owner": (
        "UPDATE assessments SET owner_id = (SELECT id FROM people WHERE email = 'charlie@example.org')",
        "assessment .*: has owner",
    ),
    "a role": (
        (
            "INSERT INTO person_roles (person_id, role, given_at) "
            "SELECT id, 'reviewer', '2026-11-23 00:00:00.000000' FROM people WHERE email = 'alice@example.org'"
        ),
        "person .*: has roles",
    ),
    "a colleague whom nobody invited": (
        (
            "INSERT INTO assessment_members (assessment_id, person_id, added_by, added_at) "
            "SELECT assessment_id, (SELECT id FROM people WHERE email = 'charlie@example.org'), added_by, added_at "
            "FROM assessment_members"
        ),
        "colleague .*: is not in the ledger",
    ),
    "a colleague's invitation": (
        "UPDATE assessment_members SET added_at = '2020-01-01 00:00:00.000000'",
        "colleague .*: was altered",
    ),
    "a deleted colleague": ("DELETE FROM assessment_members", "colleague .*: was deleted"),
    "an evidence file's name": ("UPDATE evidence_files SET name = 'x.pdf'", "evidence file .*: was altered"),
    "a deleted decision": ("DELETE FROM decisions", "decision .*: was deleted"),
    "a deleted entry": ("DELETE FROM ledger_entries WHERE sequence = 5", "ledger: entry 5 is missing"),
    "the last entry": (
        "DELETE FROM ledger_entries WHERE sequence = (SELECT max(sequence) FROM ledger_entries)",
        "ledger: ends at entry",
    ),
    "the first entry": ("DELETE FROM ledger_entries WHERE sequence = 1", "ledger: entry 1 is missing"),
    "an entry's time": (
        "UPDATE ledger_entries SET at = '2020-01-01 00:00:00.000000' WHERE sequence = 7",
        "entry 7, .*: was altered after it was written",
    ),
    "an entry's actor": (
        "UPDATE ledger_entries SET actor_name = 'Mallory' WHERE sequence = 7",
        "entry 7, .*: was altered",
    ),
    "an entry's details": ("UPDATE ledger_entries SET details = '{' WHERE sequence = 7", "entry 7, .*: tells details"),
    "the head": ("UPDATE ledger_heads SET sequence = sequence - 1", "ledger: ends at entry"),
    "an inserted certificate": (
        (
            "INSERT INTO certificate_files (id, certificate_id, language, sha256, size, created_at) "
            "SELECT assessment_id, id, 'zh-Hans', 'abc', 3, issued_at FROM certificates"
        ),
        "certificate file .*: is not in the ledger",
    ),
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_what_is_altered_by_hand_is_found(history: World, what: str) -> None:
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
@pytest.mark.parametrize("folder", ["certificates", "evidence"])
def test_a_lost_or_altered_file_is_found(history: World, folder: str, harm: Callable[[Path], None]) -> None:
    (file,) = (path for path in (history.data_directory / folder).rglob("*") if path.is_file())
    harm(file)
    (fault,) = faults_of(history)
    assert file.name[:12] in fault.subject
    assert ("is missing" if harm is lose else "was altered") in fault.sentence


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


def test_writers_in_parallel_never_fork_the_chain(each_world: World) -> None:
    barrier = Barrier(4)

    def write() -> None:
        actor = each_world.actor("alice")
        barrier.wait()
        for turn in range(10):
            with each_world.session() as session:
                assessing.create(session, actor=actor, system_name=f"System {turn}", now=NOW)

    with each_world.session() as session:
        before = ledger.count(session)
    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with each_world.session() as session:
        assert ledger.count(session) == before + 40
    assert faults_of(each_world) == []


def test_a_failed_change_leaves_no_entry(world: World) -> None:
    with world.session() as session:
        before = ledger.count(session)
        with pytest.raises(LookupError):
            assessing.withdraw(session, actor=world.actor("alice"), assessment_id=world.keys["alice"], now=NOW)
        assert ledger.count(session) == before
