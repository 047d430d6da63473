"""Publishing a matrix: once, for good, and in force from its day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.domain.lifecycle import Refused
from app.domain.matrix_file import read_matrix
from app.storage import matrices
from app.storage.ledger import entries
from app.storage.transaction import transaction
from app.workflow.errors import Invalid
from app.workflow.publishing import publish
from tests.people import NOW, World, publish_matrix, read_small_office

BEFORE = {
    "version": 'version: "1"',
    "date": "effective_from: 2026-01-01",
    "text": "Low risk",
    "logic": "12 months",
}


def changed(**replacements: str) -> dict[str, bytes]:
    files = read_small_office()
    main = files[""].decode()
    for old, new in replacements.items():
        before = {
            "version": 'version: "1"',
            "date": "effective_from: 2026-01-01",
            "text": "Low risk",
            "logic": "12 months",
        }[old]
        assert before in main
        main = main.replace(before, new)
    return files | {"": main.encode()}


def test_the_same_matrix_is_published_once(each_world: World) -> None:
    with each_world.session() as session:
        before = len(entries(session))
        assert publish_matrix(session) == each_world.matrix
        assert len(entries(session)) == before


def test_a_text_may_be_mended_within_a_version(each_world: World) -> None:
    with each_world.session() as session:
        newer = publish_matrix(session, changed(text="Little risk"))
        assert newer != each_world.matrix
        in_force = matrices.in_force(session, NOW.date())
        assert in_force is not None
        assert in_force.id == newer
        assert len({found.logic_digest for found in matrices.all_published(session)}) == 1


def test_another_logic_needs_another_version(world: World) -> None:
    with world.session() as session:
        with pytest.raises(Invalid, match="another logic") as refused:
            publish_matrix(session, changed(logic="13 months"))
        assert refused.value.problem == "version_taken"
        publish_matrix(session, changed(logic="13 months", version='version: "2"'))


def test_the_latest_that_has_begun_is_in_force(world: World) -> None:
    with world.session() as session:
        coming = publish_matrix(session, changed(version='version: "2"', date="effective_from: 2026-12-01"))
        for day, expected in (
            (date(2026, 11, 30), world.matrix),
            (date(2026, 12, 1), coming),
            (date(2025, 1, 1), world.matrix),
        ):
            found = matrices.in_force(session, day)
            assert found is not None
            assert found.id == expected


def test_a_draft_keeps_the_matrix_it_began_with(world: World) -> None:
    key = world.draft()
    with world.session() as session:
        publish_matrix(session, changed(version='version: "2"', date="effective_from: 2026-11-01"))
        assert world.find(session, key).published_matrix_id == world.matrix


def test_a_matrix_with_mistakes_is_not_published(world: World) -> None:
    reading = read_matrix(b"format: 1\nmatrix: {}\n")
    with world.session() as session, pytest.raises(Invalid) as refused:
        publish(session, reading=reading, actor=world.actor("stella"), now=NOW)
    assert len(refused.value.messages) > 1
    assert refused.value.messages[0].startswith("risk_matrix.yaml:")


def test_only_a_steward_publishes(world: World) -> None:
    files = read_small_office()
    reading = read_matrix(files[""], {"zh-Hans": files["zh-Hans"]})
    for who in ("alice", "dora", "adam"):
        with world.session() as session, pytest.raises(Refused):
            publish(session, reading=reading, actor=world.actor(who), now=NOW)


def test_a_file_that_was_published_is_known_by_its_bytes(each_world: World) -> None:
    files = read_small_office()
    reading = read_matrix(files[""], {"zh-Hans": files["zh-Hans"]})
    with each_world.session() as session:
        assert matrices.of_file(session, "f" * 64) is None
        for _ in range(2):
            publish(session, reading=reading, actor=each_world.actor("stella"), now=NOW, file_digest="f" * 64)
        found = matrices.of_file(session, "f" * 64)
        assert found is not None
        assert found.id == each_world.matrix


def test_the_plan_of_a_published_matrix_is_compiled_once(world: World) -> None:
    assert world.matrix is not None
    with world.session() as session, transaction(session):
        found = matrices.published(session, world.matrix)
        assert found is not None
        assert matrices.plan_of(found) is matrices.plan_of(found)
        assert matrices.plan_of(found).matrix.title == "A small office's matrix"
        assert found.published_at - NOW == timedelta(0)
