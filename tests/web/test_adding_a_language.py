"""The page on adding a language is true: what it says is done here with French, and French is gone afterwards."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from flask import Flask

from app.web import localisation
from tests.people import World
from tests.web.visiting import application_of, text_of, visit

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "adding-a-language.md").read_text(encoding="utf-8")


@pytest.fixture
def french(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The product with the language that the page adds, its words made of the English ones."""
    command = re.search(r"^ *\.venv/bin/python (scripts/begin_language\.py \w+)$", PAGE, re.MULTILINE)
    assert command
    folder = tmp_path / "translations"
    shutil.copytree(localisation.FOLDER, folder)
    subprocess.run([sys.executable, *shlex.split(command[1]), str(folder)], cwd=ROOT, check=True, capture_output=True)
    for path in (folder / "fr" / "LC_MESSAGES").glob("*.po"):
        translate(path)
    named: dict[str, dict[str, str]] = {}
    for line in re.findall(r"^ *((?:LANGUAGES|LOCALES) = .*)$", PAGE, re.MULTILINE):
        exec(line, named)  # noqa: S102 - our own page
    for name in ("LANGUAGES", "LOCALES"):
        for code, words in named[name].items():
            monkeypatch.setitem(getattr(localisation, name), code, words)
    monkeypatch.setattr(localisation, "FOLDER", folder)
    forget()
    yield application_of(world)
    forget()


def forget() -> None:
    """Forget the words that were read, which are of this test's folder or of another."""
    localisation.catalogue.cache_clear()
    localisation._translated.cache_clear()


def translate(path: Path) -> None:
    """Give every message words: the English ones, with a mark."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    assert all(not any(message.string or ()) for message in catalogue if message.id), "it begins without words"
    for message in catalogue:
        if message.id:
            forms = message.id if isinstance(message.id, tuple) else (message.id,)
            message.string = tuple(f"fr:{form}" for form in forms) if len(forms) > 1 else f"fr:{forms[0]}"
    with path.open("wb") as file:
        write_po(file, catalogue)


def test_a_language_is_added_as_the_page_says(french: Flask, world: World) -> None:
    page = text_of(visit(french).get("/help", headers={"Accept-Language": "fr-CA, en;q=0.5"}))
    assert '<html lang="fr"' in page
    assert "<h1>fr:Help</h1>" in page
    assert "Français" not in page, "the language of the page is not offered"
    offered = text_of(visit(french).get("/help", headers={"Accept-Language": "en"}))
    assert ">Français<" in offered
    with french.test_request_context("/", headers={"Accept-Language": "fr"}):
        assert localisation.date_in_words("2026-11-23") == "23 novembre 2026"
        assert localisation.number_in_words(42_000) == "42\u202f000"
        assert localisation.ngettext("about %(num)s minute", "about %(num)s minutes", 0) == "fr:about 0 minute"


def test_nothing_of_it_is_left() -> None:
    assert "fr" not in localisation.LANGUAGES
    assert not (localisation.FOLDER / "fr").exists()
