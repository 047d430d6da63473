"""The settings of signing: where the office's key lies, and what else its signatures carry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from app.documents.key_place import KeyPlace, Token
from app.setting_values import SettingsRefused, secret


def signing_settings(given: Mapping[str, str]) -> KeyPlace:
    """Read the settings of signing; raises SettingsRefused, naming the variable, for a value that cannot be read."""
    file, token = _path(given, "FENJI_SIGNING_KEY_FILE"), _token(given)
    if file and token:
        raise SettingsRefused("FENJI_SIGNING_KEY_FILE and FENJI_SIGNING_TOKEN_MODULE are both set; one of them signs.")
    return KeyPlace(
        file=file,
        passphrase=secret(given, "FENJI_SIGNING_KEY_PASSPHRASE"),
        token=token,
        chain=_path(given, "FENJI_SIGNING_CHAIN_FILE"),
        stamps=_stamps(given.get("FENJI_TIMESTAMP_ADDRESS", "").strip()),
        stamp_authorities=_path(given, "FENJI_TIMESTAMP_CA_FILE"),
    )


def _path(given: Mapping[str, str], name: str) -> Path | None:
    return Path(given[name]) if given.get(name) else None


def _token(given: Mapping[str, str]) -> Token | None:
    module = _path(given, "FENJI_SIGNING_TOKEN_MODULE")
    if module is None:
        return None
    label, key = given.get("FENJI_SIGNING_TOKEN", ""), given.get("FENJI_SIGNING_TOKEN_KEY", "")
    pin = secret(given, "FENJI_SIGNING_TOKEN_PIN")
    needed = {"FENJI_SIGNING_TOKEN": label, "FENJI_SIGNING_TOKEN_KEY": key, "FENJI_SIGNING_TOKEN_PIN": pin}
    for name, value in needed.items():
        if not value:
            raise SettingsRefused(f"{name} is missing; a key on a token needs it.")
    return Token(module, label, key, given.get("FENJI_SIGNING_TOKEN_CERTIFICATE") or key, pin)


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
