"""Where the office's key lies, and what else its signatures carry; apart, so that settings need nothing that signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Token:
    """A token (smart card, HSM) that holds the key, and the PKCS#11 module by which it is reached."""

    module: Path  # FENJI_SIGNING_TOKEN_MODULE: the library of its maker, such as /usr/lib/softhsm/libsofthsm2.so
    label: str  # FENJI_SIGNING_TOKEN: the label of the token
    key: str  # FENJI_SIGNING_TOKEN_KEY: the label of the key
    certificate: str  # FENJI_SIGNING_TOKEN_CERTIFICATE: the label of its certificate, if that is another
    pin: str = field(repr=False)  # FENJI_SIGNING_TOKEN_PIN or FENJI_SIGNING_TOKEN_PIN_FILE


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """The key's file or token; without either, a demonstration key is made in the data directory."""

    file: Path | None = None  # FENJI_SIGNING_KEY_FILE: PKCS#12 that signs certificates; else a demonstration key
    passphrase: str = field(default="", repr=False)  # FENJI_SIGNING_KEY_PASSPHRASE or …_PASSPHRASE_FILE
    token: Token | None = None
    chain: Path | None = None  # FENJI_SIGNING_CHAIN_FILE: PEM of the certificates above the key's, where they lie apart
    # FENJI_TIMESTAMP_ADDRESS: a server of time stamps (RFC 3161), such as https://stamps.example/tsa
    stamps: str = field(default="", repr=False)
    stamp_authorities: Path | None = None  # FENJI_TIMESTAMP_CA_FILE: PEM; only stamps that it vouches for are taken

    @property
    def given(self) -> bool:
        """Whether the office has a key of its own."""
        return bool(self.file or self.token)
