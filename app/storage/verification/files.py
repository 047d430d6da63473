"""Holding every file in the data directory against the digest that is recorded of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage import certificates, evidence, letters
from app.storage.letter_tables import LetterFile
from app.storage.stored_files import is_whole
from app.storage.tables import CertificateFile, EvidenceFile
from app.storage.verification.reading import BATCH

PLACES = (
    (CertificateFile, "certificate file", certificates.path_of),
    (LetterFile, "letter file", letters.path_of),
    (EvidenceFile, "evidence file", evidence.path_of),
)


def lost_files(session: Session, data_directory: Path) -> Iterator[tuple[str, str]]:
    """Each file that is missing or altered, as its subject and a sentence; the same bytes are read once."""
    for table, name, path_of in PLACES:
        query = select(table.sha256).distinct().order_by(table.sha256).execution_options(yield_per=BATCH)
        for digest in session.scalars(query):
            path = path_of(data_directory, digest)
            try:
                if is_whole(path, digest):
                    continue
                sentence = f"was altered at {path}."
            except OSError:
                sentence = f"is missing at {path}."
            yield f"{name} {digest[:12]}…", sentence
