"""Pictures of documents as SVG text, each with words for those who do not see it."""

from __future__ import annotations

import math

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


def qr_svg(address: str, title: str) -> Markup:
    """The QR code of an address, with a title that says what it leads to."""
    code = segno.make(address, error="m", micro=False)
    picture = code.svg_inline(border=0, dark="#16202a", omitsize=True, svgclass="qr", lineclass=None)
    head, _, rest = picture.partition(">")
    # segno leaves the title where its own options put it; ours is escaped here and comes first.
    named = f'{head} xmlns="http://www.w3.org/2000/svg" role="img"><title>{escape(title)}</title>'
    return Markup(named + rest)  # noqa: S704 - segno's own drawing, and an escaped title
