"""Reading what `ledger verify` holds the ledger against: checkpoints, certificates, and the keys that are trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import click
from cryptography.x509 import Certificate

from app.documents.certificate_reading import CertificateRefused, facts_of_pdf
from app.documents.chains import certificates_from
from app.documents.checkpoint_signing import CheckpointRefused, read_checkpoint
from app.documents.signing import Signer, signer_of
from app.documents.trusted_keys import own_certificates
from app.documents.unsigned import KeyUnusable
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Proof:
    """How many entries the ledger had once, the hash of the last one, and what says so."""

    size: int
    hash: str
    told_by: str


@dataclass(frozen=True, slots=True)
class Given:
    """The files an operator gave; each is its name and its bytes."""

    checkpoints: Sequence[tuple[str, bytes]]
    certificates: Sequence[tuple[str, bytes]]
    keys: Sequence[tuple[str, bytes]]


def signer(settings: Settings) -> Signer:
    """The signer of this installation; a click error when its key cannot be used."""
    try:
        return signer_of(settings.data_directory, settings.signing)
    except KeyUnusable as unusable:
        raise click.ClickException(str(unusable)) from None


def proofs(given: Given, settings: Settings) -> Iterator[Proof | str]:
    """What each file says, or a sentence why it cannot be believed."""
    if not given.checkpoints and not given.certificates:
        return
    trusted = [*_own(settings), *(found for key in given.keys for found in _certificates(*key))]
    for name, data in given.checkpoints:
        try:
            found = read_checkpoint(data, trusted)
            moment = datetime.fromisoformat(found.time)
            yield Proof(found.size, found.hash, f"checkpoint {name} of {moment:%Y-%m-%d %H:%M:%S}Z")
        except (CheckpointRefused, ValueError) as refused:
            yield f"checkpoint {name}: cannot be believed. {refused}"
    for name, data in given.certificates:
        try:
            facts = facts_of_pdf(data, trusted)
        except CertificateRefused as refused:
            yield f"certificate {name}: cannot be believed. {refused}"
            continue
        if facts.ledger is None:
            yield f"certificate {name}: was issued before certificates told where the ledger ended."
        else:
            yield Proof(facts.ledger.size, facts.ledger.hash, f"certificate {facts.number} of {facts.issued_on}")


def _own(settings: Settings) -> list[Certificate]:
    try:
        return own_certificates(settings.data_directory, settings.signing)
    except KeyUnusable as unusable:
        raise click.ClickException(str(unusable)) from None


def _certificates(name: str, data: bytes) -> list[Certificate]:
    try:
        return certificates_from(data)
    except ValueError:
        raise click.ClickException(f"{name} holds no certificate in PEM or DER.") from None
