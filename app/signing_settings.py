"""The settings of signing: where the office's key lies, and what else its signatures carry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.documents.key_place import KeyPlace
from app.setting_values import secret


def signing_settings(given: Mapping[str, str]) -> KeyPlace:
    """Read the settings of signing; raises SettingsRefused, naming the variable, for a value that cannot be read."""
    return KeyPlace(
        file=_path(given, "FENJI_SIGNING_KEY_FILE"),
        passphrase=secret(given, "FENJI_SIGNING_KEY_PASSPHRASE"),
    )


def _path(given: Mapping[str, str], name: str) -> Path | None:
    return Path(given[name]) if given.get(name) else None
