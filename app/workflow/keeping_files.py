"""Keeping the PDFs that leave the building: each is made once, lies under its digest, and is never quietly replaced."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from app.storage.stored_files import write_file
from app.storage.transaction import transaction


class FileLost(RuntimeError):
    """A file that was made is not where it was put, or is not what was put there."""


class Named(Protocol):
    """A row that names a file by the digest of its bytes."""

    @property
    def sha256(self) -> str:
        """64 hexadecimal digits."""


def keep(session: Session, data: bytes, place: Callable[[str], Path], enter: Callable[[str], Named]) -> str:
    """Put the bytes on the disk and have them entered; gives the digest of the file that counts.

    `place` says where the bytes with a digest lie. `enter` is called in a transaction: it holds what the file belongs
    to and gives the row that is there, or writes one with this digest. When somebody else was faster theirs counts,
    and these bytes go.
    """
    digest = sha256(data).hexdigest()
    # The bytes first: a row never speaks of a file that is not there.
    write_file(place(digest), data)
    with transaction(session):
        counts = enter(digest).sha256
    if counts != digest:
        place(digest).unlink(missing_ok=True)
    return counts


def whole(path: Path, digest: str, name: str) -> Path:
    """The path, once it is known that these bytes are there; `name` says whose file it is, in the middle of a sentence.

    Raises FileLost for a file that is gone or altered: another one would have another digest than the one that left
    the building.
    """
    try:
        unaltered = sha256(path.read_bytes()).hexdigest() == digest
    except OSError as error:
        raise FileLost(f"The file {path.name} of {name} cannot be read.") from error
    if not unaltered:
        raise FileLost(f"The file {path.name} of {name} was altered.")
    return path
