"""The names of attached files: one line that can be seen, without a path, the same however it was typed."""

from __future__ import annotations

from app.domain.evidence_file.kinds import FileRefused
from app.domain.names import LONGEST_NAME, NameRefused, clean_name


def clean_file_name(sent: str) -> str:
    """The name of a file as it is kept, without the folders that some browsers send.

    Raises FileRefused for a name that is empty, too long, without a stem, or holds characters that cannot be seen.
    """
    last = sent.replace("\\", "/").rpartition("/")[2]
    try:
        name = clean_name(last, "the name of the file")
    except NameRefused as refused:
        shown = "".join(character for character in last if character.isprintable())
        if refused.problem == "long":
            raise FileRefused("name_long", shown[:60] + "…") from None
        raise FileRefused("name", shown[:LONGEST_NAME]) from None
    if not stem_of(name) or name.startswith("."):
        raise FileRefused("name", name)
    return name


def stem_of(name: str) -> str:
    """The name without its ending."""
    return name.rpartition(".")[0].strip(" .")


def ends_as(name: str, endings: tuple[str, ...]) -> bool:
    """Whether the name has one of these endings, in any case."""
    return name.lower().endswith(endings)
