"""Names tell the room and docstrings tell the job, so that a newcomer guesses the file."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.project_files import (
    ROOT,
    TEMPLATES,
    files_of,
    named,
    python_files,
)

# Files named after a kind of thing grow without end; files named after a job stay small.
FORBIDDEN = {"helper", "util", "common", "manager", "misc", "base", "service"}
FORBIDDEN |= {f"{word}s" for word in FORBIDDEN} | {"utilities", "utility"}


def words_of(name: str) -> set[str]:
    """The words a name is made of, whether joined by underscores, hyphens or capitals."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def defined_names(path: Path) -> list[str]:
    """The names of the classes and functions in a Python file."""
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in ast.walk(tree) if isinstance(node, kinds)]


def test_no_file_is_named_after_a_kind_of_thing() -> None:
    pages = files_of(TEMPLATES, ROOT / "app" / "static", ROOT / "docs", endings=(".html", ".css", ".js", ".md"))
    paths = [*python_files(), *pages]
    assert paths
    assert [
        named(path) for path in paths if any(words_of(part) & FORBIDDEN for part in path.relative_to(ROOT).parts)
    ] == []


def test_no_class_or_function_is_named_after_a_kind_of_thing() -> None:
    assert [
        f"{named(path)}: {name}"
        for path in python_files("app")
        for name in defined_names(path)
        if words_of(name) & FORBIDDEN
    ] == []


@pytest.mark.parametrize("name", ["base_form", "FormHelper", "utils", "account-service"])
def test_a_forbidden_word_is_seen_however_it_is_joined(name: str) -> None:
    assert words_of(name) & FORBIDDEN


@pytest.mark.parametrize("name", ["database", "based_on", "communication", "utilise"])
def test_a_longer_word_is_not_mistaken_for_a_forbidden_one(name: str) -> None:
    assert not words_of(name) & FORBIDDEN


def test_each_module_says_in_one_sentence_what_it_does() -> None:
    wrong = []
    for path in python_files():
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        sentence = " ".join(docstring.split())
        # Alembic writes "Revision ID:" lines below the sentence of a migration; they are its index card.
        if path.parts[-2] == "versions":
            sentence = docstring.partition("\n")[0]
        if not sentence.endswith((".", "。")) or re.search(r"[.!?]\s+[A-Z]", sentence):
            wrong.append(f"{named(path)}: {sentence!r}")
    assert wrong == []
