"""What may be attached as evidence: which kinds of files, told by their content, how many and how large."""

from __future__ import annotations

from app.domain.evidence_file.kinds import KINDS, FileRefused, Kind, kind_named
from app.domain.evidence_file.recognition import recognise

__all__ = [
    "KINDS",
    "LARGEST_FILE",
    "LARGEST_TOTAL",
    "MOST_FILES",
    "FileRefused",
    "Kind",
    "kind_named",
    "recognise",
]

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_TOTAL = 100 * 1024 * 1024  # of one assessment, with the files that were replaced: they stay on the disk
MOST_FILES = 10  # beside one question or test at a time
