"""A decision's letter says for ever what it said on the day of the decision, and is one file in each language."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.documents.decision_facts import DecisionFacts
from app.storage import outbox
from app.storage.ledger import entries_of
from app.storage.verification import verify
from app.workflow import sharing
from app.workflow.asking import LETTER_FILE
from app.workflow.keeping_files import FileLost
from app.workflow.writing_letters import letter_file, letter_of
from tests.outbox import approve, invite, submit, take_up, turn_down
from tests.people import NOW, World

OFFICE = {"en": "Governance Office"}


def rejected(world: World) -> UUID:
    """An assessment with a colleague that Dora rejected."""
    key = world.draft()
    invite(world, key, "bob")
    submit(world, key)
    take_up(world, key)
    turn_down(world, key, "Nobody can stop it.", reject=True)
    return key


def letter(world: World, key: UUID, office: dict[str, str] | None = None) -> tuple[UUID, dict[str, Any]] | None:
    """The key of the letter and what it says."""
    with world.session() as session:
        found = letter_of(session, assessment_id=key, office=office, now=NOW)
        return None if found is None else (found.id, found.facts)


def file(world: World, key: UUID, language: str = "en", made: Counter[str] | None = None) -> Path:
    count = Counter[str]() if made is None else made

    def render(facts: DecisionFacts, in_language: str) -> bytes:
        count[in_language] += 1
        return f"{facts} in {in_language}, copy {count[in_language]} {id(count)}".encode()

    with world.session() as session:
        found = letter_of(session, assessment_id=key, office=None, now=NOW)
        assert found is not None
        return letter_file(
            session, letter=found, language=language, data_directory=world.data_directory, render=render, now=NOW
        )


def faults(world: World) -> list[object]:
    with world.session() as session:
        return list(verify(session, world.data_directory))


def test_a_letter_is_written_with_the_decision_and_changes_with_nothing_after_it(each_world: World) -> None:
    key = rejected(each_world)
    before = letter(each_world, key)
    assert before is not None
    told = DecisionFacts.from_json(before[1])
    assert told.to_json() == before[1]
    assert (told.verdict, told.owners, told.office) == ("rejected", ("Alice Adler",), {"en": "Fenji"})
    assert [(each.name, each.reason) for each in told.signatures] == [("Dora Diallo", "Nobody can stop it.")]
    with each_world.session() as session:
        assert outbox.waiting_by_kind(session)[LETTER_FILE] == 2
        sharing.hand_over(
            session,
            actor=each_world.actor("alice"),
            assessment_id=key,
            person_id=each_world.keys["bob"],
            now=NOW,
        )
    assert letter(each_world, key, {"en": "Another Office"}) == before
    assert faults(each_world) == []


def test_where_a_level_allows_no_certificate_the_letter_says_so(world: World) -> None:
    key = world.in_review("forbidden")
    assert letter(world, key) is None
    approve(world, key, "dora")
    found = letter(world, key)
    assert found is not None
    assert found[1]["verdict"] == "approved_without_certificate"


def test_what_is_not_over_or_was_certified_or_sent_back_has_none(world: World) -> None:
    sent_back = world.in_review()
    turn_down(world, sent_back, "Say more.")
    for key in (world.draft(), world.submitted(), world.certified(), sent_back):
        assert letter(world, key) is None
    with world.session() as session:
        assert LETTER_FILE not in outbox.waiting_by_kind(session)


def test_a_file_is_made_once_for_each_language_and_told_to_the_ledger(each_world: World) -> None:
    key, made = rejected(each_world), Counter[str]()
    paths = [file(each_world, key, language, made) for language in ("en", "zh-Hans", "en")]
    assert paths[0] == paths[2] != paths[1]
    assert made == {"en": 1, "zh-Hans": 1}
    with each_world.session() as session:
        told = [json.loads(each.details) for each in entries_of(session, "assessment", key)]
        actions = [each.action for each in entries_of(session, "assessment", key)]
    assert actions[-4:] == ["reject", "letter", "letter_file", "letter_file"]
    assert [each["sha256"] for each in told[-2:]] == [path.stem for path in paths[:2]]
    assert faults(each_world) == []


def test_downloads_at_once_get_the_same_file(each_world: World) -> None:
    key, barrier, paths = rejected(each_world), Barrier(3), set[Path]()

    def download() -> None:
        barrier.wait()
        paths.add(file(each_world, key))

    threads = [Thread(target=download) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(paths) == 1
    assert list(each_world.data_directory.glob("letters/*")) == list(paths)
    assert faults(each_world) == []


def test_a_decision_from_before_there_were_letters_gets_its_letter_once(each_world: World) -> None:
    key = rejected(each_world)
    with each_world.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER decision_letters_refuse_delete"))
        connection.execute(text("DELETE FROM decision_letters"))
    barrier, found = Barrier(3), list[tuple[UUID, dict[str, Any]] | None]()

    def ask() -> None:
        barrier.wait()
        found.append(letter(each_world, key, OFFICE))

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert found[0] is not None
    assert found[0][1]["office"] == OFFICE
    assert all(each == found[0] for each in found)


def test_a_lost_or_altered_file_is_not_served(world: World) -> None:
    key = rejected(world)
    path = file(world, key)
    path.write_bytes(b"another letter")
    with pytest.raises(FileLost, match=r"of letter .* was altered"):
        file(world, key)
    path.unlink()
    with pytest.raises(FileLost, match="cannot be read"):
        file(world, key)
