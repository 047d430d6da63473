"""Templates escape everything and carry no script or style of their own, so that the strict policy holds."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.project_files import APPLICATION, TEMPLATES, files_of, named, python_files

FORBIDDEN = {
    "an unescaped value": re.compile(r"\|\s*safe\b|{%-?\s*autoescape\s+false"),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE),
    "something from another host": re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
}
# A PDF is a file of its own: no policy guards it and no browser runs it, so its page carries its style inside.
DOCUMENTS = TEMPLATES / "documents"
# Nor does one guard a mail, whose reader fetches no style sheet: the frame of all mails carries the style of each.
STYLED = {TEMPLATES / "mail" / "frame.html"}


@pytest.mark.parametrize("mistake", FORBIDDEN)
def test_no_template_has(mistake: str) -> None:
    pages = [path for path in files_of(TEMPLATES, endings=(".html", ".svg")) if DOCUMENTS not in path.parents]
    pages = [path for path in pages if mistake != "an inline style" or path not in STYLED]
    assert pages
    assert [
        f"{named(path)}:{number}: {line.strip()}"
        for path in pages
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if FORBIDDEN[mistake].search(line)
    ] == []


@pytest.mark.parametrize(
    ("mistake", "line"),
    [
        ("an unescaped value", "<p>{{ answer|safe }}</p>"),
        ("an unescaped value", "{% autoescape false %}"),
        ("an inline style", '<p style="color: red">'),
        ("an inline style", "<style>"),
        ("an inline script", "<script>alert(1)</script>"),
        ("an inline script", '<button onclick="go()">'),
        ("an inline script", '<a href="javascript:go()">'),
        ("something from another host", '<img src="//example.org/x.png">'),
    ],
)
def test_the_mistake_is_seen(mistake: str, line: str) -> None:
    assert FORBIDDEN[mistake].search(line)


def test_no_document_has_an_unescaped_value() -> None:
    pages = files_of(DOCUMENTS, endings=(".html", ".svg"))
    assert [
        named(path) for path in pages if FORBIDDEN["an unescaped value"].search(path.read_text(encoding="utf-8"))
    ] == []


def marks_made_text_as_safe(node: ast.AST) -> bool:
    """Whether a piece of Python calls Markup() with anything but words that stand there in full."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "Markup":
        return False
    return not all(isinstance(argument, ast.Constant) for argument in node.args)


def test_python_marks_made_text_as_safe_only_where_pictures_are_drawn() -> None:
    makers = {
        path.relative_to(APPLICATION).as_posix()
        for path in python_files("app")
        if any(map(marks_made_text_as_safe, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert {maker for maker in makers if "pictures" not in maker} == set()
