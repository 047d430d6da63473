"""What the office's key is, where it lies, and whether it signs and is stamped, line by line."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlsplit

from app.cli._certificate_checking import NO_KEY, CannotBegin
from app.documents.chains import from_plain, name_of
from app.documents.checkpoint_signing import fingerprint
from app.documents.key_checking import troubles
from app.documents.signing import KEY_FILE, Signer, certificate_of, signer_of
from app.documents.stamp_reading import read_stamp
from app.documents.stamping import Stamper
from app.documents.trusted_keys import earlier_certificates
from app.documents.unsigned import KeyUnusable, StampMissing
from app.settings import Settings


def report(own: Settings) -> tuple[list[str], bool]:
    """Lines about the key and the time stamps of this installation, and whether all is well.

    Raises CannotBegin where there is no key.
    """
    if not own.signing.given and not (own.data_directory / KEY_FILE).exists():
        raise CannotBegin(NO_KEY)
    lines = [_place(own)]
    faults = list(troubles(own.data_directory, own.signing, datetime.now(UTC)))
    try:
        signer = signer_of(own.data_directory, own.signing)
        lines += _certificates(signer)
        lines.append(f"Earlier certificates: {len(earlier_certificates(own.data_directory))}.")
        lines.append(_stamps(signer.stamper))
    except StampMissing as missing:
        faults.append(str(missing))
    except KeyUnusable:
        pass  # the troubles say so
    return [*lines, *(faults or ["The key signs."])], not faults


def _place(own: Settings) -> str:
    place = own.signing
    if place.token:
        return f"Key: {place.token.key!r} on the token {place.token.label!r}, through {place.token.module}."
    if place.file:
        return f"Key: in the file {place.file}."
    return f"Key: the demonstration key {own.data_directory / KEY_FILE}; what it signs is without legal effect."


def _certificates(signer: Signer) -> Iterator[str]:
    certificate = certificate_of(signer)
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    yield f"Certificate: “{name_of(certificate)}”, valid from {begins:%Y-%m-%d} to {ends:%Y-%m-%d}."
    yield f"Its SHA-256: {fingerprint(certificate)}."
    above = ", ".join(f"“{name_of(from_plain(each))}”" for each in signer.key.cert_registry)
    yield f"Above it: {above}." if above else "Above it: nothing; whoever checks has to trust the certificate itself."


def _stamps(stamper: Stamper | None) -> str:
    if stamper is None:
        return "Time stamps: none (FENJI_TIMESTAMP_ADDRESS is not set)."
    digest = sha256(b"Fenji").digest()
    token = asyncio.run(stamper.async_timestamp(digest, "sha256"))
    stamp = read_stamp(token["content"], lambda _algorithm: digest, stamper.authorities)
    host, size = urlsplit(stamper.address).hostname, len(token.dump())
    vouched = "" if stamp.vouched else "; no FENJI_TIMESTAMP_CA_FILE vouches for them"
    return f"Time stamps: {host} gave one of {stamp.time:%Y-%m-%d %H:%M:%S} UTC by “{stamp.by}”, {size} bytes{vouched}."
