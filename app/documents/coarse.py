"""Draws glyphs on a coarser grid: straight where nobody sees that they are bent, handles on every second place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from fontTools.pens.basePen import BasePen

FLAT = 0.6  # steps that a curve may leave its chord and still be drawn as a line
APART = 0.8  # steps by which one curve may differ from the two in whose place it stands
STEP = 3  # handles lie on every second place, seen from the one before: fewer different numbers, smaller files
BEND = 0.2  # how far two curves may turn where they meet and still be one
LEVEL = 1e-6
AT = tuple(place / 10 for place in range(11))

Point = tuple[float, float]
Curve = tuple[Point, ...]  # two points are a line, four a curve with its handles


class Coarse(BasePen):  # type: ignore[misc]  # fontTools ships no types
    """Collects a glyph on a grid of so many steps to an em, and draws it with another pen when it is closed."""

    def __init__(self, scale: float, pen: Any) -> None:
        super().__init__(None)
        self._scale = scale
        self._pen = pen
        self._curves: list[Curve] = []
        self._start: Point = (0, 0)
        self._last: Point = (0, 0)

    def _moveTo(self, pt: Point) -> None:  # noqa: N802
        self._curves = []
        self._start = self._last = self._scaled(pt)

    def _lineTo(self, pt: Point) -> None:  # noqa: N802
        self._add(self._last, self._scaled(pt))

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:  # noqa: N802
        curve: Curve = (self._last, self._scaled(pt1), self._scaled(pt2), self._scaled(pt3))
        if all(_away(handle, curve[0], curve[3]) * 0.75 < FLAT for handle in curve[1:3]):
            curve = (curve[0], curve[3])
        elif self._curves and len(self._curves[-1]) == len(curve) and (both := _merged(self._curves[-1], curve)):
            self._curves.pop()
            curve = both
        self._add(*curve)

    def _closePath(self) -> None:  # noqa: N802
        last = _near(self._start)
        self._pen.moveTo(last)
        for curve in self._curves:
            end = _near(curve[-1])
            if len(curve) == 4:
                self._pen.curveTo(*_handles(curve, last, end), end)
            elif end != last:
                self._pen.lineTo(end)
            last = end
        self._pen.closePath()

    def _add(self, *curve: Point) -> None:
        self._curves.append(curve)
        self._last = curve[-1]

    def _scaled(self, point: Point) -> Point:
        return point[0] * self._scale, point[1] * self._scale


def _near(point: Point) -> Point:
    return math.floor(point[0] + 0.5), math.floor(point[1] + 0.5)


def _handles(curve: Sequence[Point], last: Point, end: Point) -> tuple[Point, Point]:
    """The handles on every second place; one that was level with its end stays so."""
    first, second = curve[1:3]
    x = last[0] + STEP * round((first[0] - curve[0][0]) / STEP)
    y = last[1] + STEP * round((first[1] - curve[0][1]) / STEP)
    right = x + STEP * round((second[0] - x) / STEP)
    up = y + STEP * round((second[1] - y) / STEP)
    if abs(second[0] - curve[3][0]) < LEVEL:
        right = end[0]
    if abs(second[1] - curve[3][1]) < LEVEL:
        up = end[1]
    return (x, y), (right, up)


def _merged(before: Curve, after: Curve) -> Curve | None:
    """One curve in place of two that go on smoothly, if it runs as they do."""
    start, meeting, end = before[0], before[3], after[3]
    into = (meeting[0] - before[2][0], meeting[1] - before[2][1])
    out = (after[1][0] - meeting[0], after[1][1] - meeting[1])
    along = into[0] * out[0] + into[1] * out[1]
    if along <= 0 or abs(into[0] * out[1] - into[1] * out[0]) > BEND * along:
        return None
    share = math.hypot(*into) / (math.hypot(*into) + math.hypot(*out))
    first = tuple(start[axis] + (before[1][axis] - start[axis]) / share for axis in (0, 1))
    second = tuple(end[axis] + (after[2][axis] - end[axis]) / (1 - share) for axis in (0, 1))
    one = (start, (first[0], first[1]), (second[0], second[1]), end)
    there = [_on(one, at) for at in AT]
    seen = [_on(curve, at) for curve in (before, after) for at in (0.25, 0.5, 0.75)]
    for point in (*seen, meeting):
        if min(_away(point, *chord) for chord in pairwise(there)) > APART:
            return None
    return one


def _on(curve: Curve, at: float) -> Point:
    rest = 1 - at
    shares = (rest**3, 3 * rest * rest * at, 3 * rest * at * at, at**3)
    x, y = (sum(share * point[axis] for share, point in zip(shares, curve, strict=True)) for axis in (0, 1))
    return x, y


def _away(point: Point, start: Point, end: Point) -> float:
    """How far a point is from a line between two others."""
    across, up = end[0] - start[0], end[1] - start[1]
    length = across * across + up * up
    along = ((point[0] - start[0]) * across + (point[1] - start[1]) * up) / length if length else 0
    along = max(0.0, min(1.0, along))
    return math.hypot(point[0] - start[0] - along * across, point[1] - start[1] - along * up)
