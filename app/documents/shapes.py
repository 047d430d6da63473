"""Reads the paths that a page draws: how large they are, and which of them are one."""

from __future__ import annotations

from app.documents.content import ONE, short


def moved(line: bytes, left: float, top: float) -> bytes:
    """A line of a path, seen from another place."""
    *numbers, operator = line.split(b" ")
    return b" ".join(
        [*(short(float(number) - (top if place % 2 else left)) for place, number in enumerate(numbers)), operator]
    )


def bounds(path: list[bytes]) -> list[int]:
    """Left, top, width and height of a shape of lines and rounded corners, in hundredths; nothing for others."""
    numbers: list[float] = []
    for line in path:
        *here, operator = line.split(b" ")
        if operator not in (b"m", b"l", b"c"):
            return []
        numbers += map(float, here)
    across, down = numbers[::2], numbers[1::2]
    corner = min(across), min(down)
    return [round(number * ONE) for number in (*corner, max(across) - corner[0], max(down) - corner[1])]


def joined(before: list[bytes], path: list[bytes]) -> list[bytes]:
    """Two paths that are drawn alike, the second going on with the line at whose end it begins."""
    if len(path) == 2 and path[0][:-1] == before[-1][:-1] and before[-1][-1:] == b"l":
        begun, turned, ended = (each.split(b" ")[:2] for each in (before[-2], before[-1], path[1]))
        if begun[1] == turned[1] == ended[1] or begun[0] == turned[0] == ended[0]:
            return [*before[:-1], path[1]]
    return [*before, *path]
