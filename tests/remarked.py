"""An assessment that a reviewer remarked on, sent back, and whose next revision replies."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app.storage import remarks
from app.workflow import assessing, reviewing
from app.workflow.remarking import remark
from tests.people import NOW, World

WHY = "Say who could be harmed."


def remarked(world: World, key: UUID, who: str = "dora", question: str = "harm", text: str = WHY) -> str:
    """Write a remark on the present submission; gives its key as replies name it."""
    with world.session() as session:
        return str(remark(session, world.actor(who), key, world.digest(key), question, text, NOW))


def sent_back(world: World, key: UUID, who: str = "dora") -> None:
    """Send what is in review back to the respondent."""
    world.open(key, who)
    with world.session() as session:
        reviewing.send_back(
            session,
            actor=world.actor(who),
            assessment_id=key,
            digest=world.digest(key),
            reason="See the remarks.",
            now=NOW,
        )


def revised(world: World, key: UUID) -> None:
    """Open the next revision."""
    with world.session() as session:
        assessing.revise(session, actor=world.actor("alice"), assessment_id=key, now=NOW)


def saved(
    world: World, key: UUID, replies: Mapping[str, str], section: str = "use", who: str = "alice", **answers: str
) -> None:
    """Save replies, and answers, of a section of the draft."""
    with world.session() as session:
        assessing.answer_section(
            session,
            actor=world.actor(who),
            assessment_id=key,
            section_id=section,
            answers=answers,
            comments={},
            replies=replies,
            version=world.find(session, key).version,
            now=NOW,
        )


def submitted_again(world: World, key: UUID) -> None:
    """Submit the draft as it is."""
    with world.session() as session:
        version = world.find(session, key).version
        assessing.submit(session, actor=world.actor("alice"), assessment_id=key, version=version, now=NOW)


def to_revise(world: World, **remarks_on: str) -> tuple[UUID, dict[str, str]]:
    """A draft of revision 2 with a remark on each of these questions; gives the remarks' keys by question."""
    key = world.in_review("serious")
    keys = {question: remarked(world, key, question=question, text=text) for question, text in remarks_on.items()}
    sent_back(world, key)
    revised(world, key)
    return key, keys


def open_questions(world: World, key: UUID) -> list[str]:
    """The questions with remarks that the draft has to answer."""
    with world.session() as session:
        return [each.question for each in remarks.open_remarks(session, world.find(session, key))]
