"""A matrix file and the translation files beside it, read from the disk."""

from __future__ import annotations

from pathlib import Path

from app.domain.matrix_file import MAXIMUM_BYTES, Mistake, Reading, read_matrix

_LONGEST_TAG = 20


def read_matrix_files(path: Path) -> Reading:
    """Read `risk_matrix.yaml` and every `risk_matrix.<language>.yaml` beside it.

    Never raises: a file that cannot be opened is a mistake like any other. Names in mistakes are
    written as `path` is, so that editors and people find the files.
    """
    try:
        text = _content(path)
        translations = {language: _content(beside) for language, beside in _beside(path)}
    except (OSError, ValueError) as error:
        name = getattr(error, "filename", None) or path
        reason = getattr(error, "strerror", None) or "the name cannot be used"
        return Reading(None, (Mistake(str(name), 0, f"The file cannot be read: {reason}"),), name=str(path))
    return read_matrix(text, translations, name=str(path))


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        # One byte more than allowed is enough to see that a file is too large.
        return file.read(MAXIMUM_BYTES + 1)


def _beside(path: Path) -> list[tuple[str, Path]]:
    start, ending = f"{path.stem}.", path.suffix
    found = []
    for sibling in sorted(path.parent.iterdir()):
        name = sibling.name
        language = name[len(start) : len(name) - len(ending)]
        if name.startswith(start) and name.endswith(ending) and 2 <= len(language) <= _LONGEST_TAG:
            found.append((language, sibling))
    return found
