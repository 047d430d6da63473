"""What becomes of files when a draft is submitted: told word for word, covered by the digest, and closed to changes."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

import pytest

from app.domain.lifecycle import Refused
from app.storage.assessments import submission
from app.storage.evidence import is_submitted
from app.storage.verification import verify
from app.workflow import assessing, reviewing
from app.workflow.errors import Conflict, Invalid
from app.workflow.standing import missing
from tests.beside_answers import ANSWERS, CALLED_FOR, COMMENTS, attach, draft_beside, remove, submit_beside
from tests.evidence import PDF
from tests.people import NOW, World


def complete(world: World) -> UUID:
    draft = draft_beside(world)
    for question in CALLED_FOR:
        attach(world, draft, question, {f"{question}.pdf": PDF})
    return draft


def test_nothing_is_submitted_without_the_files_that_are_called_for(each_world: World) -> None:
    draft = draft_beside(each_world)
    with each_world.session() as session:
        assert missing(each_world.find(session, draft)) == CALLED_FOR
    attach(each_world, draft, "checks", {"report.pdf": PDF})
    with pytest.raises(Invalid) as invalid:
        submit_beside(each_world, draft)
    assert invalid.value.questions == ("approved", "name")
    attach(each_world, draft, "approved", {"report.pdf": PDF})
    attach(each_world, draft, "name", {"report.pdf": PDF})
    submit_beside(each_world, draft)
    assert each_world.state(draft) == "submitted"


def test_the_submission_tells_of_the_files_and_its_digest_covers_them(each_world: World) -> None:
    draft = complete(each_world)
    key = submit_beside(each_world, draft)
    with each_world.session() as session:
        stored = submission(session, key)
        assert stored is not None
        assert stored.evidence is not None
        assert list(stored.evidence) == ["checks", "approved", "name"]
        (file,) = stored.evidence["checks"]
        assert file | {"id": ""} == {
            "id": "",
            "name": "checks.pdf",
            "kind": "application/pdf",
            "sha256": sha256(PDF).hexdigest(),
            "size": len(PDF),
        }
        assert is_submitted(session, draft, UUID(file["id"]))
        assert verify(session, each_world.data_directory) == []


def test_a_file_that_was_taken_off_is_not_of_the_submission(world: World) -> None:
    draft = complete(world)
    (key,) = attach(world, draft, "use", {"draft.txt": b"not yet"})
    remove(world, draft, "use", key)
    submit_beside(world, draft)
    with world.session() as session:
        assert not is_submitted(session, draft, key)


@pytest.mark.parametrize("state", ["submitted", "sent_back"])
def test_after_submitting_nothing_is_added_or_taken_off(world: World, state: str) -> None:
    draft = complete(world)
    (key,) = attach(world, draft, "use", {"notes.txt": b"n"})
    submit_beside(world, draft)
    if state == "sent_back":
        world.open(draft, "dora")
        with world.session() as session:
            dora = world.actor("dora")
            reviewing.start_review(session, actor=dora, assessment_id=draft, now=NOW)
            reviewing.send_back(
                session, actor=dora, assessment_id=draft, digest=world.digest(draft), reason="More.", now=NOW
            )
    with pytest.raises(Refused):
        attach(world, draft, "use", {"report.pdf": PDF})
    with pytest.raises(Refused):
        remove(world, draft, "use", key)


def test_a_file_is_in_nobodys_way_but_is_seen_before_submitting(each_world: World) -> None:
    draft = complete(each_world)
    with each_world.session() as session:
        seen = each_world.find(session, draft).version
    attach(each_world, draft, "use", {"notes.txt": b"n"})
    with each_world.session() as session, pytest.raises(Conflict):
        assessing.submit(session, actor=each_world.actor("alice"), assessment_id=draft, version=seen, now=NOW)
    with each_world.session() as session:
        assessing.save_answers(
            session,
            actor=each_world.actor("alice"),
            assessment_id=draft,
            section_id="use",
            answers={**ANSWERS, "name": "Go"},
            comments=COMMENTS,
            version=seen,
            now=NOW,
        )
