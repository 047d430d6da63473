"""Where the office's key lies, and what else its signatures carry; apart, so that settings need nothing that signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """The key's file with its passphrase; without a file, a demonstration key is made in the data directory."""

    file: Path | None = None  # FENJI_SIGNING_KEY_FILE: PKCS#12 that signs certificates; else a demonstration key
    passphrase: str = field(default="", repr=False)  # FENJI_SIGNING_KEY_PASSPHRASE or …_PASSPHRASE_FILE
