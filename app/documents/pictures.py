"""Pictures of documents as SVG text, each with words for those who do not see it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

import segno
from markupsafe import Markup, escape

CENTRE, RADIUS = 15.0, 12.5


def level_disc_svg(place: int, count: int, title: str, colour: str = "currentColor") -> Markup:
    """The shape of a level: a disc filled as far as the level's place among all levels.

    In: the place (0 for the lowest), how many levels there are, words for it, the colour.
    """
    share = (place + 1) / count
    return Markup(
        '<svg class="disc" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 30" '
        'width="30" height="30" role="img"><title>{title}</title>'
        '<circle cx="15" cy="15" r="12.5" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        "{filling}</svg>"
    ).format(title=title, colour=colour, filling=_filling(share, colour))


def _filling(share: float, colour: str) -> Markup:
    if share >= 1:
        return Markup('<circle cx="15" cy="15" r="12" fill="{colour}"/>').format(colour=colour)
    angle = 2 * math.pi * share
    x, y = CENTRE + RADIUS * math.sin(angle), CENTRE - RADIUS * math.cos(angle)
    return Markup('<path d="M15 15V2.5A12.5 12.5 0 {large} 1 {x:.2f} {y:.2f}Z" fill="{colour}"/>').format(
        large=int(share > 0.5), x=x, y=y, colour=colour
    )


def qr_on_paper(address: str, title: str) -> Markup:
    """The QR code of an address for a document, a row a dashed line, which takes half the room of its parts."""
    rows = segno.make(address, error="m", micro=False).matrix
    lines = Markup("").join(_dashed(place, row) for place, row in enumerate(rows))
    return Markup(
        '<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img">'
        '<title>{title}</title><g stroke="#16202a">{lines}</g></svg>'
    ).format(size=len(rows), title=title, lines=lines)


def _dashed(place: int, row: Sequence[int]) -> Markup:
    runs = [len(list(run)) for _dark, run in groupby(row)]
    begins = 0 if row[0] else runs.pop(0)
    # The last part goes on to the end, where the line ends too.
    dashes = " ".join(map(str, runs if len(runs) % 2 == 0 else [*runs, 1]))
    return Markup('<path d="M{begins} {place}.5H{end}" stroke-dasharray="{dashes}"/>').format(
        begins=begins, place=place, end=len(row), dashes=dashes
    )


def qr_svg(address: str, title: str) -> Markup:
    """The QR code of an address, with a title that says what it leads to."""
    code = segno.make(address, error="m", micro=False)
    picture = code.svg_inline(border=0, dark="#16202a", omitsize=True, svgclass="qr", lineclass=None)
    head, _, rest = picture.partition(">")
    # segno leaves the title where its own options put it; ours is escaped here and comes first.
    named = f'{head} xmlns="http://www.w3.org/2000/svg" role="img"><title>{escape(title)}</title>'
    return Markup(named + rest)  # noqa: S704 - segno's own drawing, and an escaped title
