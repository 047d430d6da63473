"""Where the office's key lies, and what else its signatures carry; apart, so that settings need nothing that signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """The key's file with its passphrase; without a file, a demonstration key is made in the data directory."""

    file: Path | None = None  # FENJI_SIGNING_KEY_FILE: PKCS#12 that signs certificates; else a demonstration key
    passphrase: str = field(default="", repr=False)  # FENJI_SIGNING_KEY_PASSPHRASE or …_PASSPHRASE_FILE
    chain: Path | None = None  # FENJI_SIGNING_CHAIN_FILE: PEM of the certificates above the key's, if its file has none
    # FENJI_TIMESTAMP_ADDRESS: a server of time stamps (RFC 3161), such as https://stamps.example/tsa
    stamps: str = field(default="", repr=False)
    stamp_authorities: Path | None = None  # FENJI_TIMESTAMP_CA_FILE: PEM; only stamps that it vouches for are taken
