"""The page on the lifecycle says what the table says."""

from __future__ import annotations

from pathlib import Path

from app.domain import lifecycle

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def test_the_picture_is_the_table() -> None:
    assert f"```mermaid\n{lifecycle.diagram()}```" in PAGE.read_text(encoding="utf-8")


def test_the_page_lists_every_move() -> None:
    assert lifecycle.table() in PAGE.read_text(encoding="utf-8")
