"""What is submitted, as one value whose digest anybody can derive again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.domain.canonical import Canonical, canonical_object, digest

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a submission's digest covers, as plain canonical data or written as such already.

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
    text_digests: Mapping[str, str] | Canonical
    answers: Mapping[str, object] | Canonical
    comments: Mapping[str, str] | Canonical
    outcome: Mapping[str, object] | Canonical
    evidence: Mapping[str, object] | Canonical | None = None
    test_results: Mapping[str, object] | Canonical | None = None
    replies: Mapping[str, object] | Canonical | None = None


def submission_digest(content: Content) -> str:
    """The SHA-256 of the content's canonical JSON, in hexadecimal."""
    later: dict[str, object] = {"format": 1}
    if content.evidence is not None and content.test_results is not None:
        later = {"format": 2, "evidence": content.evidence, "test_results": content.test_results}
        if content.replies is not None:
            later |= {"format": 3, "replies": content.replies}
    return digest(
        canonical_object(
            {
                **later,
                "assessment": content.assessment_id,
                "revision": content.revision,
                "system": content.system_name,
                "organisation": content.organisation_name,
                "logic": content.logic_digest,
                "texts": content.text_digests,
                "answers": content.answers,
                "comments": content.comments,
                "outcome": content.outcome,
            }
        )
    )


def of_visible(values: Mapping[str, Value], visible: Sequence[str]) -> dict[str, Value]:
    """Only the entries of visible questions, in the file's order."""
    return {question: values[question] for question in visible if question in values}
