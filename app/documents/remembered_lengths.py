"""Remembers what a style comes to wherever it is used: its lengths where none is a share, its font, its line."""

from __future__ import annotations

from typing import Any

from weasyprint.css.functions import check_math
from weasyprint.formatting_structure import boxes
from weasyprint.layout.percent import resolve_percentages
from weasyprint.text.fonts import get_font_description
from weasyprint.text.line_break import strut

LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("left", "right", "top", "bottom")),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
PARTS = (boxes.TableBox, boxes.TableRowGroupBox, boxes.TableRowBox, boxes.TableCellBox, boxes.TableColumnBox)
SIDES = ("top", "right", "bottom", "left")
NAMES = (*LENGTHS, *(f"border_{side}_width" for side in SIDES))


def lengths(box: Any, containing_block: Any) -> None:
    """Set the lengths of a box, as `resolve_percentages` does, which looks at seventeen of them each time."""
    kept = vars(box.style)
    known = kept.get("lengths_known")
    if known:
        vars(box).update(known)
        return
    resolve_percentages(box, containing_block)
    if known is None:
        # The lines between cells are wider or narrower than a cell says, where two cells share them.
        shared = box.style["border_collapse"] == "collapse" and isinstance(box, PARTS)
        fixed = not shared and all(_fixed(box.style[name]) for name in LENGTHS)
        kept["lengths_known"] = {name: getattr(box, name) for name in NAMES} if fixed else {}


def _fixed(value: Any) -> bool:
    return value == "auto" or (not check_math(value) and value.unit != "%")


def font(style: Any) -> Any:
    """The font of a style for Pango, which makes a copy of it."""
    kept = vars(style)
    if "font_known" not in kept:
        kept["font_known"] = get_font_description(style)
    return kept["font_known"]


def line(style: Any) -> tuple[float, float]:
    """The height and the baseline of an empty line of a style."""
    kept = vars(style)
    if "line_known" not in kept:
        kept["line_known"] = strut(style)
    found: tuple[float, float] = kept["line_known"]
    return found
