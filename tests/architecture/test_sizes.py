"""Limits are tests, not memory: files and functions stay small enough to be read at once."""

from __future__ import annotations

import ast

from tests.architecture.project_files import ROOT, TEMPLATES, files_of, named, python_files

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 40


def test_no_file_is_longer_than_300_lines() -> None:
    pages = files_of(TEMPLATES, ROOT / "app" / "static", endings=(".html", ".txt", ".css", ".js"))
    lengths = {named(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*python_files(), *pages]}
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LINES_OF_A_FILE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    too_long = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LINES_OF_A_FUNCTION:
                    too_long.append(f"{named(path)}:{node.lineno} {node.name} has {length} lines")
    assert too_long == []
