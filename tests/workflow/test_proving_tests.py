"""Evidence beside the result of a test: it completes the result, the digest covers it, nothing is overwritten."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

import pytest

from app.domain.lifecycle import Refused
from app.storage.assessments import latest_submission
from app.storage.derivation import digest_of_stored
from app.storage.evidence import is_submitted
from app.workflow import proving_tests
from app.workflow.adding_evidence import keep_file
from app.workflow.errors import Invalid
from app.workflow.standing import draft_tests
from tests.evidence import WHOLE
from tests.people import NOW, World
from tests.tested import draft_to_test, figure, record, submit


def verdict(world: World, key: UUID) -> str:
    with world.session() as session:
        return next(str(each.verdict) for each in draft_tests(world.find(session, key)) if each.test.id == "right")


def kept(world: World, key: UUID) -> list[str]:
    with world.session() as session:
        return list(world.find(session, key).test_results["right"]["evidence"])


def problem(world: World, key: UUID, test_id: str) -> str:
    with pytest.raises((Invalid, Refused)) as caught:
        prove(world, key, test_id, "photo.jpg")
    return str(getattr(caught.value, "problem", None) or getattr(caught.value, "reason", None))


def prove(world: World, key: UUID, test_id: str, *names: str) -> None:
    with world.session() as session:
        proving_tests.add_test_evidence(
            session,
            actor=world.actor("alice"),
            assessment_id=key,
            test_id=test_id,
            files=[keep_file(world.data_directory, name=name, data=WHOLE[name]) for name in names],
            now=NOW,
        )


def test_evidence_completes_a_result_and_the_digest_covers_it(each_world: World) -> None:
    key = draft_to_test(each_world)
    record(each_world, key, "right", figure("99"))
    assert verdict(each_world, key) == "incomplete"
    prove(each_world, key, "right", "report.pdf")
    assert verdict(each_world, key) == "passed"
    record(each_world, key, "right", figure("98"))  # another figure leaves the files where they are
    assert verdict(each_world, key) == "passed"
    submit(each_world, key)
    with each_world.session() as session:
        submission = latest_submission(session, each_world.find(session, key))
        assert submission is not None
        assert submission.test_results is not None
        (file,) = submission.test_results["right"]["files"]
        assert file["sha256"] == sha256(WHOLE["report.pdf"]).hexdigest()
        assert submission.test_results["right"]["evidence"] == [file["id"]]
        assert is_submitted(session, key, UUID(file["id"]))
        assert digest_of_stored(submission) == submission.digest


def test_evidence_is_replaced_by_name_and_taken_off(world: World) -> None:
    key = draft_to_test(world)
    assert problem(world, key, "right") == "nothing_recorded"
    record(world, key, "right", figure("99"))
    prove(world, key, "right", "report.pdf", "notes.txt")
    prove(world, key, "right", "report.pdf")  # the same bytes under the same name change nothing
    evidence = kept(world, key)
    assert len(evidence) == 2
    with world.session() as session:
        proving_tests.remove_test_evidence(
            session,
            actor=world.actor("alice"),
            assessment_id=key,
            test_id="right",
            file_id=UUID(evidence[0]),
            now=NOW,
        )
    assert kept(world, key) == evidence[1:]
    submit(world, key)
    assert problem(world, key, "right") == "not_in_this_state"
