"""Writing files that are never written again, so that they are on the disk before anything speaks of them."""

from __future__ import annotations

import os
import tempfile
from hashlib import file_digest
from pathlib import Path


def write_file(path: Path, data: bytes) -> None:
    """Put the bytes there at once and whole, and come back when the disk has them, the folder's entry too."""
    new = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)  # a full disk leaves nothing behind
        raise
    for folder in (path.parent, *(each.parent for each in new)):
        _sync_folder(folder)


def is_whole(path: Path, digest: str) -> bool:
    """Whether the file is there with the content of this SHA-256; OSError when it cannot be read."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == digest


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
