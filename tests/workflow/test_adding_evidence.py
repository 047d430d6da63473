"""Files beside questions: on the disk before the records speak of them, replaced and taken off without a loss."""

from __future__ import annotations

import json
from hashlib import sha256
from threading import Barrier, Thread
from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain.lifecycle import Refused
from app.storage.evidence import EvidenceFile, EvidenceLost, bytes_of, path_of
from app.storage.ledger import contributors, entries_of
from app.storage.verification import verify
from app.workflow import adding_evidence
from app.workflow.errors import Invalid
from app.workflow.standing import CONTRIBUTIONS
from tests.beside_answers import attach, draft_beside, remove
from tests.evidence import PDF
from tests.people import NOW, World

OTHER_PDF = PDF.replace(b"Catalog", b"Another")


def beside(world: World, draft: UUID) -> dict[str, list[str]]:
    with world.session() as session:
        return dict(world.find(session, draft).evidence)


def rows(world: World, draft: UUID) -> list[EvidenceFile]:
    with world.session() as session:
        query = select(EvidenceFile).where(EvidenceFile.assessment_id == draft).order_by(EvidenceFile.id)
        return list(session.scalars(query))


def last_entry(world: World, draft: UUID) -> tuple[str, dict[str, object]]:
    with world.session() as session:
        entry = entries_of(session, "assessment", draft)[-1]
        return entry.action, json.loads(entry.details)


def test_the_way_of_a_file(each_world: World) -> None:
    draft = draft_beside(each_world)
    (key,) = attach(each_world, draft, "checks", {"report.pdf": PDF})
    digest = sha256(PDF).hexdigest()
    assert path_of(each_world.data_directory, digest).read_bytes() == PDF
    (row,) = rows(each_world, draft)
    assert (row.id, row.name, row.kind, row.sha256, row.size) == (
        key,
        "report.pdf",
        "application/pdf",
        digest,
        len(PDF),
    )
    assert (row.adder_name, row.added_at) == ("Alice Adler", NOW)
    assert beside(each_world, draft) == {"checks": [str(key)]}
    action, details = last_entry(each_world, draft)
    assert (action, details["question"], details["files"]) == (
        "add_evidence",
        "checks",
        [{"id": str(key), "sha256": digest}],
    )
    with each_world.session() as session:
        assert verify(session, each_world.data_directory) == []


def test_a_file_of_the_same_name_replaces_and_the_old_one_stays(each_world: World) -> None:
    draft = draft_beside(each_world)
    (old,) = attach(each_world, draft, "checks", {"report.pdf": PDF})
    (new,) = attach(each_world, draft, "checks", {"report.pdf": OTHER_PDF})
    assert beside(each_world, draft) == {"checks": [str(new)]}
    assert [row.id for row in rows(each_world, draft)] == [old, new]
    assert path_of(each_world.data_directory, sha256(PDF).hexdigest()).read_bytes() == PDF
    said = {"id": str(new), "sha256": sha256(OTHER_PDF).hexdigest(), "replaces": str(old)}
    assert last_entry(each_world, draft)[1]["files"] == [said]


def test_what_is_taken_off_stays_in_the_records(each_world: World) -> None:
    draft = draft_beside(each_world)
    (key,) = attach(each_world, draft, "checks", {"report.pdf": PDF})
    remove(each_world, draft, "checks", key)
    assert beside(each_world, draft) == {}
    assert [row.id for row in rows(each_world, draft)] == [key]
    action, details = last_entry(each_world, draft)
    assert (action, details["files"]) == ("remove_evidence", [{"id": str(key), "sha256": sha256(PDF).hexdigest()}])
    assert path_of(each_world.data_directory, sha256(PDF).hexdigest()).exists()
    remove(each_world, draft, "checks", key)  # once more changes nothing
    assert last_entry(each_world, draft)[1] == details


def test_the_same_bytes_twice_change_nothing(world: World) -> None:
    draft = draft_beside(world)
    attach(world, draft, "checks", {"report.pdf": PDF})
    assert attach(world, draft, "checks", {"report.pdf": PDF}) == []
    assert len(rows(world, draft)) == 1


def test_the_same_bytes_elsewhere_are_stored_once(world: World) -> None:
    draft = draft_beside(world)
    attach(world, draft, "checks", {"report.pdf": PDF})
    attach(world, draft, "name", {"the same.pdf": PDF})
    assert len(rows(world, draft)) == 2
    assert [path.name for path in (world.data_directory / "evidence").glob("*/*")] == [sha256(PDF).hexdigest()]


def test_bytes_that_were_altered_on_the_disk_are_written_again(world: World) -> None:
    draft = draft_beside(world)
    attach(world, draft, "checks", {"report.pdf": PDF})
    path = path_of(world.data_directory, sha256(PDF).hexdigest())
    path.write_bytes(b"altered")
    attach(world, draft, "name", {"report.pdf": PDF})
    assert path.read_bytes() == PDF


def test_an_altered_or_lost_file_is_never_given_out(world: World) -> None:
    draft = draft_beside(world)
    attach(world, draft, "checks", {"report.pdf": PDF})
    (row,) = rows(world, draft)
    assert bytes_of(world.data_directory, row) == PDF
    path = path_of(world.data_directory, row.sha256)
    path.write_bytes(PDF + b"!")
    with pytest.raises(EvidenceLost, match="altered"):
        bytes_of(world.data_directory, row)
    path.unlink()
    with pytest.raises(EvidenceLost, match="cannot be read"):
        bytes_of(world.data_directory, row)


def test_too_many_files_are_refused(world: World) -> None:
    draft = draft_beside(world)
    attach(world, draft, "checks", {f"{number}.txt": b"n%d" % number for number in range(8)})
    with pytest.raises(Invalid) as invalid:
        attach(world, draft, "checks", {f"{number}.txt": b"m%d" % number for number in range(8, 11)})
    assert invalid.value.problem == "evidence_many"
    attach(world, draft, "checks", {f"{number}.txt": b"new %d" % number for number in range(8)})  # each replaces one
    assert len(beside(world, draft)["checks"]) == 8


def test_an_assessment_may_not_grow_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was replaced counts as well, since it stays on the disk; the same bytes count once."""
    monkeypatch.setattr(adding_evidence, "LARGEST_TOTAL", 2_500)
    draft = draft_beside(world)
    attach(world, draft, "checks", {"notes.txt": b"a" * 1_000})
    attach(world, draft, "checks", {"notes.txt": b"b" * 1_000})
    attach(world, draft, "name", {"notes.txt": b"b" * 1_000})
    with pytest.raises(Invalid) as invalid:
        attach(world, draft, "name", {"more.txt": b"c" * 1_000})
    assert invalid.value.problem == "evidence_total"
    assert len(rows(world, draft)) == 3


def test_two_files_of_one_name_in_one_upload_are_refused(world: World) -> None:
    draft = draft_beside(world)
    files = [adding_evidence.keep_file(world.data_directory, name="a.pdf", data=data) for data in (PDF, OTHER_PDF)]
    with world.session() as session, pytest.raises(Invalid) as invalid:
        adding_evidence.add_evidence(
            session, actor=world.actor("alice"), assessment_id=draft, question_id="checks", files=files, now=NOW
        )
    assert invalid.value.problem == "evidence_twice"


@pytest.mark.parametrize("question", ["unknown", "harm"])
def test_only_a_question_that_takes_files_gets_one(world: World, question: str) -> None:
    draft = draft_beside(world) if question == "unknown" else world.draft()
    with pytest.raises(Invalid) as invalid:
        attach(world, draft, question, {"report.pdf": PDF})
    assert invalid.value.problem == "evidence_not_taken"


@pytest.mark.parametrize("who", ["bob", "charlie", "dora", "adam"])
def test_nobody_else_adds_or_takes_off(world: World, who: str) -> None:
    draft = draft_beside(world)
    (key,) = attach(world, draft, "checks", {"report.pdf": PDF})
    with pytest.raises(Refused):
        attach(world, draft, "checks", {"other.pdf": OTHER_PDF}, who)
    with pytest.raises(Refused):
        remove(world, draft, "checks", key, who)
    assert beside(world, draft) == {"checks": [str(key)]}


def test_who_adds_a_file_had_a_hand_in_it(world: World) -> None:
    draft = draft_beside(world)
    (key,) = attach(world, draft, "checks", {"report.pdf": PDF})
    remove(world, draft, "checks", key)
    with world.session() as session:
        alice = world.keys["alice"]
        assert {"add_evidence", "remove_evidence"} <= set(CONTRIBUTIONS)
        assert contributors(session, draft, ["add_evidence"]) == {alice}
        assert contributors(session, draft, ["remove_evidence"]) == {alice}


def test_two_at_once_both_stay(each_world: World) -> None:
    draft, barrier = draft_beside(each_world), Barrier(4)

    def add(number: int) -> None:
        barrier.wait()
        attach(each_world, draft, "checks", {f"{number}.txt": b"n%d" % number})

    threads = [Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(beside(each_world, draft)["checks"]) == 4
