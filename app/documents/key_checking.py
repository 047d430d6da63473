"""What is wrong with the office's key, or soon will be: told when a server starts, and to whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from app.documents.chains import name_of
from app.documents.key_place import KeyPlace
from app.documents.signing import Signer, certificate_of, plainly_signed, refuse_if_unfit, signer_of
from app.documents.trusted_keys import clocks_of, earlier_certificates
from app.documents.unsigned import Unsigned

SOON = timedelta(days=30)
PROBE = b"Can this key sign?"


def troubles(data_directory: Path, place: KeyPlace, now: datetime) -> Iterator[str]:
    """A sentence for each reason why nothing can be signed, or soon nothing can be, or less can be checked.

    A token is opened for that and left again, so that a server may fork afterwards.
    """
    try:
        yield from _of_signer(signer_of(data_directory, place), now)
    except Unsigned as unsigned:
        yield f"Nothing can be signed. {unsigned}"
    finally:
        _leave(place)
    try:
        earlier_certificates(data_directory)
        clocks_of(place)
    except Unsigned as unsigned:
        yield f"Signatures cannot be checked against all certificates. {unsigned}"


def _of_signer(signer: Signer, now: datetime) -> Iterator[str]:
    refuse_if_unfit(signer)
    plainly_signed(signer, PROBE)
    certificate = certificate_of(signer)
    if certificate.not_valid_after_utc < now + SOON:
        name, day = name_of(certificate), f"{certificate.not_valid_after_utc:%Y-%m-%d}"
        yield f"The certificate of the signing key, “{name}”, ends on {day}; nothing is signed after that."


def _leave(place: KeyPlace) -> None:
    if place.token:
        from app.documents.tokens import leave_tokens

        leave_tokens()
