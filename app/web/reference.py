"""The reference by which people name an assessment to each other, in letters and on the telephone."""

from __future__ import annotations

from uuid import UUID


def reference(assessment_id: UUID) -> str:
    """Ten characters in two groups, from the random end of the key, such as ``7F3A1-09C4E``."""
    digits = assessment_id.hex[-10:].upper()
    return f"{digits[:5]}-{digits[5:]}"
