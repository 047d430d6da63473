"""The settings of signing: where the office's key lies, and what else its signatures carry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from app.documents.key_place import KeyPlace
from app.setting_values import SettingsRefused, secret


def signing_settings(given: Mapping[str, str]) -> KeyPlace:
    """Read the settings of signing; raises SettingsRefused, naming the variable, for a value that cannot be read."""
    return KeyPlace(
        file=_path(given, "FENJI_SIGNING_KEY_FILE"),
        passphrase=secret(given, "FENJI_SIGNING_KEY_PASSPHRASE"),
        chain=_path(given, "FENJI_SIGNING_CHAIN_FILE"),
        stamps=_stamps(given.get("FENJI_TIMESTAMP_ADDRESS", "").strip()),
        stamp_authorities=_path(given, "FENJI_TIMESTAMP_CA_FILE"),
    )


def _path(given: Mapping[str, str], name: str) -> Path | None:
    return Path(given[name]) if given.get(name) else None


def _stamps(address: str) -> str:
    try:
        parts = urlsplit(address)
        fit = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.fragment
        # Whatever is written in front of an @ would be in every list of processes and their settings.
        fit = fit and parts.username is None and address.isascii() and address.isprintable() and " " not in address
    except ValueError:
        fit = False
    if address and not fit:
        raise SettingsRefused(
            "FENJI_TIMESTAMP_ADDRESS is no web address without a name and a password;"
            " it should look like https://stamps.example/tsa."
        )
    return address
