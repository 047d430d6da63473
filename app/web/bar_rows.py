"""Rows of bars on one scale as a page draws them: words that break by themselves, and places in shares of the width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.bar_layout import BarRow, Look
from app.domain.bar_measures import SCREEN, Label, Line
from app.domain.bar_scale import NamedStretch, Scale, figures_of, head_of, scale_of

THINNEST = 0.5  # of a hundred; a very short bar is still seen


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the scale behind every bar, or an edge where it has no width."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a stretch begins, above the bars: how far across and how far down."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class ShownBar:
    """A row: words, figure and bar, the whole that it is part of, and lines from the bar above and to the next."""

    labels: tuple[Label, ...]
    figure: str
    apart: bool
    look: Look | None
    x: str
    width: str
    track: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class BarPicture:
    """A picture with its title: names above the bars, the scale behind them, rows, and figures below."""

    title: str
    names: tuple[Line, ...]
    edges: tuple[Edge, ...]
    height: str
    scale: tuple[Stretch, ...]
    rows: tuple[ShownBar, ...]
    figures: tuple[Line, ...]


def bar_picture(title: str, rows: Sequence[BarRow], stretches: Sequence[NamedStretch]) -> BarPicture:
    """Rows of bars below each other, on a scale that holds them all and shows where each stretch begins."""
    ends = [end for row in rows if row.look is not None for end in (row.start, row.end, row.of or 0)]
    scale = scale_of(ends, stretches, SCREEN)
    head = head_of(stretches, scale, SCREEN)
    figures = figures_of(stretches, scale, SCREEN, SCREEN.size)
    above: Sequence[BarRow | None] = [None, *rows]
    return BarPicture(
        title,
        tuple(_spread(line) for line in head.lines),
        tuple(Edge(_across(x), _down(y)) for x, y in head.edges),
        _down(head.bottom),
        (*_shades(stretches, scale), *(Stretch(_across(x), "") for x, _y in head.edges)),
        tuple(_shown(row, before, scale) for before, row in zip(above, rows, strict=False)),
        tuple(_spread(line) for line in figures),
    )


def _shades(stretches: Sequence[NamedStretch], scale: Scale) -> tuple[Stretch, ...]:
    """Every second stretch."""
    return tuple(
        _between(scale(part.start), SCREEN.width if part.end is None else scale(part.end)) for part in stretches[1::2]
    )


def _shown(row: BarRow, above: BarRow | None, scale: Scale) -> ShownBar:
    left, right = scale(min(row.start, row.end)), scale(max(row.start, row.end))
    bar = _between(left, max(right, left + THINNEST * SCREEN.width / 100)) if row.start != row.end else Stretch("", "")
    return ShownBar(
        row.labels,
        row.figure,
        row.apart,
        row.look,
        bar.x,
        bar.width,
        "" if row.of is None else _across(scale(row.of)),
        _across(scale(above.end)) if above and above.leads_on else "",
        _across(scale(row.end)) if row.leads_on else "",
    )


def _between(left: float, right: float) -> Stretch:
    begins, ends = _share(left), _share(right)
    return Stretch(_percent(begins), _percent(ends - begins))


def _spread(line: Line) -> Line:
    return Line(line.text, _across(float(line.x)), _down(float(line.y)), line.anchor, line.strong, False, line.language)


def _across(x: float) -> str:
    return _percent(_share(x))


def _share(x: float) -> float:
    return round(100 * x / SCREEN.width, 1)


def _percent(share: float) -> str:
    return f"{share:.1f}".removesuffix(".0") + "%" if share else "0"


def _down(y: float) -> str:
    return f"{y / SCREEN.size:.1f}".removesuffix(".0") + "em"
