"""The scale behind a picture of bars: where amounts stand, and the names and numbers of its stretches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.domain.amount import Amount
from app.domain.bar_measures import Label, Line, Room, box, placed, width_of


@dataclass(frozen=True, slots=True)
class NamedStretch:
    """A named part of the scale; the last one has no end."""

    label: Label
    figure: str
    start: Amount
    end: Amount | None
    reached: bool


class Scale:
    """Turns an amount into a place across the picture."""

    def __init__(self, low: Amount, high: Amount, room: Room) -> None:
        self.low, self.left = low, room.left
        self.step = (room.right - room.left) / float(high - low)

    def __call__(self, amount: Amount) -> float:
        """How far from the left edge the amount stands."""
        return self.left + float(amount - self.low) * self.step


def scale_of(ends: Iterable[Amount], stretches: Sequence[NamedStretch], room: Room) -> Scale:
    """A scale that holds nothing, the ends of all bars and the beginnings of all stretches."""
    starts = [stretch.start for stretch in stretches]
    amounts = [0, *ends, *starts]
    low, high = min(amounts), max(amounts)
    if len(starts) > 1:
        # The last stretch has no end: it gets at least the room of an ordinary one.
        high = max(high, starts[-1] + Fraction(starts[-1] - starts[0]) / (len(starts) - 1))
    return Scale(low, high if high > low else low + 1, room)


def shades_of(stretches: Sequence[NamedStretch], scale: Scale, room: Room, above: float, below: float) -> str:
    """Every second stretch, shaded."""
    return "".join(
        box(scale(part.start), scale(part.end) if part.end is not None else room.right, above, below)
        for part in stretches[1::2]
    )


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the bars: names in lanes, where the edge of each stretch begins, and where the bars begin."""

    lines: tuple[Line, ...]
    edges: tuple[tuple[float, float], ...]  # across, down
    bottom: float


def head_of(stretches: Sequence[NamedStretch], scale: Scale, room: Room) -> Head:
    """The names of the stretches, each beside its edge.

    A name that does not fit behind the one before it takes a lower lane, so that no edge runs through a name.
    """
    lines, spans, ends = list[Line](), list[tuple[float, float, int]](), list[float]()
    for stretch in stretches:
        label = replace(stretch.label, strong=stretch.reached, quiet=not stretch.reached)
        edge, wide = scale(stretch.start), width_of(label, room)
        begins = min(edge + 4, room.width - wide)
        lane = next((n for n in range(len(ends)) if all(end + 6 <= begins for end in ends[n:])), len(ends))
        ends[lane:] = [begins + wide, *ends[lane + 1 :]]
        spans.append((begins, begins + wide, lane))
        moved, y = begins < edge + 4, (lane + 0.75) * room.line
        lines.append(placed(label, room.width if moved else begins, y, room, "end" if moved else "start"))
    edges = []
    for stretch, (_begins, _ends, own) in zip(stretches, spans, strict=True):
        edge = scale(stretch.start)
        below = [lane + 1 for left, right, lane in spans if left < edge < right]
        edges.append((edge, max([own, *below]) * room.line + 2))
    return Head(tuple(lines), tuple(edges), len(ends) * room.line + (4 if ends else 0))


def figures_of(stretches: Sequence[NamedStretch], scale: Scale, room: Room, y: float) -> list[Line]:
    """Where the stretches begin, in numbers, as far as these do not touch each other."""
    lines, free = list[Line](), float("-inf")
    for stretch in stretches:
        label = Label(stretch.figure, quiet=True)
        half = width_of(label, room) / 2
        middle = min(max(scale(stretch.start), half), room.width - half)
        if middle - half >= free:
            lines.append(placed(label, middle, y, room, "middle"))
            free = middle + half + 5
    return lines
