"""Where the project's files are, for the tests that hold the house rules."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PYTHON_ROOMS = ("app", "tests", "migrations", "benchmarks", "scripts")
APPLICATION = ROOT / "app"
TEMPLATES = ROOT / "templates"


def named(path: Path) -> str:
    """The path as a person would write it, seen from the project's top."""
    return path.relative_to(ROOT).as_posix()


def python_files(*rooms: str) -> list[Path]:
    """Every Python file of the rooms, or of all rooms when none is named."""
    found = (path for room in rooms or PYTHON_ROOMS for path in (ROOT / room).rglob("*.py"))
    return sorted(path for path in found if "__pycache__" not in path.parts)


def files_of(*folders: Path, endings: tuple[str, ...]) -> list[Path]:
    """Every file in the folders whose name has one of the endings."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file() and path.suffix in endings)


def imported_packages(path: Path) -> set[str]:
    """The top names of everything a Python file imports, at its top or inside a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names
