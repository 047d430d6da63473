"""How the levels of a matrix look: a disc filled by its place, and colours that can be read on light and dark paper."""

from __future__ import annotations

import math
from colorsys import hls_to_rgb, rgb_to_hls
from uuid import UUID

from flask import Blueprint, Flask, Response, abort

from app.storage import matrices
from app.web import database
from app.web.access import EVERYONE, audience
from app.web.static_files import cached_for_ever

Colour = tuple[float, float, float]  # red, green, blue from 0 to 1
LIGHT_PAPER, DARK_PAPER = (
    (0.953, 0.965, 0.973),
    (0.102, 0.137, 0.173),
)  # the shaded panels, the harder case of each scheme
WANTED = 7.1  # WCAG's AAA contrast for text, 7, on paper; a little is lost when colours are rounded
MIDDLE = 0.18  # the luminance that is as far from black as from white
ENOUGH = 4.6  # and AA, 4.5, in a cell filled with the wash of the same colour

blueprint = Blueprint("levels", __name__)


def install(app: Flask) -> None:
    """Serve the colours of each matrix; templates draw discs with `disc_path(place, count)`."""
    app.register_blueprint(blueprint)
    app.add_template_global(disc_path)


@blueprint.get("/matrices/<uuid:key>/levels.css")
@audience(EVERYONE)
def stylesheet(key: UUID) -> Response:
    """The colours of this matrix's levels, one class a level, the lowest is `level-1`."""
    found = matrices.published(database.session(), key)
    if found is None:
        abort(404)
    colours = [level.colour for level in matrices.plan_of(found).matrix.levels]
    return cached_for_ever(level_styles(colours).encode(), "text/css; charset=utf-8")


def level_styles(colours: list[str]) -> str:
    """The style sheet for these colours, written like #1e6b42, lowest level first.

    Each class sets `--level` (to write with), `--level-wash` (to fill a cell with), `--level-share` (how much of
    a disc is filled) and the text colour.
    """
    shares = "".join(
        f".level-{place} {{ --level-share: {place / len(colours):.1%}; }}\n" for place in range(1, len(colours) + 1)
    )
    light = "".join(_rule(place, colour, LIGHT_PAPER) for place, colour in enumerate(colours, 1))
    dark = "".join(_rule(place, colour, DARK_PAPER) for place, colour in enumerate(colours, 1))
    return f"{shares}{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"


def _rule(place: int, written: str, paper: Colour) -> str:
    colour = colour_of(written)
    wash = _wash(colour, paper)
    target = 0.0 if _luminance(paper) > MIDDLE else 1.0
    ink = _readable(_readable(colour, paper, WANTED, target), wash, ENOUGH, target)
    return f".level-{place} {{ --level: {_written(ink)}; --level-wash: {_written(wash)}; color: var(--level); }}\n"


def readable_on_white(written: str) -> str:
    """A level's colour, as dark as it has to be to be read on white paper."""
    return _written(_readable(colour_of(written), (1.0, 1.0, 1.0), WANTED, 0.0))


def _readable(colour: Colour, paper: Colour, contrast: float, target: float) -> Colour:
    """The colour, moved in its own hue towards black (0) or white (1) until it can be read on this paper."""
    hue, lightness, saturation = rgb_to_hls(*colour)
    for step in range(101):
        moved = hls_to_rgb(hue, lightness + (target - lightness) * step / 100, saturation)
        if contrast_of(moved, paper) >= contrast:
            return moved
    return (target, target, target)


def _wash(colour: Colour, paper: Colour) -> Colour:
    """A quiet colour of the same hue for large areas; the darkest levels stay the deepest."""
    hue, lightness, saturation = rgb_to_hls(*colour)
    depth = min(lightness, 0.25)
    if _luminance(paper) > MIDDLE:
        return hls_to_rgb(hue, 0.7 + 0.85 * depth, saturation * 0.75)
    return hls_to_rgb(hue, 0.08 + 0.4 * depth, saturation * 0.6)


def colour_of(written: str) -> Colour:
    """The parts of a colour written like #1e6b42 or #16a."""
    digits = written.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return (red, green, blue)


def _written(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _luminance(colour: Colour) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_of(one: Colour, other: Colour) -> float:
    """How well one colour can be told from another, from 1 to 21, as WCAG counts it."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def disc_path(place: int, count: int) -> str:
    """The slice of a disc, seen in a box of 30, that stands for this place among so many levels."""
    share = place / count
    angle = 2 * math.pi * share
    x, y = 15 + 12 * math.sin(angle), 15 - 12 * math.cos(angle)
    return f"M15 15V3A12 12 0 {int(share > 0.5)} 1 {x:.2f} {y:.2f}Z"
