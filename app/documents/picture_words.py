"""Draws pictures, and sets their words as one run: WeasyPrint sets each letter by itself, which takes long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.svg.text import text

ONE_BY_ONE = ("dx", "dy", "rotate", "letter-spacing", "textLength")  # attributes that place letters


class Whole(str):
    """Words that are one piece for whoever goes through their letters."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        """All of them, once."""
        yield str(self)


def words(svg: Any, node: Any, font_size: float) -> None:
    """Draw a text of a picture; letters that have places of their own are set one by one."""
    places = node.get("x", "").split(), node.get("y", "").split()
    if node.text and max(map(len, places)) <= 1 and not any(node.get(name) for name in ONE_BY_ONE):
        node._etree_node.text = Whole(node.text)  # noqa: SLF001
    text(svg, node, font_size)


def drawn(picture: Any, stream: Any, width: float, height: float, _style: object) -> None:
    """Draw a picture, or fail: WeasyPrint leaves out one that it cannot draw, and nobody would miss it."""
    picture._svg.draw(stream, width, height, picture._base_url, picture._context)  # noqa: SLF001
