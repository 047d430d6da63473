"""Where everything in a document's picture of bars stands, in units of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from app.domain.amount import Amount
from app.domain.bar_measures import APART, Label, Line, Room, box, broken, placed, width_of, written
from app.domain.bar_scale import NamedStretch, Scale, figures_of, head_of, scale_of, shades_of

Look = Literal["full", "less", "rest", "idle", "total", "track"]


@dataclass(frozen=True, slots=True)
class BarRow:
    """A row to be drawn: a bar from `start` to `end`, or a heading where `look` is None."""

    labels: tuple[Label, ...]
    figure: str = ""
    look: Look | None = None
    start: Amount = 0
    end: Amount = 0
    of: Amount | None = None  # where it would end at most, shown as an empty track
    leads_on: bool = False  # the next bar begins where this one ends
    apart: bool = False  # a rule parts it from the rows above


@dataclass(frozen=True, slots=True)
class BarLayout:
    """A picture, ready to be drawn: paths for the bars by their looks, shaded stretches, edges and lines of text."""

    width: str
    height: str
    size: str
    shades: str
    edges: str
    rules: str
    bars: tuple[tuple[Look, str], ...]
    links: str
    lines: tuple[Line, ...]


def laid_out(rows: Sequence[BarRow], stretches: Sequence[NamedStretch], room: Room) -> BarLayout:
    """Lay rows out below each other, on a scale that holds every bar and shows where each stretch begins."""
    widest = max((width_of(Label(row.figure, strong=True), room) for row in rows), default=0)
    room = replace(room, figures=max(room.figures, widest + 10))
    ends = [end for row in rows if row.look is not None for end in (row.start, row.end, row.of or 0)]
    scale = scale_of(ends, stretches, room)
    head = head_of(stretches, scale, room)
    drawn = _Drawn(list(head.lines), bottom=head.bottom)
    for place, row in enumerate(rows):
        _draw(row, rows[place + 1] if place + 1 < len(rows) else None, scale, room, drawn)
    return BarLayout(
        width=written(room.width),
        height=written(drawn.bottom + (room.line if stretches else 0) + 3),
        size=written(room.size),
        shades=shades_of(stretches, scale, room, head.bottom, drawn.bottom),
        edges="".join(f"M{written(x)} {written(start)}V{written(drawn.bottom)}" for x, start in head.edges),
        rules="".join(drawn.rules),
        bars=tuple((look, "".join(path)) for look, path in drawn.paths.items()),
        links="".join(drawn.links),
        lines=(*drawn.lines, *figures_of(stretches, scale, room, drawn.bottom + room.size)),
    )


@dataclass(slots=True)
class _Drawn:
    """What is drawn so far, and where the next row begins."""

    lines: list[Line]
    bottom: float
    paths: dict[Look, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)


def _draw(row: BarRow, following: BarRow | None, scale: Scale, room: Room, drawn: _Drawn) -> None:
    if row.apart:
        drawn.rules.append(f"M0 {written(drawn.bottom + 2)}H{written(room.width)}")
        drawn.bottom += APART
    placed, bar_at, height = _row(row, room, drawn.bottom)
    drawn.lines += placed
    drawn.bottom += height
    if row.look is None:
        return
    if row.of is not None:
        drawn.paths.setdefault("track", []).append(_bar(scale(0), scale(row.of), bar_at, room.bar))
    if row.start != row.end:
        drawn.paths.setdefault(row.look, []).append(_bar(scale(row.start), scale(row.end), bar_at, room.bar))
    if row.leads_on and following:
        below = _row(following, room, drawn.bottom + APART * following.apart)[1]
        drawn.links.append(f"M{written(scale(row.end))} {written(bar_at + room.bar)}V{written(below)}")


def _row(row: BarRow, room: Room, y: float) -> tuple[list[Line], float, float]:
    """The lines of a row, where its bar is, and how high the row is."""
    texts = [replace(label, text=line) for label in row.labels for line in broken(label, room.labels, room)]
    high = len(texts) * room.line
    tall = max(high, room.bar if row.look else 0) + room.gap
    first, bar_at = y + (tall - high) / 2, y + (tall - room.bar) / 2
    figure_at = bar_at + room.bar / 2 + room.size * 0.36
    lines = [placed(text, 0, first + (place + 0.75) * room.line, room) for place, text in enumerate(texts)]
    if row.figure:
        lines.append(placed(Label(row.figure, strong=True), room.width, figure_at, room, "end"))
    return lines, bar_at, tall


def _bar(start: float, end: float, y: float, high: float) -> str:
    """A bar as a path; a very short one is still seen."""
    left, right = min(start, end), max(start, end)
    return box(left, max(right, left + 1.5), y, y + high)
