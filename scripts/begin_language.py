"""Begin a language of the interface: every message of the product, still without words, in one file for each room."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

TRANSLATIONS = Path(__file__).resolve().parents[1] / "app" / "translations"
COMPLETE = TRANSLATIONS / "zh_Hans" / "LC_MESSAGES"  # tests see to it that this language lacks nothing


def begin(language: str, folder: Path = TRANSLATIONS) -> list[Path]:
    """Write the files of a language such as fr or pt-BR that are not there yet; gives their paths."""
    locale = language.replace("-", "_")
    target = folder / locale / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for source in sorted(COMPLETE.glob("*.po")):
        path = target / source.name
        if path.exists():
            continue
        with source.open("rb") as file:
            messages = [message for message in read_po(file) if message.id]
        empty = Catalog(locale=locale, charset="utf-8", fuzzy=False)
        for message in messages:
            empty.add(message.id, context=message.context)
        with path.open("wb") as file:
            write_po(file, empty, width=0, omit_header=False, sort_output=False)
        written.append(path)
    return written


if __name__ == "__main__":
    for new in begin(sys.argv[1], *map(Path, sys.argv[2:])):
        print(new)
