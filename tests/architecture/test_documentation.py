"""What the documents say can be followed: links resolve, and decision records have one shape."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import click
import pytest

from tests.architecture.project_files import ROOT, named

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def anchors(text: str) -> set[str]:
    """The names by which the headings of a document can be linked."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def leads_somewhere(target: str, document: Path) -> bool:
    """Whether a link inside the project finds its file, and its heading where it names one."""
    name, _, fragment = target.partition("#")
    path = (document.parent / name).resolve() if name else document
    return path.exists() and (not fragment or fragment in anchors(path.read_text(encoding="utf-8")))


def without_code(path: Path) -> str:
    """The text of a document without its code, in which brackets mean something else."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/how-it-works.md"])
def test_a_newcomer_finds(name: str) -> None:
    assert (ROOT / name).is_file()


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", without_code(document))
    inside = [target for target in targets if not re.match(r"https?:|mailto:", target)]
    assert [target for target in inside if not leads_somewhere(target, document)] == []


@pytest.mark.parametrize("record", DECISIONS, ids=named)
def test_a_decision_record_has_the_headings_of_all(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", record.name)
    assert re.match(rf"# {int(record.name[:4])}\. \S", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Status",
        "Context",
        "Decision",
        "Consequences",
    ]
    assert all(section.strip() for section in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:])


def test_decision_records_are_numbered_without_a_gap() -> None:
    assert DECISIONS
    assert [int(record.name[:4]) for record in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_command_that_is_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = set(re.findall(r"^\.PHONY: (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^ {4})make ([a-z]+)", text, re.MULTILINE)) <= targets
    for first, second in re.findall(r"flask --app app ([a-z]+)(?: ([a-z]+))?", text):
        command = import_module(f"app.cli.{first}").command
        assert not second or not isinstance(command, click.Group) or second in command.commands, f"{first} {second}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_file_that_is_named_exists(document: Path) -> None:
    places = r"(?:app|docs|migrations|scripts|templates|tests)/"
    paths = re.findall(rf"`({places}[\w./-]*)`", document.read_text(encoding="utf-8"))
    assert [path for path in paths if not (ROOT / path).exists()] == []
