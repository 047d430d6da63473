"""A draft whose questions take comments and files (tests/matrices/comments_and_evidence.yaml)."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from app.workflow import adding_evidence, assessing
from app.workflow.adding_evidence import KeptFile
from tests.people import MATRICES, NOW, World, publish_matrix

IN_FORCE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)  # the day from which this matrix is the one for new assessments
ANSWERS: dict[str, str | tuple[str, ...]] = {"use": "games", "checks": ("audit",), "approved": "yes", "name": "Chess"}
COMMENTS = {"checks": "By the national institute."}
CALLED_FOR = ("checks", "approved", "name")  # what these answers need a file for


def draft_beside(world: World, owner: str = "alice", *, answered: bool = True) -> UUID:
    """A draft that lacks nothing but the files that its answers call for."""
    who = world.actor(owner)
    with world.session() as session:
        publish_matrix(session, {"": (MATRICES / "comments_and_evidence.yaml").read_bytes()})
        draft = assessing.create(session, actor=who, system_name="Chess tutor", now=IN_FORCE)
        if answered:
            assessing.save_answers(
                session,
                actor=who,
                assessment_id=draft,
                section_id="use",
                answers=ANSWERS,
                comments=COMMENTS,
                version=1,
                now=NOW,
            )
    return draft


def attach(world: World, draft: UUID, question: str, files: dict[str, bytes], who: str = "alice") -> list[UUID]:
    """Put files beside a question; gives the keys of those that are new."""
    kept: list[KeptFile] = [
        adding_evidence.keep_file(world.data_directory, name=name, data=data) for name, data in files.items()
    ]
    with world.session() as session:
        rows = adding_evidence.add_evidence(
            session, actor=world.actor(who), assessment_id=draft, question_id=question, files=kept, now=NOW
        )
        return [row.id for row in rows]


def remove(world: World, draft: UUID, question: str, file: UUID, who: str = "alice") -> None:
    """Take a file off a question."""
    with world.session() as session:
        adding_evidence.remove_evidence(
            session, actor=world.actor(who), assessment_id=draft, question_id=question, file_id=file, now=NOW
        )


def submit_beside(world: World, draft: UUID, who: str = "alice") -> UUID:
    """Submit the draft as it is."""
    with world.session() as session:
        version = world.find(session, draft).version
        return assessing.submit(session, actor=world.actor(who), assessment_id=draft, version=version, now=NOW)
