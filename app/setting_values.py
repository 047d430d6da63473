"""Reading single values of the environment, with a sentence that names the variable when one cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


class SettingsRefused(Exception):
    """The settings are not fit to serve; `str()` has one sentence a line."""


def secret(given: Mapping[str, str], name: str) -> str:
    """The variable, or what stands in the file that <name>_FILE names; SettingsRefused when it cannot be read."""
    path = given.get(f"{name}_FILE")
    if not path:
        return given.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsRefused(f"{name}_FILE names {path}, which cannot be read.") from None


def yes_or_no(given: Mapping[str, str], name: str) -> bool:
    """Whether the variable says yes; no when it is not there. SettingsRefused for anything else."""
    value = given.get(name, "").strip().lower()
    if value in ("", "no", "0", "false"):
        return False
    if value in ("yes", "1", "true"):
        return True
    raise SettingsRefused(f"{name} is {value!r}; it should be yes or no.")


def number(given: Mapping[str, str], name: str, *, lowest: int, highest: int, otherwise: int) -> int:
    """The variable as a whole number between these two; SettingsRefused when it is none."""
    value = given.get(name) or str(otherwise)
    if not value.isascii() or not value.isdigit() or len(value) > 9 or not lowest <= int(value) <= highest:
        raise SettingsRefused(f"{name} is {value!r}; it should be a number from {lowest} to {highest}.")
    return int(value)
