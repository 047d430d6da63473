"""The paths that a link from outside may send somebody to."""

from __future__ import annotations


def own_path(target: str | None) -> str | None:
    """The target when it is a path of this product: one slash first, nothing that leads elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    return target if target.isprintable() and " " not in target and "\\" not in target else None
