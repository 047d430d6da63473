"""What is submitted, as one value whose digest anybody can derive again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.domain.canonical import digest

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a submission's digest covers, as plain canonical data.

    `outcome` is what app.domain.outcome_json writes; `answers`, `comments` and `evidence` hold visible questions only,
    `test_results` only tests of the plan, `replies` what was replied to the remarks on the revision before. Those
    that are None did not exist when the submission was made: format 1 knew answers only, 2 evidence and results of
    tests, 3 replies.
    """

    assessment_id: str
    revision: int
    system_name: str
    organisation_name: str
    logic_digest: str
    text_digests: Mapping[str, str]
    answers: Mapping[str, object]
    comments: Mapping[str, str]
    outcome: Mapping[str, object]
    evidence: Mapping[str, object] | None = None
    test_results: Mapping[str, object] | None = None
    replies: Mapping[str, object] | None = None


def submission_digest(content: Content) -> str:
    """The SHA-256 of the content's canonical JSON, in hexadecimal."""
    later: dict[str, object] = {"format": 1}
    if content.evidence is not None and content.test_results is not None:
        later = {"format": 2, "evidence": dict(content.evidence), "test_results": dict(content.test_results)}
        if content.replies is not None:
            later |= {"format": 3, "replies": dict(content.replies)}
    return digest(
        {
            **later,
            "assessment": content.assessment_id,
            "revision": content.revision,
            "system": content.system_name,
            "organisation": content.organisation_name,
            "logic": content.logic_digest,
            "texts": dict(content.text_digests),
            "answers": dict(content.answers),
            "comments": dict(content.comments),
            "outcome": dict(content.outcome),
        }
    )


def of_visible(values: Mapping[str, Value], visible: Sequence[str]) -> dict[str, Value]:
    """Only the entries of visible questions, in the file's order."""
    return {question: values[question] for question in visible if question in values}
