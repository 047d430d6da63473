"""Styles say start and end, never left and right, so that a page can be read from right to left as well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.project_files import APPLICATION, named

STYLES = sorted((APPLICATION / "static").glob("*.css"))
SIDES = r"(?:left|right|top|bottom)"
EDGES = "margin|padding|border|scroll-margin|scroll-padding|inset"
PHYSICAL = {
    "a side": re.compile(rf"(?:^|[\s;{{])(?:{SIDES}|(?:{EDGES})-{SIDES}[\w-]*)\s*:"),
    "a corner": re.compile(r"border-(?:top|bottom)-(?:left|right)-radius\s*:"),
    "a direction as value": re.compile(r"(?:text-align|float|clear)\s*:\s*(?:left|right)\b"),
    "a width or a height": re.compile(r"(?:^|[\s;{])(?:min-|max-)?(?:width|height)\s*:"),
    "a gradient to a side": re.compile(r"gradient\(\s*to (?:left|right)\b"),
    "a move to a side": re.compile(r"translate(?:X|3d)\("),
}
FOUR_SIDES = re.compile(r"(?:margin|padding|inset|border-(?:width|color|style)|border-radius)\s*:\s*([^;}]+)")


def declarations(text: str) -> Iterator[tuple[int, str]]:
    """Each line of a style sheet without its comments and without conditions such as (max-width: 40rem)."""
    text = re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
    for number, line in enumerate(text.splitlines(), 1):
        yield number, re.sub(r"@(?:media|container|supports)[^{]*", "", line)


def physical(line: str) -> str | None:
    """What in this line is true of one direction of reading only; None when nothing is."""
    for what, pattern in PHYSICAL.items():
        if pattern.search(line):
            return what
    for found in FOUR_SIDES.finditer(line):
        parts = re.findall(r"[^\s(]+(?:\([^)]*\))?", found[1].split("/")[0])
        pairs = ((0, 1), (3, 2)) if "radius" in found[0] else ((3, 1),)
        if len(parts) == 4 and any(parts[left] != parts[right] for left, right in pairs):
            return "four values, of which left and right differ"
    return None


@pytest.mark.parametrize("style", STYLES, ids=named)
def test_no_style_knows_left_from_right(style: Path) -> None:
    found = [(number, line.strip(), physical(line)) for number, line in declarations(style.read_text(encoding="utf-8"))]
    assert [f"{named(style)}:{number}: {line} ({what})" for number, line, what in found if what] == []


@pytest.mark.parametrize(
    "line",
    [
        "  margin-left: 1rem;",
        "a { right: 0; }",
        "  border-top-left-radius: 4px;",
        "  text-align: right;",
        "  max-width: 10rem;",
        "  background: linear-gradient(to right, red, blue);",
        "  padding: 0 1rem 0 2rem;",
        "  border-radius: 0 var(--r) var(--r) 0;",
    ],
)
def test_the_mistake_is_seen(line: str) -> None:
    assert physical(line)


@pytest.mark.parametrize(
    "line",
    [
        "  margin: 0 auto;",
        "  inline-size: 4rem;",
        "  padding: 1rem 2rem 3rem 2rem;",
        "  border-radius: 0 0 1px 1px;",
        "  text-align: start;",
    ],
)
def test_what_is_right_passes(line: str) -> None:
    assert physical(line) is None
