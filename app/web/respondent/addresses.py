"""Addresses of the respondent's pages that need a thought."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import url_for

# Pages beside the sections; a matrix may still call a section by one of these names.
PAGES = frozenset(
    {
        "again",
        "check",
        "colleagues",
        "import",
        "submit",
        "submitted",
        "withdraw",
        "revise",
        "result",
        "sections",
        "tests",
    }
)


def section_url(
    assessment_id: UUID,
    section_id: str,
    *,
    opened: Sequence[str] = (),
    back: str | None = None,
    question: str | None = None,
) -> str:
    """The address of a section, at one of its questions when that is named."""
    endpoint = "respondent.named_section" if section_id in PAGES else "respondent.section"
    return url_for(
        endpoint,
        assessment_id=assessment_id,
        section_id=section_id,
        opened=list(opened) or None,
        back=back if back == "check" else None,
        _anchor=f"question-{question}" if question else None,
    )
