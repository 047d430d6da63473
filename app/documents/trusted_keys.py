"""The certificates that an office knows as its own: that of the key which signs now, and those of earlier keys."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509

from app.documents.chains import certificates_in
from app.documents.key_place import KeyPlace
from app.documents.signing import certificate_of, signer_of

EARLIER = "earlier-certificates"  # a folder in the data directory
ENDINGS = frozenset({".pem", ".crt", ".cer", ".der"})


def own_certificates(data_directory: Path, place: KeyPlace) -> list[x509.Certificate]:
    """The certificate of the key that signs now, then the earlier ones; raises KeyUnusable."""
    own = certificate_of(signer_of(data_directory, place))
    return [own, *(each for each in earlier_certificates(data_directory) if each != own)]


def earlier_certificates(data_directory: Path) -> list[x509.Certificate]:
    """What an office keeps of its earlier keys, in the order of the files' names.

    Raises KeyUnusable, naming the file, for one that holds no certificate.
    """
    found: list[x509.Certificate] = []
    for file in sorted((data_directory / EARLIER).glob("*")):
        if file.suffix.lower() in ENDINGS:
            found += certificates_in(file)
    return found


def clocks_of(place: KeyPlace) -> list[x509.Certificate]:
    """The certificates that vouch for time stamps, where the office named some; raises KeyUnusable."""
    return certificates_in(place.stamp_authorities) if place.stamp_authorities else []
