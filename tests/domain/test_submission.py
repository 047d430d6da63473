"""The digest of a submission covers everything it says."""

from __future__ import annotations

from dataclasses import fields, replace

from app.domain.submission import Content, of_visible, submission_digest

CONTENT = Content(
    assessment_id="01a209a2-4b80-7276-8094-f701d3a5374f",
    revision=1,
    system_name="Traffic lights",
    organisation_name="Ministry of Transport",
    logic_digest="a" * 64,
    text_digests={"en": "b" * 64},
    answers={"harm": "none", "people": 12},
    comments={"harm": "See the file."},
    outcome={"level": "low"},
    evidence={"harm": [{"name": "report.pdf", "sha256": "d" * 64}]},
    test_results={},
    replies={},
)
BEFORE_REPLIES = replace(CONTENT, replies=None)
BEFORE_EVIDENCE = replace(BEFORE_REPLIES, evidence=None, test_results=None)
CHANGED = {
    "assessment_id": "another",
    "revision": 2,
    "system_name": "Traffic light",
    "organisation_name": "Ministry",
    "logic_digest": "c" * 64,
    "text_digests": {"en": "c" * 64},
    "answers": {"harm": "none", "people": "12"},
    "comments": {},
    "outcome": {"level": "high"},
    "evidence": {"harm": [{"name": "report.pdf", "sha256": "e" * 64}]},
    "test_results": {"red_team": {"passed": True}},
    "replies": {"01a209a2": {"reply": "The file is new."}},
}


def test_every_part_counts() -> None:
    assert CHANGED.keys() == {field.name for field in fields(Content)}
    digests = {submission_digest(replace(CONTENT, **{part: value})) for part, value in CHANGED.items()}  # type: ignore[arg-type]
    assert len(digests | {submission_digest(CONTENT)}) == len(CHANGED) + 1


def test_the_digest_is_the_same_for_ever() -> None:
    """Whoever changes these values makes every certificate that was ever issued look forged."""
    assert submission_digest(BEFORE_EVIDENCE) == "be0c0219a2201ff064af3198f6c3276c5a0f3eee21b63ac19cfe4915402b0385"
    assert submission_digest(BEFORE_REPLIES) == "12a80b3551e274e155749b914ed8953230602607c5d65ee378b3c01f9b9cbf23"
    assert submission_digest(CONTENT) == "46318e5616c5bfbc6fa0660ad853bcdb6b071254dd1478fa1804e349002def6b"


def test_only_visible_questions_are_kept_in_the_files_order() -> None:
    assert list(of_visible({"b": 1, "a": 2, "hidden": 3}, ("a", "b", "c")).items()) == [("a", 2), ("b", 1)]
