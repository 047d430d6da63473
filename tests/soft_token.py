"""A real token of SoftHSM in a folder of its own, with keys and certificates on it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute, CertificateType, ObjectClass

from app.documents.key_place import Token
from tests.authorities import Held

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
LABEL, PIN = "Riverside", "8071"
SETTING = "SOFTHSM2_CONF"  # the variable in which SoftHSM finds its configuration


@dataclass(frozen=True, slots=True)
class SoftToken:
    """Where the token lies; its configuration is to be named in SETTING."""

    directory: Path

    @property
    def configuration(self) -> Path:
        """The file that SETTING names."""
        return self.directory / "softhsm2.conf"

    @property
    def tokens(self) -> Path:
        """The folder with the token's own in it; who moves that takes the token away."""
        return self.directory / "tokens"

    def place(self, key: str, certificate: str = "", *, pin: str = PIN, label: str = LABEL) -> Token:
        """How a key on it is named in the settings."""
        return Token(MODULE, label, key, certificate or key, pin)


def make_token(directory: Path) -> SoftToken:
    """An empty token in this folder."""
    made = SoftToken(directory)
    made.tokens.mkdir()
    made.configuration.write_text(f"directories.tokendir = {made.tokens}\nlog.level = ERROR\n")
    _tool(made, "--init-token", "--free", "--label", LABEL, "--so-pin", PIN)
    return made


def keep_keys(made: SoftToken, keys: Sequence[tuple[str, Held]]) -> None:
    """Put these keys on the token, each under its name."""
    for number, (label, held) in enumerate(keys, 1):
        file = made.directory / "key.pem"
        file.write_bytes(held.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        _tool(made, "--import", file, "--token", LABEL, "--label", label, "--id", f"{number:02}")
        file.unlink()


def keep_certificates(named: Mapping[str, x509.Certificate]) -> None:
    """Put these certificates on the token, each under its name; SETTING has to name its configuration by now."""
    module = pkcs11.lib(str(MODULE))
    module.reinitialize()
    with module.get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
        for label, certificate in named.items():
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                    Attribute.TOKEN: True,
                    Attribute.LABEL: label,
                    Attribute.SUBJECT: certificate.subject.public_bytes(),
                    Attribute.VALUE: certificate.public_bytes(Encoding.DER),
                }
            )
    module.finalize()


def _tool(made: SoftToken, *arguments: str | Path) -> None:
    command = ["softhsm2-util", *arguments, "--pin", PIN]
    subprocess.run(command, env={SETTING: str(made.configuration), "PATH": "/usr/bin"}, capture_output=True, check=True)
